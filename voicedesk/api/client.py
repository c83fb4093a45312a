"""The Voice API, one method per resource and action.

``VoiceClient`` is thread-safe. Every method may raise the errors of :mod:`voicedesk.api.errors`.
Reads replay once after a 401; creates are sent at most once (see ``before_first_byte``).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from voicedesk.api.auth import TokenSource
from voicedesk.api.errors import CredentialsError, UnreadableAnswerError
from voicedesk.api.models import Content, Endpoints, Mailing, Media, Message, NewMailing
from voicedesk.api.transport import Bearer, Transport
from voicedesk.base.errors import PlatformError
from voicedesk.base.jobs import Job

PAGE = 1_000
_LONGEST_QUERY = 2_000  # characters; a longer URL risks a 414
_SLOWEST_UPLOAD = 25_000  # bytes a second that an upload is given time for

_T = TypeVar("_T", Content, Mailing, Message)


class VoiceClient:
    """A session with one account of the platform.

    Raises :class:`PlatformError` ``insecure_platform`` for an address that would carry the secret
    unencrypted: plain ``http`` is for this machine only.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        client_id: str,
        client_secret: str,
        *,
        call_seconds: float = 60.0,
    ) -> None:
        if not endpoints.are_safe:
            raise PlatformError("insecure_platform", address=endpoints.rest)
        self.endpoints = endpoints
        # Whose mailings and contents are seen: two accounts share the addresses, nothing else.
        self.account = f"{client_id}@{endpoints.place}"
        self._transport = Transport(call_seconds)
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
        return self._pages("mailings", _filter(name=name, id=ids), properties, Mailing.read)

    # messages

    def messages(
        self,
        *,
        mailing_id: str | None = None,
        ids: Iterable[str] = (),
        properties: str = "id,mailingId,recipient,currentStatus",
    ) -> Iterator[Message]:
        """The messages of one mailing, or with these ids, in the order of their ids."""
        wanted = _filter(mailingId=mailing_id, id=ids)
        return self._pages("messages", wanted, properties, Message.read)

    def _pages(
        self,
        resource: str,
        wanted: dict[str, str],
        properties: str,
        read: Callable[[Mapping[str, Any]], _T],
    ) -> Iterator[_T]:
        seen: set[str] = set()
        offset = 0
        while True:
            page = {
                **wanted,
                "properties": properties,
                "limit": str(PAGE),
                "offset": str(offset),
                "sort": "id ASC",
            }
            items = _listed(self._read(f"{self.endpoints.rest}{resource}", page), read)
            known = len(seen)
            for item in items:
                if item.id not in seen:  # a page may shift while mailings are added
                    seen.add(item.id)
                    yield item
            # Nothing new on a full page: the platform ignores the offset, it would never end.
            if len(items) < PAGE or len(seen) == known:
                return
            offset += PAGE

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
