"""What several commands print: problems, the review and the status, for a person or as JSON."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.words import ntr, tr
from voicedesk.cli.session import print_json, say
from voicedesk.ui import rule_words, wording

if TYPE_CHECKING:
    from voicedesk.audio.problem import Problem
    from voicedesk.base.database import Database
    from voicedesk.base.workspace import Workspace
    from voicedesk.campaigns.arrivals import Arrival
    from voicedesk.campaigns.finding import Finding
    from voicedesk.campaigns.review import Review
    from voicedesk.campaigns.statistics import CampaignStatus


def problem_documents(problems: "Iterable[Problem]") -> list[dict[str, Any]]:
    """The problems of a sound."""
    found = []
    for problem in problems:
        words = wording.audio_problem(problem.code, problem.values)
        found.append(
            {
                "code": problem.code,
                "severity": str(problem.severity),
                "message": words.message,
                "fix": words.fix or None,
            }
        )
    return found


def show_problems(name: str, problems: "Iterable[Problem]") -> None:
    """A line for each problem of a sound."""
    for problem in problems:
        words = wording.audio_problem(problem.code, problem.values)
        line = tr("{file}: {message}. {fix}", file=name, message=words.message, fix=words.fix)
        click.echo(line.rstrip())


def review_document(sheet: "Review") -> dict[str, Any]:
    """The review of the status object."""
    return {
        "imported": sheet.left("imported"),
        "valid": sheet.left("valid"),
        "unique": sheet.left("unique"),
        "will_call": len(sheet.recipients),
        "excluded": sheet.excluded,
        "groups": [
            {
                "media": str(group.media),
                "zone": group.zone.name,
                "date": None if group.date is None else group.date.isoformat(timespec="seconds"),
                "people": len(group.people),
            }
            for group in sheet.groups
        ],
        "findings": [_finding_document(found) for found in sheet.findings],
        "looser_rules": sheet.looser,
        "cost": None
        if sheet.cost is None
        else {"amount": str(sheet.cost.amount), "currency": sheet.cost.currency},
    }


def _finding_document(found: "Finding") -> dict[str, Any]:
    """``group`` counts from 1, as the groups are listed."""
    return {
        "rule": found.rule,
        "code": found.code,
        "strength": str(found.strength),
        "people": found.people,
        "group": None if found.group is None else found.group + 1,
        "message": rule_words.finding(found),
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
    if len(sheet.groups) > 1:
        for group in sheet.groups:
            when = tr("as soon as it is sent") if group.date is None else group.date.isoformat()
            media = wording.media(group.media)
            click.echo(f"  {len(group.people):>6}    {media} · {group.zone.name} · {when}")
    for line in _against(sheet):
        click.echo(line)
    if sheet.cost is not None:
        amount, currency = sheet.cost.amount, sheet.cost.currency
        click.echo(tr("Cost: {amount} {currency}", amount=amount, currency=currency))


def say_warnings(sheet: "Review") -> None:
    """What the rules say against it, beside the command's own output."""
    for line in _against(sheet):
        say(line)


def _against(sheet: "Review") -> Iterator[str]:
    """What the rules say, and that they are looser than those that came with the program."""
    yield from map(_finding_line, sheet.findings)
    if sheet.looser:
        yield tr("Warning: {what}", what=rule_words.looser(sheet.looser))


def _finding_line(found: "Finding") -> str:
    what = rule_words.finding(found)
    forbids = found.strength == "forbid"
    return tr("Forbidden: {what}", what=what) if forbids else tr("Warning: {what}", what=what)


def show_stored(workspace: "Workspace", campaign_id: str, as_json: bool) -> None:
    """The status as the workspace has it."""
    from voicedesk.campaigns.statistics import status

    database = workspace.database
    print_status(database, status(database, campaign_id), as_json)


def status_document(database: "Database", found: "CampaignStatus") -> dict[str, Any]:
    """The status object: the figures, and the opt-outs a person still has to deal with."""
    from voicedesk.campaigns.optouts import pending

    return {**found.json(), "optouts_unknown": pending(database, found.campaign.id)}


def print_status(
    database: "Database", found: "CampaignStatus", as_json: bool, *, compact: bool = False
) -> None:
    """One JSON document, or the sentences a person reads."""
    document = status_document(database, found)
    if as_json:
        print_json(document, compact=compact)
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
    for one in found.arrived_late:
        click.echo(_arrived(one))
    if document["optouts_unknown"]:
        click.echo(_opted_out(document["optouts_unknown"]))


def _opted_out(people: int) -> str:
    return ntr(
        "{count} person opted out, and the platform does not say who. Deal with it, then say so"
        " with campaign optouts.",
        "{count} people opted out, and the platform does not say who. Deal with it, then say so"
        " with campaign optouts.",
        people,
        count=wording.count(people),
    )


def _arrived(one: "Arrival") -> str:
    """A batch that was settled otherwise, and that the platform calls after all."""
    words = {**one.json(), "count": wording.count(one.people)}
    if one.is_second:
        return ntr(
            "Batch {chunk}: {count} person is called twice, also by the sending {mailing}.",
            "Batch {chunk}: {count} people are called twice, also by the sending {mailing}.",
            one.people,
            **words,
        )
    return ntr(
        "Batch {chunk} left after all, as the sending {mailing}: {count} person is called.",
        "Batch {chunk} left after all, as the sending {mailing}: {count} people are called.",
        one.people,
        **words,
    )
