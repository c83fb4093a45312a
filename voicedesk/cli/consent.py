"""``voicedesk consent``: who agreed to be called for prospecting."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.cli import options
from voicedesk.cli.contact_lists import open_list
from voicedesk.cli.session import Session, print_json, progress_job, say, stopped_in_order
from voicedesk.cli.stop_list import region_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicedesk.base.workspace import Workspace
    from voicedesk.contacts.consent import Consent, PastConsent

_list = click.option("--list", "list_name", metavar="NAME", help="Everybody of this list.")
_numbers = click.option(
    "--number", "numbers", metavar="NUMBER", multiple=True, help="Whose; repeatable."
)
_day = click.DateTime(["%Y-%m-%d"])


@click.group()
def consent() -> None:
    """Consents to be called for prospecting: record, withdraw, show."""


@consent.command()
@_list
@_numbers
@click.option("--source", required=True, help="How it was given: a form, a call, a shop.")
@click.option("--wording", required=True, help="What people agreed to, in these words.")
@click.option("--given", required=True, type=_day, metavar="YYYY-MM-DD", help="When it was given.")
@click.option("--expires", type=_day, metavar="YYYY-MM-DD", help="Its last day; default: none.")
@click.option("--proof", type=click.Path(path_type=Path), help="A file that is kept with it.")
@options.country
@options.as_json
@click.pass_obj
def record(
    session: Session,
    list_name: str | None,
    numbers: tuple[str, ...],
    source: str,
    wording: str,
    given: datetime,
    expires: datetime | None,
    proof: Path | None,
    country: str,
    as_json: bool,
) -> None:
    """Record that everybody of a list, or these numbers, agreed."""
    from voicedesk.contacts.consent import Consents

    with session.workspace(writing=True) as workspace, progress_job() as job, stopped_in_order(job):
        people = _people(workspace, list_name, numbers, country, job)
        kept = Consents(workspace.database, workspace.folder).record(
            people,
            source,
            wording,
            given.date(),
            None if expires is None else expires.date(),
            None if proof is None else proof.absolute(),
            job,
        )
    if as_json:
        print_json(_document(kept))
    else:
        click.echo(
            ntr("{n} person's consent recorded.", "{n} people's consent recorded.", kept.numbers)
        )


@consent.command()
@_list
@_numbers
@options.country
@options.as_json
@click.pass_obj
def withdraw(
    session: Session,
    list_name: str | None,
    numbers: tuple[str, ...],
    country: str,
    as_json: bool,
) -> None:
    """These people, or everybody of a list, agree no more. The proof of what was is kept."""
    from voicedesk.contacts.consent import Consents

    with session.workspace(writing=True) as workspace, progress_job() as job, stopped_in_order(job):
        people = _people(workspace, list_name, numbers, country, job)
        withdrawn = Consents(workspace.database, workspace.folder).withdraw(people, job)
    if as_json:
        print_json({"withdrawn": withdrawn})
    else:
        click.echo(ntr("{n} consent withdrawn.", "{n} consents withdrawn.", withdrawn))


@consent.command()
@_list
@_numbers
@options.country
@options.as_json
@click.pass_obj
def show(
    session: Session, list_name: str | None, numbers: tuple[str, ...], country: str, as_json: bool
) -> None:
    """The consents of a list or of these numbers; of neither: all that were ever recorded.

    Of numbers also those that were withdrawn or replaced: what was agreed to can be proved.
    """
    with session.workspace(writing=False) as workspace, progress_job() as job:
        document = _shown(workspace, list_name, numbers, country, job)
    if as_json:
        print_json(document)
        return
    if "people" in document:
        for key, words in (
            ("given", tr("Consent given")),
            ("expired", tr("Consent expired")),
            ("none", tr("No consent")),
        ):
            click.echo(f"{document[key]:>8}  {words}")
    for one in document["consents"]:
        click.echo(_line(one))
    past = document.get("past", [])
    for one in past:
        click.echo(tr("{consent}; ended on {day}", consent=_line(one), day=one["ended_at"][:10]))
    if not document["consents"] and not past:
        say(tr("No consent is recorded."))


def _shown(
    workspace: "Workspace",
    list_name: str | None,
    numbers: tuple[str, ...],
    country: str,
    job: Job,
) -> dict[str, Any]:
    import numpy as np

    from voicedesk.contacts.consent import Consents
    from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE, Standing

    consents = Consents(workspace.database, workspace.folder)
    if list_name is None and not numbers:
        return {"consents": [_document(one) for one in consents.all()]}
    people = np.unique(_people(workspace, list_name, numbers, country, job))
    states = np.bincount(Standing.load(workspace.database).consent(people), minlength=3).tolist()
    found = consents.all_of(people)
    past = (one for number in people.tolist() for one in consents.past(number)) if numbers else ()
    return {
        "people": len(people),
        "given": states[GIVEN],
        "expired": states[EXPIRED],
        "none": states[NONE],
        "consents": [_document(one) for one in found],
        **({"past": [_ended(one) for one in past]} if numbers else {}),
    }


def _people(
    workspace: "Workspace",
    list_name: str | None,
    numbers: tuple[str, ...],
    country: str,
    job: Job,
) -> "NDArray[np.int64]":
    """The E.164 digits of a list's valid numbers, or of those typed, which must all be valid."""
    import numpy as np

    from voicedesk.contacts.phones.number import judge

    if (list_name is None) == (not numbers):
        raise NotAllowedError("list_or_numbers")
    if list_name is not None:
        table = open_list(workspace, list_name, job)
        e164 = table.e164[table.order]
        return e164[e164 > 0]
    region = region_of(country)
    verdicts = [judge(number, region) for number in numbers]
    for number, verdict in zip(numbers, verdicts, strict=True):
        if verdict.e164 is None:
            raise InputError("bad_number", value=number)
    return np.array([int(verdict.e164 or 0) for verdict in verdicts], np.int64)


def _document(one: "Consent") -> dict[str, Any]:
    return {
        "id": str(one.id),
        "source": one.source,
        "wording": one.wording,
        "given_on": one.given_on.isoformat(),
        "expires_on": None if one.expires_on is None else one.expires_on.isoformat(),
        "holds": one.holds(date.today()),
        "proof": None if one.proof is None else str(one.proof),
        "proof_sha256": one.proof_sha256,
        "recorded_at": one.recorded_at.isoformat(),
        "numbers": one.numbers,
    }


def _ended(one: "PastConsent") -> dict[str, Any]:
    return {**_document(one.consent), "holds": False, "ended_at": one.ended_at.isoformat()}


def _line(one: dict[str, Any]) -> str:
    last = one["expires_on"]
    return ntr(
        "{given}: {n} person, “{wording}” ({source}), {until}",
        "{given}: {n} people, “{wording}” ({source}), {until}",
        one["numbers"],
        given=one["given_on"],
        wording=one["wording"],
        source=one["source"],
        until=tr("until {day}", day=last) if last else tr("until withdrawn"),
    )
