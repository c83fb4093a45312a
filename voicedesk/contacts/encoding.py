"""Which encoding a file of text has, and its text a piece at a time.

No detector: they took Windows-1252 for Windows-1250. A mark decides; else strict UTF-8 over the
whole file; else it is Windows-1252. What that does not define is shown as U+FFFD, so that a person
sees it and can choose.
"""

import codecs
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

FALLBACK = "windows-1252"

# Before UTF-16's, as UTF-32's little-endian mark begins with it.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\x0b\x0c\r\x1a"})  # 1A ends a file of DOS
_ASCII_WITHIN = ("utf-8", "cp1252", "iso8859-1")  # a byte below 128 is that character
_PIECE = 256 * 1024  # bytes: decoded and cut into lines within a millisecond or two


def find_encoding(
    stream: BinaryIO, file: str, job: Job, wished: str | None = None, *, pieces: int | None = None
) -> str:
    """The name of the encoding of all of ``stream``, or of its first ``pieces`` of 256 KiB.

    Raises :class:`InputError`: ``binary_file``; ``unreadable_file`` when it is not in the one
    ``wished`` for, or not in the one its mark names.
    """
    stream.seek(0)
    head = stream.read(4)
    named = wished or next((name for mark, name in _MARKS if head.startswith(mark)), None)
    try:
        _try(stream, named or "utf-8", file, job, pieces)
    except (ValueError, LookupError) as error:  # UnicodeError is a ValueError
        if named is not None:
            raise InputError(
                "unreadable_file", file=file, cause="encoding", encoding=named
            ) from error
        _try(stream, FALLBACK, file, job, pieces)
        return FALLBACK
    return named or "utf-8"


def decoded(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The text of the stream from its start, without its mark."""
    decoder = _decoder(encoding)
    start = True
    for data in _pieces(stream):
        text = decoder.decode(data)
        if start and text:
            text, start = text.removeprefix("\ufeff"), False
        yield text
    yield decoder.decode(b"", final=True)


def _try(stream: BinaryIO, encoding: str, file: str, job: Job, pieces: int | None) -> None:
    decoder = _decoder(encoding)
    narrow = codecs.lookup(encoding).name in _ASCII_WITHIN
    for data in islice(_pieces(stream), pieces):
        job.check()
        text = decoder.decode(data)
        plain = data if narrow else text.encode("utf-8", "surrogatepass")
        if len(plain.translate(None, _CONTROLS)) < len(plain):
            raise InputError("binary_file", file=file)
    if not stream.read(1):
        decoder.decode(b"", final=True)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    if not getattr(codecs.lookup(encoding), "_is_text_encoding", True):
        raise LookupError(encoding)
    strict = "replace" if encoding == FALLBACK else "strict"
    return codecs.getincrementaldecoder(encoding)(strict)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    return iter(partial(stream.read, _PIECE), b"")
