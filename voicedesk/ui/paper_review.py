"""The review of a campaign as PDF, to be read, signed and kept before anything leaves."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QRectF

from voicedesk.audio.decode import decode
from voicedesk.audio.library import Recording
from voicedesk.audio.waveform import Pyramid
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.groups import Group
from voicedesk.campaigns.review_sheet import Approval, ReviewSheet
from voicedesk.campaigns.rows import Exclusions
from voicedesk.campaigns.rules import Strength
from voicedesk.campaigns.tariff import Cost
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import look, place_words, rule_words, times, wording
from voicedesk.ui.look import Role
from voicedesk.ui.paper import LINE, Paper, write_pdf
from voicedesk.ui.parts.brush import RIGHT, write
from voicedesk.ui.report_words import purpose

_WAVE, _BAR, _STEP = 64.0, 1.8, 3.0
_ROW = 20.0
_GROUPS = (0.2, 0.36, 0.32, 0.12)  # of the width: the columns of the groups


def paint_review(sheet: ReviewSheet, path: Path, job: Job) -> int:
    """Write it to ``path`` and return its pages.

    Raises :class:`InputError` ``unwritable_file``, and ``unreadable_file`` for a message whose file
    has gone.
    """
    sound = _sound(sheet.recording, job)

    def draw(paper: Paper) -> None:
        _draw_head(paper, sheet)
        _draw_message(paper, sheet.recording, sound)
        _draw_funnel(paper, sheet)
        _draw_groups(paper, sheet.review.groups)
        _draw_rules(paper, sheet)
        _draw_approval(paper, sheet)

    return write_pdf(path, tr("Review: {name}", name=sheet.campaign.name), draw, job)


def _sound(recording: Recording, job: Job) -> Pyramid:
    try:
        data = recording.path.read_bytes()
    except OSError as error:
        raise InputError("unreadable_file", file=recording.name) from error
    return Pyramid(decode(data, job))


def _draw_head(paper: Paper, sheet: ReviewSheet) -> None:
    campaign = sheet.campaign
    paper.line(tr("Review before sending"), "body", "text2")
    paper.paragraph(campaign.name, "title")
    paper.skip(8)
    lists = ", ".join(
        ntr(
            "{name} ({count} contact)",
            "{name} ({count} contacts)",
            one.rows,
            name=one.name,
            count=wording.count(one.rows),
        )
        for one in sheet.lists
    )
    when = tr("As soon as it is sent")
    if campaign.date is not None:
        zone = ZoneInfo(campaign.zone) if campaign.zone else sheet.zone
        when = f"{times.full(campaign.date, zone)} ({place_words.place(zone.key)})"
    facts = [
        (tr("Purpose"), purpose(campaign.purpose)),
        (tr("Channel"), wording.media(campaign.channel)),
        (tr("Date"), when),
        (tr("Lists"), lists),
        (tr("Cost"), _cost(sheet.review.cost)),
        (tr("Review made on"), times.full(sheet.made_at)),
    ]
    paper.facts(facts)


def _cost(cost: Cost | None) -> str:
    if cost is None:
        return tr("Not known: no tariff is set")
    amount = QLocale().toString(float(cost.amount), "f", 2)
    return tr("{amount} at most", amount=f"{amount}\u00a0{cost.currency}")


def _draw_message(paper: Paper, recording: Recording, sound: Pyramid) -> None:
    paper.heading(tr("Message"))
    length = wording.seconds(recording.duration_s or 0.0)
    paper.paragraph(f"{recording.name} · {length}", "lead")
    room = paper.room(_WAVE)
    count = int(room.width() / _STEP)
    middle, half = room.center().y(), room.height() / 2
    shade = look.color("accent")
    for number, (low, high) in enumerate(sound.columns(0, sound.frames, count).tolist()):
        height = max(1.0, (high - low) * half)
        bar = QRectF(room.left() + number * _STEP, middle - high * half, _BAR, height)
        paper.painter.fillRect(bar, shade)


def _draw_funnel(paper: Paper, sheet: ReviewSheet) -> None:
    review = sheet.review
    paper.heading(tr("Who will be called"))
    for step in review.steps:
        lost = step.lost.counts() if isinstance(step.lost, Exclusions) else {}
        for code, people in lost.items():
            _draw_count(paper, wording.contact_problem(code).message, -people)
        _draw_count(paper, wording.funnel_step(step.name), step.left)
    _draw_count(paper, wording.funnel_step("will_call"), len(review.recipients), bold=True)


def _draw_count(paper: Paper, words: str, people: int, *, bold: bool = False) -> None:
    font = look.font("body", 600 if bold else 400, figures=True)
    room = paper.room(_ROW)
    role: Role = "text2" if people < 0 else "text"
    figure = QRectF(room.left(), room.top(), 80, _ROW)
    said = f"−{wording.count(-people)}" if people < 0 else wording.count(people)
    write(paper.painter, figure, said, role, font, RIGHT)
    write(paper.painter, room.adjusted(96, 0, 0, 0), words, role, font)


def _draw_groups(paper: Paper, groups: Sequence[Group]) -> None:
    paper.heading(tr("When, where and how"))
    titles = (tr("Channel"), tr("Time zone"), tr("Date there"), tr("People"))
    _draw_row(paper, titles, bold=True)
    for group in groups:
        when = tr("At once") if group.date is None else times.full(group.date, group.zone.lead)
        people = wording.count(len(group.people))
        _draw_row(paper, (wording.media(group.media), _place(group.zone), when, people))


def _place(zone: Zone) -> str:
    places = ", ".join(place_words.place(part.key) for part in zone.zones)
    return places if zone.known else tr("{zone} (the number does not say)", zone=places)


def _draw_row(paper: Paper, cells: Sequence[str], *, bold: bool = False) -> None:
    font = look.font("body", 600 if bold else 400, figures=True)
    room = paper.room(_ROW)
    x = room.left()
    for number, (cell, share) in enumerate(zip(cells, _GROUPS, strict=True)):
        width = room.width() * share
        last = number == len(_GROUPS) - 1
        place = QRectF(x, room.top(), width - (0 if last else 8), _ROW)
        if last:
            write(paper.painter, place, cell, "text", font, RIGHT)
        else:
            write(paper.painter, place, cell, "text", font)
        x += width


def _draw_rules(paper: Paper, sheet: ReviewSheet) -> None:
    paper.heading(tr("What the calling rules say"))
    for found in sheet.review.findings:
        words = rule_words.finding(found)
        if found.strength is Strength.FORBID:
            paper.paragraph(tr("Forbidden: {what}", what=words), "body", "err")
        else:
            paper.paragraph(tr("Warning: {what}", what=words), "body", "warn")
        paper.skip(2)
    if not sheet.review.findings:
        paper.line(tr("Nothing against it."))
    if sheet.review.looser:
        paper.paragraph(rule_words.looser(sheet.review.looser), "body", "warn")
    day = times.plain_day(sheet.rules_checked)
    paper.line(tr("Sources of the rules last read on {day}", day=day), "small", "text2")


def _draw_approval(paper: Paper, sheet: ReviewSheet) -> None:
    if paper.y + 250 > paper.bottom:
        paper.next_page()
    paper.heading(tr("Approval"))
    n = len(sheet.review.recipients)
    said = ntr("{count} person will be called.", "{count} people will be called.", n,
               count=wording.count(n))  # fmt: skip
    paper.line(said, "section", height=28)
    if sheet.approval is not None:
        _draw_approver(paper, sheet.approval, n)
    if sheet.approval is None or not sheet.approval.holds:
        _draw_signature(paper, (tr("Name"), tr("Date"), tr("Signature")))
    paper.skip(10)
    paper.facts(
        [
            (tr("Fingerprint of this review"), _grouped(sheet.fingerprint)),
            (tr("Fingerprint of the message"), _grouped(sheet.recording.sha256)),
        ]
    )


def _draw_approver(paper: Paper, given: Approval, people: int) -> None:
    """Who approved it; ``people`` are those who will be called."""
    name, day = given.by, times.full(given.at)
    if not given.holds:
        told = tr(
            "Not approved. The approval of {name} of {day} no longer fits what this sheet shows: "
            "it must be approved again.",
            name=name,
            day=day,
        )
        paper.paragraph(told, "body", "err")
        return
    count = wording.count(given.people)
    told = ntr(
        "Approved by {name} on {day} for {count} person",
        "Approved by {name} on {day} for {count} people",
        given.people,
        name=name,
        day=day,
        count=count,
    )
    paper.paragraph(told)
    if given.people > people:
        n = given.people - people
        told = ntr(
            "{count} person of these may not be called any more, and will be left out.",
            "{count} people of these may not be called any more, and will be left out.",
            n,
            count=wording.count(n),
        )
        paper.paragraph(told, "body", "warn")


def _draw_signature(paper: Paper, labels: Sequence[str]) -> None:
    room = paper.room(58)
    width = room.width() / len(labels)
    for number, label in enumerate(labels):
        x = room.left() + number * width
        paper.painter.fillRect(QRectF(x, room.bottom() - 20, width - 16, 1), look.color("control"))
        place = QRectF(x, room.bottom() - 18, width - 16, LINE)
        write(paper.painter, place, label, "text2", look.font("small"))


def _grouped(digest: str) -> str:
    """In eights, so that eyes can compare it, and lines can break."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
