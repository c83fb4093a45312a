"""What the campaign commands print: the review and the status, for a person or as JSON."""

from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.words import tr
from voicedesk.cli.session import print_json
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.base.workspace import Workspace
    from voicedesk.campaigns.review import Review
    from voicedesk.campaigns.statistics import CampaignStatus


def review_document(sheet: "Review") -> dict[str, Any]:
    """The review of the status object."""
    return {
        "imported": sheet.left("imported"),
        "valid": sheet.left("valid"),
        "unique": sheet.left("unique"),
        "will_call": len(sheet.recipients),
        "excluded": sheet.excluded,
    }


def show_review(campaign_id: str, name: str, sheet: "Review") -> None:
    """The funnel, and every row that will not be called with its reason."""
    click.echo(f"{name} ({campaign_id})")
    for step in sheet.steps:
        click.echo(f"  {step.left:>6}  {wording.funnel_step(step.name)}")
    for lost in sheet.exclusions:
        why = wording.contact_problem(lost.code).message
        if lost.repeats_row is not None:
            why = tr("{problem} of row {row}", problem=why, row=lost.repeats_row)
        click.echo(f"          {lost.label or '–'} · {lost.number or '–'} · {why}")
    click.echo(f"  {len(sheet.recipients):>6}  {wording.funnel_step('will_call')}")


def show_stored(workspace: "Workspace", campaign_id: str, as_json: bool) -> None:
    """The status as the workspace has it."""
    from voicedesk.campaigns.statistics import status

    print_status(status(workspace.database, campaign_id), as_json)


def print_status(found: "CampaignStatus", as_json: bool, *, compact: bool = False) -> None:
    """One JSON document, or the sentence a person reads."""
    if as_json:
        print_json(found.json(), compact=compact)
        return
    campaign, stats = found.campaign, found.stats
    words = {
        "name": campaign.name,
        "id": campaign.id,
        "state": wording.state(campaign.state),
    }
    if stats.delivery_rate is None:  # nobody was called yet
        click.echo(tr("{name} ({id}): {state}.", **words))
    else:
        counts = ", ".join(
            f"{wording.call_status(code)} {wording.count(getattr(stats, code))}"
            for code in ("ok", "ko", "no", "on", "wait")
        )
        rate = wording.percent(stats.delivery_rate)
        click.echo(
            tr("{name} ({id}): {state}. {counts}. {rate}", counts=counts, rate=rate, **words)
        )
    for ordinal in found.undecided:
        click.echo(tr("Batch {chunk} waits for a person's decision.", chunk=ordinal))
