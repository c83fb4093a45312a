"""The Voice API, one method per resource and action.

``VoiceClient`` is thread-safe. Every method may raise the errors of :mod:`voicedesk.api.errors`.
Reads replay once after a 401; creates are sent at most once (see ``before_first_byte``).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from voicedesk.api.auth import TokenSource
from voicedesk.api.errors import CredentialsError, UnreadableAnswerError
from voicedesk.api.formats import Answers
from voicedesk.api.models import (
    Content,
    Endpoints,
    Mailing,
    Media,
    Message,
    NewMailing,
    Stats,
    Status,
)
from voicedesk.api.transport import Bearer, Transport
from voicedesk.base.errors import PlatformError
from voicedesk.base.jobs import Job

PAGE = 1_000
LARGEST_FILE = 32 * 1024 * 1024  # bytes: above the 20 MB that can be imported
_LONGEST_QUERY = 2_000  # characters; a longer URL risks a 414
_SLOWEST_UPLOAD = 25_000  # bytes a second that an upload is given time for

_T = TypeVar("_T", Content, Mailing, Message)


class VoiceClient:
    """A session with one account of the platform.

    Raises :class:`PlatformError` ``insecure_platform`` for an address that would carry the secret
    unencrypted: plain ``http`` is for this machine only. ``answers`` is the format that readings
    are asked for in; all say the same.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        client_id: str,
        client_secret: str,
        *,
        call_seconds: float = 60.0,
        answers: Answers = Answers.JSON,
    ) -> None:
        if not endpoints.are_safe:
            raise PlatformError("insecure_platform", address=endpoints.rest)
        self.endpoints = endpoints
        # Whose mailings and contents are seen: two accounts share the addresses, nothing else.
        self.account = f"{client_id}@{endpoints.place}"
        self._answers = answers
        self._transport = Transport(call_seconds, local=endpoints.are_local)
        self._tokens = TokenSource(self._transport, endpoints.token, client_id, client_secret)

    def __repr__(self) -> str:
        return f"VoiceClient({self.endpoints.rest!r})"

    def __enter__(self) -> "VoiceClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    @property
    def clock_skew_s(self) -> float | None:
        """The platform's clock minus ours, by its last answer."""
        return self._transport.clock_skew_s

    def sign_in(self) -> None:
        """Have a token that outlasts a call, so that none has to be fetched in its middle."""
        self._tokens.bearer(holds_for=self._transport.call_seconds)

    def renew_token(self) -> None:
        """Ask for a new token after a create was refused with a 401."""
        self._tokens.renew(self._tokens.bearer())

    # contents

    def upload_content(self, path: Path, name: str, job: Job) -> Content:
        """Import a sound file, streamed from disk; ``job`` sees bytes and can cancel."""
        size = path.stat().st_size
        with path.open("rb") as file:
            body = MultipartEncoder({"name": name, "contentFile": (path.name, file, _mime(path))})
            monitor = MultipartEncoderMonitor(
                body, lambda sent: job.report(sent.bytes_read, sent.len, "upload")
            )
            answer = self._transport.write(
                "POST",
                f"{self.endpoints.content}contents",
                self._tokens.bearer(holds_for=self._transport.call_seconds),
                seconds=self._transport.call_seconds + size / _SLOWEST_UPLOAD,
                data=monitor,
                headers={"Content-Type": monitor.content_type},
            )
        return _made(answer, Content.read)

    def contents(self, *, ids: Iterable[str] = (), tags: Iterable[str] = ()) -> Iterator[Content]:
        """The imported files with these ids or tags, or all of them, in the order of their ids."""
        wanted = _filter(id=ids, tags=tags)
        return self._pages(f"{self.endpoints.content}contents", wanted, "DEFAULT", Content.read)

    def update_contents(self, changes: Mapping[str, Any], *, ids: Iterable[str]) -> int | None:
        """Set ``name description comment tags`` of contents; see :meth:`update_mailings`."""
        return self._change(f"{self.endpoints.content}contents", "PUT", _filter(id=ids), changes)

    def delete_contents(self, *, ids: Iterable[str]) -> int | None:
        """Delete imported files; see :meth:`delete_mailings`."""
        return self._change(f"{self.endpoints.content}contents", "DELETE", _filter(id=ids))

    def download(
        self,
        url: str,
        target: BinaryIO,
        limit_bytes: int = LARGEST_FILE,
        job: Job | None = None,
    ) -> int:
        """Write an imported file (its ``url`` or ``url_encoded``) to ``target``; its size.

        The address is the platform's word and may name any host: the token never goes there.
        """
        seconds = self._transport.call_seconds + limit_bytes / _SLOWEST_UPLOAD
        return self._transport.download(url, target, limit_bytes, seconds, job or Job())

    # mailings

    def create_mailing(
        self, new: NewMailing, before_first_byte: Callable[[], None] | None = None
    ) -> Mailing:
        """Create, once. ``before_first_byte`` runs after connecting and before anything is sent."""
        form = {
            "name": new.name,
            "link": new.link,
            "media": str(new.media),
            "contacts": json.dumps([{"recipient": number} for number in new.recipients]),
        }
        if new.media is Media.VOICE:
            form["type"] = "wav"
        if new.date is not None:
            form["date"] = new.date
        if new.ping_url is not None:
            form["pingUrl"] = new.ping_url
        answer = self._transport.write(
            "POST",
            f"{self.endpoints.rest}mailings",
            self._tokens.bearer(holds_for=self._transport.call_seconds),
            data=form,
            before_first_byte=before_first_byte,
        )
        return _made(answer, Mailing.read)

    def mailings(
        self, *, name: str | None = None, ids: Iterable[str] = (), properties: str = "id,name,stats"
    ) -> Iterator[Mailing]:
        """The mailings of that exact name, or with these ids, in the order of their ids."""
        wanted = _filter(name=name, id=ids)
        return self._pages(f"{self.endpoints.rest}mailings", wanted, properties, Mailing.read)

    def update_mailings(self, changes: Mapping[str, Any], *, ids: Iterable[str]) -> int | None:
        """Set ``name`` (always), ``date`` and ``pingUrl`` (while waiting) of mailings.

        Returns how many the platform says it matched: 0 where nothing would change, None where it
        does not say. Raises ValueError without ids: the platform would change them all.
        """
        return self._change(f"{self.endpoints.rest}mailings", "PUT", _filter(id=ids), changes)

    def delete_mailings(self, *, ids: Iterable[str]) -> int | None:
        """Delete mailings that have not started, which cancels their calls.

        Returns how many; 0 where they have started, None where the platform does not say. Raises
        ValueError without ids.
        """
        return self._change(f"{self.endpoints.rest}mailings", "DELETE", _filter(id=ids))

    def stats(self, name: str) -> Stats:
        """The figures of all mailings of that exact name, added up."""
        found = (mailing.stats for mailing in self.mailings(name=name) if mailing.name == name)
        return sum((stats for stats in found if stats is not None), Stats())

    def read_one(self) -> None:
        """Read one mailing, if there is any: whether the platform lets this account in."""
        _listed(self._read(f"{self.endpoints.rest}mailings", {"limit": "1"}), Mailing.read)

    # messages

    def messages(
        self,
        *,
        mailing_id: str | None = None,
        mailing_name: str | None = None,
        ids: Iterable[str] = (),
        statuses: Iterable[Status] = (),
        recipients: Iterable[str] = (),
        properties: str = "id,mailingId,recipient,currentStatus",
        page: int = PAGE,
    ) -> Iterator[Message]:
        """The messages that pass every filter given, in the order of their ids.

        ``page`` of them are asked for at a time. What ``properties`` leaves out is None.
        """
        wanted = _filter(
            mailingId=mailing_id,
            mailingName=mailing_name,
            id=ids,
            status=statuses,
            recipient=recipients,
        )
        address = f"{self.endpoints.rest}messages"
        return self._pages(address, wanted, properties, Message.read, page)

    def _pages(
        self,
        url: str,
        wanted: dict[str, str],
        properties: str,
        read: Callable[[Mapping[str, Any]], _T],
        limit: int = PAGE,
    ) -> Iterator[_T]:
        seen: set[str] = set()
        offset = 0
        while True:
            page = {
                **wanted,
                "properties": properties,
                "limit": str(limit),
                "offset": str(offset),
                "sort": "id ASC",
            }
            items = _listed(self._read(f"{url}{self._answers}", page), read)
            known = len(seen)
            for item in items:
                if item.id not in seen:  # a page may shift while mailings are added
                    seen.add(item.id)
                    yield item
            # Nothing new on a full page: the platform ignores the offset, it would never end.
            if len(items) < limit or len(seen) == known:
                return
            offset += limit

    def _change(
        self,
        url: str,
        verb: str,
        wanted: dict[str, str],
        changes: Mapping[str, Any] | None = None,
    ) -> int | None:
        """One update or delete of what ``wanted`` finds, replayed once after a 401."""
        if not wanted:
            raise ValueError("an update or delete without a filter")
        request: dict[str, Any] = {"params": wanted}
        if changes is not None:
            request["data"] = {"metaData": json.dumps(dict(changes))}
        bearer = self._tokens.bearer(holds_for=self._transport.call_seconds)
        try:
            answer = self._transport.write(verb, url, bearer, **request)
        except CredentialsError:
            answer = self._transport.write(verb, url, self._tokens.renew(bearer), **request)
        return _count(answer)

    def _read(self, url: str, query: dict[str, str]) -> Any:
        """One reading, replayed once with a new token after a 401."""
        bearer = self._tokens.bearer()
        try:
            return self._ask(url, query, bearer)
        except CredentialsError:
            return self._ask(url, query, self._tokens.renew(bearer))

    def _ask(self, url: str, query: dict[str, str], bearer: Bearer) -> Any:
        if sum(len(key) + len(value) + 2 for key, value in query.items()) > _LONGEST_QUERY:
            return self._transport.read("POST", f"{url}?action=read", bearer, data=query)
        return self._transport.read("GET", url, bearer, params=query)


