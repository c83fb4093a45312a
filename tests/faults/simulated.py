"""A platform in memory with the client's methods, and a workspace with a campaign for it.

What goes wrong is scripted: ``platform.script`` names what happens to the next creates, then all
goes well. Every create that reaches the platform, or ever will, is counted.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from sqlalchemy import insert

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import (
    CredentialsError,
    ForbiddenError,
    NoAnswerError,
    NotConnectedError,
    ParameterError,
    ServerError,
    UnreadableAnswerError,
)
from voicedesk.api.models import Content, Mailing, Message, NewMailing, Stats, Status
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recordings
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.sender import Sender
from voicedesk.contacts.changes import Column, Segment, Shape
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import Judged, valid_code

FAST = {"sending.hold_seconds": "0", "sending.settle_seconds": "0"}


class CrashError(BaseException):
    """The process ends here: nothing of the program sees it coming or cleans up after it."""


class SimulatedPlatform:
    """Mailings by id. A ``late`` one was accepted for processing and is not visible yet."""

    def __init__(self) -> None:
        self.mailings: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.late: list[NewMailing] = []
        self.created: Counter[tuple[str, str]] = Counter()  # creates by name and first number
        self.script: deque[str] = deque()
        self.unreadable = 0  # how many of the next readings fail
        self.unreadable_messages = False
        self.in_create: Callable[[], None] = lambda: None  # between the call and its first byte
        self.in_sign_in: Callable[[], None] = lambda: None
        self.in_upload: Callable[[], None] = lambda: None

    def take(self, new: NewMailing, *, late: bool = False) -> str:
        self.created[new.name, new.recipients[0]] += 1
        if late:
            self.late.append(new)
            return ""
        return self._appear(new)

    def arrive(self) -> None:
        """What was late is there now."""
        while self.late:
            self._appear(self.late.pop(0))

    def _appear(self, new: NewMailing) -> str:
        mailing_id = str(1000 + len(self.mailings))
        self.mailings[mailing_id] = (new.name, new.recipients)
        return mailing_id


class SimulatedClient:
    """What the sender uses of a :class:`VoiceClient`, on a :class:`SimulatedPlatform`."""

    endpoints = SimpleNamespace(rest="simulated")
    account = "simulated"
    clock_skew_s = 0.0

    def __init__(self, platform: SimulatedPlatform) -> None:
        self.platform = platform
        self.renewed = 0

    def sign_in(self) -> None:
        self.platform.in_sign_in()

    def renew_token(self) -> None:
        self.renewed += 1

    def upload_content(self, _path: Path, name: str, _job: Job) -> Content:
        self.platform.in_upload()
        return Content("1", name, "/datas/1/a.mp3", "/datas/1/a.pcm")

    def create_mailing(
        self, new: NewMailing, before_first_byte: Callable[[], None] | None = None
    ) -> Mailing:
        platform = self.platform
        fate = platform.script.popleft() if platform.script else "ok"
        platform.in_create()
        if fate == "refuse":
            raise NotConnectedError("not_connected")
        if fate == "token":
            raise CredentialsError(status=400, message="The client credentials are invalid")
        if fate == "crash_connecting":
            raise CrashError
        assert before_first_byte is not None
        before_first_byte()
        before: dict[str, BaseException] = {
            "drop_before": NoAnswerError("no_answer"),
            "crash_before": CrashError(),
            "expire": CredentialsError(status=401, message="Authenticate failed"),
            "expire_oauth": CredentialsError(status=400, message="expired"),
            "417": ParameterError(status=417, message="contacts"),
            "403": ForbiddenError(status=403, message="no"),
            "500": ServerError(status=500, message="Unidentified error"),
        }
        if fate in before:
            raise before[fate]
        mailing_id = platform.take(new, late=fate in ("late", "late_crash"))
        after: dict[str, BaseException] = {
            "drop_after": NoAnswerError("no_answer"),
            "crash_after": CrashError(),
            "garbage": UnreadableAnswerError("unreadable_answer", status=201),
            "500_after": ServerError(status=500, message="Unidentified error"),
            "late": NoAnswerError("no_answer"),
            "late_crash": CrashError(),
        }
        if fate in after:
            raise after[fate]
        if fate == "stale":  # the answer of an earlier create
            return Mailing(next(iter(platform.mailings)), new.name)
        return Mailing(mailing_id, new.name)

    def mailings(self, *, name: str | None = None, **_: Any) -> Iterator[Mailing]:
        self._maybe_fail()
        for mailing_id, (named, numbers) in list(self.platform.mailings.items()):
            if named == name:
                yield Mailing(mailing_id, named, Stats(total=len(numbers)))

    def messages(
        self, *, mailing_id: str | None = None, ids: Iterable[str] = (), **_: Any
    ) -> Iterator[Message]:
        assert mailing_id is not None
        self._maybe_fail()
        if self.platform.unreadable_messages:
            raise NoAnswerError("no_answer")
        for index, number in enumerate(self.platform.mailings[mailing_id][1]):
            yield Message(f"{mailing_id}{index}", mailing_id, number, Status.OK, "")

    def _maybe_fail(self) -> None:
        if self.platform.unreadable:
            self.platform.unreadable -= 1
            raise NoAnswerError("no_answer")


def sender(workspace: Workspace, platform: SimulatedPlatform, campaign_id: str) -> Sender:
    return Sender(workspace, cast(VoiceClient, SimulatedClient(platform)), campaign_id)


def make_approved(workspace: Workspace, people: int, path: Path | None = None) -> Campaign:
    """An approved campaign over a list of so many generated mobiles."""
    return approve(workspace, make_draft(workspace, people, path).id, None, "Claire", Job())


def make_draft(workspace: Workspace, people: int, path: Path | None = None) -> Campaign:
    number = len(Campaigns(workspace.database).all())
    with workspace.database.write() as connection:
        connection.execute(
            insert(recordings)
            .prefix_with("OR IGNORE")
            .values(
                id="message",
                name="Message",
                filename="message.mp3" if path is None else str(path),
                sha256="0" * 64,
                size_bytes=1,
                problems=[],
                usable=True,
                created_at=stamp(),
            )
        )
    lists = ContactLists(workspace.database)
    listed = lists.create(
        f"Liste {number}", "liste.csv", "FR", _SHAPE, _people(people), "import", {}, Job()
    )
    return Campaigns(workspace.database).create(
        "Rappel",
        purpose="contract",
        media="VOICE",
        recording_id="message",
        list_id=listed.id,
    )


_SHAPE = Shape((Column(0, "Nom"), Column(1, "Tel")), phone=1, labels=(0,))


def _people(count: int) -> Segment:
    """So many generated mobiles, judged already: reading numbers is not what is tried here."""
    cells = {
        0: [f"Personne {index}" for index in range(count)],
        1: [f"06{index:08d}" for index in range(count)],
    }
    code = np.full(count, valid_code(Kind.MOBILE), np.uint8)
    judged = Judged(code, 33600000000 + np.arange(count, dtype=np.int64), {})
    return Segment(0, cells, np.arange(2, count + 2, dtype=np.int32), judged)
