"""``voicedesk stats``: the figures of all mailings of a name on the platform, whoever sent them."""

import click

from voicedesk.base.settings import load
from voicedesk.base.words import ntr, tr
from voicedesk.cli import options
from voicedesk.cli.session import Session, print_json
from voicedesk.ui import wording


@click.command()
@click.option("--name", required=True, help="The mailings' name, exactly.")
@options.as_json
@click.pass_obj
def stats(session: Session, name: str, as_json: bool) -> None:
    """Add up the figures of all mailings of one name."""
    from voicedesk.campaigns.statistics import consolidated

    seconds = load(session.home / "settings.json").sending_call_seconds
    with session.client(seconds) as client:
        found = consolidated(client, name)
    if as_json:
        print_json(found.json())
        return
    mailings = ntr(
        "{count} mailing", "{count} mailings", found.mailings, count=wording.count(found.mailings)
    )
    figures = ", ".join(
        f"{words} {wording.count(getattr(found.stats, code))}"
        for code, words in (
            ("total", tr("Called")),
            *((code, wording.call_status(code)) for code in ("ok", "ko", "no", "on", "wait")),
            ("optout", tr("Opt-outs")),
        )
    )
    rate = wording.percent(found.stats.delivery_rate)
    click.echo(
        tr("{name}: {mailings}. {figures}. {rate}", name=name, mailings=mailings,
           figures=figures, rate=rate)
    )  # fmt: skip