def _filter(**values: str | Iterable[str] | None) -> dict[str, str]:
    joined = {
        key: value if isinstance(value, str) else ",".join(value)
        for key, value in values.items()
        if value is not None
    }
    return {key: value for key, value in joined.items() if value}


def _listed(answer: Any, read: Callable[[Mapping[str, Any]], _T]) -> list[_T]:
    try:
        return [read(item) for item in answer["list"]]
    except (KeyError, TypeError, ValueError):
        raise UnreadableAnswerError("unreadable_answer", status=200) from None


def _count(answer: Any) -> int | None:
    """The count of an update or delete; None for a success without one."""
    if answer is None:
        return None
    try:
        return int(answer["count"])
    except (KeyError, TypeError, ValueError):
        raise UnreadableAnswerError("unreadable_answer", status=200) from None


def _made(answer: Any, read: Callable[[Mapping[str, Any]], _T]) -> _T:
    try:
        return read(_created(answer))
    except (KeyError, TypeError, ValueError):
        raise UnreadableAnswerError("unreadable_answer", status=201) from None


def _created(answer: Any) -> Mapping[str, Any]:
    """The one resource of a create's answer: in the list envelope, or bare."""
    if isinstance(answer, Mapping) and isinstance(answer.get("list"), list):
        items = answer["list"]
        if len(items) == 1 and isinstance(items[0], Mapping):
            return items[0]
    elif isinstance(answer, Mapping) and "id" in answer:
        return answer
    raise UnreadableAnswerError("unreadable_answer", status=201)


def _mime(path: Path) -> str:
    return "audio/mpeg" if path.suffix.lower() == ".mp3" else "audio/wav"
