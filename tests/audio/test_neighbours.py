"""No file beside the given one is ever opened, whatever the given one names."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest

from tests.audio import corpus, forgery
from tests.audio.corpus import CONVERTED, HEALTHY, SCRIPTS, TRUNCATED, Case
from tests.audio.watch import Watch
from voicedesk.audio.checks import inspect
from voicedesk.audio.container import CONTAINERS
from voicedesk.audio.probe import open_forced
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from tests.audio.conftest import Studio

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
_python_opened: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _python_opened is not None:
        _python_opened.append(str(arguments[0]))


@pytest.fixture(scope="module")
def python_opens() -> Iterator[list[str]]:
    """What Python opens, anywhere. A hook cannot be taken off again: it is put to sleep."""
    global _python_opened
    _python_opened = []
    sys.addaudithook(_hook)
    yield _python_opened
    _python_opened = None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, studio: "Studio") -> Path:
    """With the neighbour that the scripts name: a real recording."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "neighbour.mp3").write_bytes(corpus.mp3(studio))
    return folder


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    with closing(Watch(folder)) as watch:
        yield watch


@linux
def test_only_the_given_file_is_opened(
    folder: Path, watch: Watch, python_opens: list[str], studio: "Studio"
) -> None:
    inspect(folder / "neighbour.mp3", Job())  # what is imported late is imported now
    for case in (*SCRIPTS, *CONVERTED[::2], *TRUNCATED[::2], HEALTHY[0]):
        path = written(case, folder, studio)
        watch.opened()
        python_opens.clear()
        inspect(path, Job())
        assert watch.opened() == {path.name}
        assert set(python_opens) == {str(path)}
        path.unlink()


@linux
def test_left_to_guess_ffmpeg_opens_the_neighbour(folder: Path, watch: Watch) -> None:
    """The watch sees what it is there for."""
    (folder / "script.mp3").write_bytes(forgery.CONCAT)
    watch.opened()
    with av.open(str(folder / "script.mp3")) as source:
        assert sum(frame.samples for frame in source.decode(audio=0)) > 11 * 16_000
    assert watch.opened() == {"script.mp3", "neighbour.mp3"}


@linux
def test_a_movie_with_its_media_elsewhere_opens_nothing(
    folder: Path, watch: Watch, studio: "Studio"
) -> None:
    movie = forgery.external(corpus.in_("mov", "pcm_s16le")(studio), "neighbour.mp3")
    path = folder / "movie.mov"
    path.write_bytes(movie)
    watch.opened()
    with open_forced(movie, "mp4") as source:
        assert sum(packet.size for packet in source.demux(audio=0)) == 0
    assert watch.opened() == set()
    with av.open(str(path), options={"enable_drefs": "1"}) as source:
        assert sum(packet.size for packet in source.demux(audio=0)) > 0
    assert watch.opened() == {"movie.mov", "neighbour.mp3"}


def test_no_demuxer_finds_sound_in_a_script(folder: Path) -> None:
    """Even one that were chosen wrongly."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/neighbour.mp3".encode()
        for script in (forgery.HLS, forgery.CONCAT, forgery.DASH):
            for container in CONTAINERS:
                frames = 0
                with suppress(av.FFmpegError):
                    there = script.replace(b"neighbour.mp3", url)
                    with open_forced(there, container) as source:
                        frames = sum(frame.samples for frame in source.decode(audio=0))
                assert frames == 0
        with pytest.raises(BlockingIOError):
            server.accept()  # nobody called


def written(case: Case, folder: Path, studio: "Studio") -> Path:
    path = folder / case.name
    path.write_bytes(case.make(studio))
    return path


@linux
def test_a_pipe_beside_is_not_waited_for(folder: Path, studio: "Studio") -> None:
    os.mkfifo(folder / "pipe.mp3")
    script = forgery.HLS.replace(b"neighbour", b"pipe")
    (folder / "list.mp3").write_bytes(script)
    assert [problem.code for problem in inspect(folder / "list.mp3", Job()).problems] == [
        "not_audio"
    ]
