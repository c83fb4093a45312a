"""A platform in memory with the client's methods, and a workspace with a campaign for it.

What goes wrong is scripted: ``platform.script`` names what happens to the next creates, then all
goes well. Every create that reaches the platform, or ever will, is counted.
"""

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
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
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recordings, renditions, takes
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.sender import Sender
from voicedesk.contacts.changes import Column, Segment, Shape
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import Judged, valid_code

NAMED = "417 naming one"  # the fate of a batch whose last number the platform refuses
FAST = {"sending.hold_seconds": "0", "sending.settle_seconds": "0"}


class CrashError(BaseException):
    """The process ends here: nothing of the program sees it coming or cleans up after it."""


class SimulatedPlatform:
    """Mailings by id. A ``late`` one was accepted for processing and is not visible yet."""

    def __init__(self) -> None:
        self.mailings: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.late: list[NewMailing] = []
        self.created: Counter[tuple[str, str]] = Counter()  # creates by name and first number
        self.taken: list[NewMailing] = []  # the same, in their order
        self.taken_at: list[datetime] = []  # on its clock
        self.rung: list[NewMailing] = []  # with a date that had passed: telephones rang at once
        self.calls: Counter[tuple[str, str]] = Counter()  # by name and number
        self.deleted: list[str] = []
        self.clock: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self.ignores_names = False  # a filter that does nothing
        self.lag = 0  # readings see so many of the latest mailings not yet
        self.script: deque[str] = deque()
        self.unreadable = 0  # how many of the next readings fail
        self.unreadable_messages = False
        self.in_create: Callable[[], None] = lambda: None  # between the call and its first byte
        self.in_sign_in: Callable[[], None] = lambda: None
        self.in_upload: Callable[[], None] = lambda: None

    def take(self, new: NewMailing, *, late: bool = False) -> str:
        self.created[new.name, new.recipients[0]] += 1
        self.taken.append(new)
        self.taken_at.append(self.clock())
        self.calls.update((new.name, number) for number in new.recipients)
        if new.date is not None and datetime.fromisoformat(new.date) <= self.clock():
            self.rung.append(new)
        if late:
            self.late.append(new)
            return ""
        return self._appear(new)

    def arrive(self) -> None:
        """What was late is there now."""
        while self.late:
            self._appear(self.late.pop(0))

    def _appear(self, new: NewMailing) -> str:
        mailing_id = str(1000 + len(self.mailings) + len(self.deleted))
        self.mailings[mailing_id] = (new.name, new.recipients)
        return mailing_id


class SimulatedClient:
    """What the sender uses of a :class:`VoiceClient`, on a :class:`SimulatedPlatform`."""

    endpoints = SimpleNamespace(rest="simulated")
    account = "simulated"

    def __init__(self, platform: SimulatedPlatform) -> None:
        self.platform = platform
        self.renewed = 0
        self.clock_skew_s: float | None = None

    def _note_clock(self) -> None:
        self.clock_skew_s = (self.platform.clock() - now()).total_seconds()

    def sign_in(self) -> None:
        self.platform.in_sign_in()
        self._note_clock()

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
        self._note_clock()
        named = f"{new.recipients[-1]} is not callable"
        before: dict[str, BaseException] = {
            "drop_before": NoAnswerError("no_answer"),
            "crash_before": CrashError(),
            "expire": CredentialsError(status=401, message="Authenticate failed"),
            "expire_oauth": CredentialsError(status=400, message="expired"),
            "417": ParameterError(status=417, message="contacts"),
            NAMED: ParameterError(status=417, message="contacts", reasons=(named,)),
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
            earlier = next(iter(platform.mailings))
            return Mailing(earlier, platform.mailings[earlier][0])
        return Mailing(mailing_id, new.name)

    def mailings(
        self, *, name: str | None = None, ids: Iterable[str] = (), **_: Any
    ) -> Iterator[Mailing]:
        self._maybe_fail()
        self._note_clock()
        wanted = tuple(ids)
        seen = list(self.platform.mailings.items())
        for mailing_id, (named, numbers) in seen[: len(seen) - self.platform.lag]:
            if (self.platform.ignores_names or name in (None, named)) and (
                not wanted or mailing_id in wanted
            ):
                yield Mailing(mailing_id, named, Stats(total=len(numbers), wait=len(numbers)))

    def delete_mailings(self, *, ids: Iterable[str]) -> int | None:
        """As the platform does it: what is there goes, and its count is told."""
        found = [one for one in ids if self.platform.mailings.pop(one, None) is not None]
        self.platform.deleted += found
        return len(found)

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


def make_approved(
    workspace: Workspace, people: int, path: Path | None = None, fixed: int = 0, **choices: Any
) -> Campaign:
    """An approved campaign over a list of so many generated mobiles and fixed lines."""
    draft = make_draft(workspace, people, path, fixed, **choices)
    return approve(workspace, draft.id, None, "Claire", Job())


def make_draft(
    workspace: Workspace, people: int, path: Path | None = None, fixed: int = 0, **choices: Any
) -> Campaign:
    number = len(Campaigns(workspace.database).all())
    file = "message.mp3" if path is None else str(path)
    sound = workspace.recordings_dir / file
    if path is None:
        sound.write_bytes(b"a message")
    with workspace.database.write() as connection:
        connection.execute(
            insert(recordings)
            .prefix_with("OR IGNORE")
            .values(
                id="message",
                name="Message",
                description="",
                tags=[],
                current=1,
                created_at=stamp(),
            )
        )
        connection.execute(
            insert(takes)
            .prefix_with("OR IGNORE")
            .values(
                recording_id="message",
                ordinal=1,
                origin="imported",
                source=file,
                edits=[],
                done=0,
                created_at=stamp(),
            )
        )
        connection.execute(
            insert(renditions)
            .prefix_with("OR IGNORE")
            .values(
                recording_id="message",
                take=1,
                done=0,
                filename=file,
                sha256=hashlib.sha256(sound.read_bytes()).hexdigest(),
                size_bytes=1,
                problems=[],
                usable=True,
            )
        )
    lists = ContactLists(workspace.database)
    listed = lists.create(
        f"Liste {number}", "liste.csv", "FR", _SHAPE, _people(people, fixed), "import", {}, Job()
    )
    return Campaigns(workspace.database).create(
        "Rappel",
        **{
            "purpose": "contract",
            "channel": "VOICE",
            "recording_id": "message",
            "list_ids": [listed.id],
            **choices,
        },
    )


_SHAPE = Shape((Column(0, "Nom"), Column(1, "Tel")), phone=1, labels=(0,))


def _people(mobiles: int, fixed: int) -> Segment:
    """So many generated numbers, judged already: reading them is not what is tried here."""
    count = mobiles + fixed
    cells = {
        0: [f"Personne {index}" for index in range(count)],
        1: [f"06{index:08d}" for index in range(mobiles)]
        + [f"019900{index:04d}" for index in range(fixed)],
    }
    code = np.full(count, valid_code(Kind.MOBILE), np.uint8)
    code[mobiles:] = valid_code(Kind.FIXED)
    e164 = 33600000000 + np.arange(count, dtype=np.int64)
    e164[mobiles:] = 33199000000 + np.arange(fixed)
    return Segment(0, cells, np.arange(2, count + 2, dtype=np.int32), Judged(code, e164, {}))
