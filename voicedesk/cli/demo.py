"""``voicedesk demo``: the main job once, for real, on a platform of its own."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.errors import InputError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.words import language, ntr, tr
from voicedesk.base.workspace import Workspace
from voicedesk.cli import options
from voicedesk.cli.printing import status_document
from voicedesk.cli.session import print_json, say
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.audio.library import Recording
    from voicedesk.campaigns.review import Review
    from voicedesk.campaigns.statistics import CampaignStatus
    from voicedesk.sandbox.process import SandboxProcess

_REVIEWER = "demo"


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report and pictures.")
@options.as_json
def demo(out: Path | None, as_json: bool) -> None:
    """Do the main job once without a window: nothing rings, nothing of yours is touched."""
    folder = out or Path(tempfile.mkdtemp(prefix="voicedesk-demo-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("not_writable", path=str(folder)) from error
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voicedesk-")))
        workspace = stack.enter_context(Workspace(home))
        document = _run(workspace, folder, stack)
    if as_json:
        print_json(document)
    else:
        click.echo(tr("The report and the pictures are in {folder}", folder=folder))


def _run(workspace: Workspace, folder: Path, stack: ExitStack) -> dict[str, Any]:
    from voicedesk.api.client import VoiceClient
    from voicedesk.api.models import Endpoints
    from voicedesk.campaigns.approval import approve
    from voicedesk.campaigns.sender import Sender
    from voicedesk.campaigns.watcher import Watcher
    from voicedesk.sandbox.process import SandboxProcess

    workspace.change_setting("sending.hold_seconds", "0")
    workspace.change_setting("watching.poll_seconds", "0.2")
    job = Job()
    recording = _recording(workspace, job)
    sheet, campaign_id = _draft(workspace, recording, job)
    accepted = len(sheet.recipients)
    approve(workspace, campaign_id, accepted, _REVIEWER, job)

    platform = stack.enter_context(SandboxProcess(data=workspace.folder / "sandbox", speed=0))
    say(tr("Platform: {url}", url=platform.url))
    endpoints = Endpoints.of_origin(platform.url)
    client = stack.enter_context(VoiceClient(endpoints, platform.client_id, platform.client_secret))
    Sender(workspace, client, campaign_id).send(job)
    _pass_time(platform, workspace, campaign_id)
    found = Watcher(workspace, client, campaign_id).follow(job, lambda _: None)
    _say_result(found)
    return {
        **status_document(workspace.database, found),
        "accepted": accepted,
        "ledger": _ledger(platform),
        "files": [str(path) for path in _files(workspace, recording, found, folder)],
    }


def _recording(workspace: Workspace, job: Job) -> "Recording":
    from voicedesk.audio.library import Recordings

    recording = Recordings(workspace).add(resource("samples", f"message-{language()}.mp3"), job)
    length = wording.seconds(recording.duration_s or 0.0)
    say(tr("Message: {name}, {length}", name=recording.name, length=length))
    return recording


def _draft(workspace: Workspace, recording: "Recording", job: Job) -> tuple["Review", str]:
    """The sample list imported and a complete draft over it, with its review."""
    from voicedesk.campaigns.drafts import Campaigns
    from voicedesk.campaigns.review import review_of
    from voicedesk.contacts.check import check
    from voicedesk.contacts.lists import ContactLists
    from voicedesk.contacts.sheet import read_sheet

    source = resource("samples", "clients-atelier.csv")
    checked = check(read_sheet(source, job), "FR", job)
    listed = ContactLists(workspace.database).save(source.stem, source.name, "FR", checked, job)
    draft = Campaigns(workspace.database).create(
        tr("Winter tyres"),
        purpose="contract",
        channel="VOICE",
        recording_id=recording.id,
        list_ids=[listed.id],
    )
    sheet = review_of(workspace, draft)
    for step in sheet.steps:
        say(f"  {step.left:>6}  {wording.funnel_step(step.name)}")
    for code, people in sorted(sheet.excluded.items()):
        say(f"          −{people} {wording.contact_problem(code).message}")
    return sheet, draft.id


def _say_result(found: "CampaignStatus") -> None:
    stats = found.stats
    say(
        ntr(
            "{n} person called: delivered {ok}, not delivered {ko}, unknown {no}. {rate}",
            "{n} people called: delivered {ok}, not delivered {ko}, unknown {no}. {rate}",
            stats.total,
            ok=stats.ok,
            ko=stats.ko,
            no=stats.no,
            rate=wording.percent(stats.delivery_rate),
        )
    )


def _pass_time(platform: "SandboxProcess", workspace: Workspace, campaign_id: str) -> None:
    """Go to when the last batch is called: somebody lives where it is night now."""
    from voicedesk.campaigns.outbox import Outbox

    batches = Outbox(workspace.database, campaign_id).chunks()
    latest = max((batch.date for batch in batches if batch.date is not None), default=None)
    if latest is not None:
        seconds = max((latest - now()).total_seconds(), 0) + 1
        _ask(platform, "POST", "clock", {"advance": seconds})


def _ledger(platform: "SandboxProcess") -> dict[str, Any]:
    """The platform's own count: who was called, and whether anybody twice."""
    answer = _ask(platform, "GET", "ledger")
    return {
        "called": len(answer["calls"]),
        "twice": sum(calls > 1 for calls in answer["calls"].values()),
        "violations": answer["violations"],
    }


def _files(
    workspace: Workspace, recording: "Recording", found: "CampaignStatus", folder: Path
) -> list[Path]:
    from voicedesk.ui.picture import paint_message, paint_result
    from voicedesk.ui.report_file import REPORTS, save_report

    reports = [folder / f"report{suffix}" for suffix in REPORTS]
    for report in reports:
        save_report(workspace.database, found.campaign.id, report, Job())
    result, message = folder / "result.png", folder / "message.png"
    paint_result(found, result)
    paint_message(recording, message)
    return [*reports, result, message]


def _ask(
    platform: "SandboxProcess", verb: str, what: str, body: dict[str, float] | None = None
) -> dict[str, Any]:
    """The platform's own end of things."""
    import requests

    with requests.Session() as session:
        session.trust_env = False  # it is on this machine: no proxy comes between
        answer = session.request(
            verb,
            f"{platform.url}/sandbox/{what}",
            headers={"Authorization": f"Bearer {platform.admin_token}"},
            json=body,
            timeout=30,
        )
        answer.raise_for_status()
        return dict(answer.json())
