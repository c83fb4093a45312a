"""The composition root of the window: workspace, platform, loop, and an orderly end."""

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox
from qasync import QEventLoop

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.base import logs, words
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.workspace import Workspace, default_folder
from voicedesk.sandbox.process import SandboxProcess
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.main_window import MainWindow
from voicedesk.ui.samples import add_samples
from voicedesk.ui.tasks import Tasks

log = logging.getLogger(__name__)

# Calls take seconds instead of minutes, slow enough to be watched.
PRACTICE_SPEED = 10.0


def run(folder: Path | None, *, practice: bool) -> int:
    """Show the window until it is closed; returns the exit code."""
    home = folder or default_folder()
    if practice:
        home = home / "practice"
    with ExitStack() as stack:
        starting = _start_platform(home, stack) if practice else None
        app = QApplication.instance() or QApplication(["voicedesk"])
        assert isinstance(app, QApplication)
        app.setApplicationName("Voicedesk")
        app.setQuitOnLastWindowClosed(False)
        try:
            context = _open(home, starting, stack)
        except VoicedeskError as error:
            # Before the loop runs: a blocking box is right, there is nothing else to show.
            QMessageBox.critical(None, "Voicedesk", wording.sentence(error))
            raise
        settings = context.workspace.settings
        words.set_language(settings.interface_language or words.system_language())
        look.apply(app, settings.interface_theme)  # type: ignore[arg-type]
        _speak(app)
        window = Window(app, context)
        _run_loop(app, window)
    return 0


class Window:
    """The main window and what outlives it: it is made anew when the language changes."""

    def __init__(self, app: QApplication, context: Context) -> None:
        self._app = app
        self._context = context
        self._closed = asyncio.Event()
        self._dispatch = Dispatch(context)
        self._main: MainWindow | None = None

    async def until_closed(self) -> None:
        sys.excepthook = self._on_crash
        if self._context.practice:
            workspace = self._context.workspace
            self._context.tasks.run("samples", lambda job: add_samples(workspace, job), self._show)
        else:
            self._show(None)
        # What is loaded by now stays to the end: collections before large imports skip it.
        gc.freeze()
        self._dispatch.start()
        await self._closed.wait()
        sys.excepthook = sys.__excepthook__
        self._context.tasks.close()
        self._dispatch.deleteLater()

    def _show(self, _result: None) -> None:
        self._main = MainWindow(self._context, self._dispatch)
        self._main.closed.connect(self._closed.set)
        self._main.rebuild_wanted.connect(self._rebuild)
        self._main.theme_wanted.connect(self._dress)
        self._main.show()

    def _rebuild(self) -> None:
        """In the other language, in the same place on the screen."""
        old = self._main
        if old is None:
            return
        _speak(self._app)
        old.closed.disconnect()
        old.close()
        old.deleteLater()
        self._show(None)

    def _dress(self, theme: str) -> None:
        look.apply(self._app, theme)  # type: ignore[arg-type]

    def _on_crash(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """A bug in a slot: logged, reported, said in the window."""
        log.error("unexpected", exc_info=error)
        logs.write_report(error, self._context.workspace.logs_dir)
        if self._main is not None:
            self._main.show_crash(error)


def _start_platform(home: Path, stack: ExitStack) -> "Future[SandboxProcess]":
    """The practice platform starts in its own process while Qt loads."""
    pool = stack.enter_context(ThreadPoolExecutor(1))
    return pool.submit(SandboxProcess, data=home / "platform", speed=PRACTICE_SPEED)


def _open(home: Path, starting: "Future[SandboxProcess] | None", stack: ExitStack) -> Context:
    workspace = stack.enter_context(Workspace(home))
    logs.start_logging(workspace.logs_dir)
    stack.callback(logs.stop_logging)
    client = None
    if starting is not None:
        platform = starting.result()
        stack.callback(platform.stop)
        client = stack.enter_context(
            VoiceClient(
                Endpoints.of_origin(platform.url),
                platform.client_id,
                platform.client_secret,
                call_seconds=workspace.settings.sending_call_seconds,
            )
        )
    return Context(workspace, Tasks(), client, starting is not None)


def _speak(app: QApplication) -> None:
    """Numbers, dates and Qt's own dialogs in the person's language."""
    french = words.language() == "fr"
    QLocale.setDefault(QLocale("fr_FR" if french else "en_GB"))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if french and translator.load("qtbase_fr", folder):
        app.installTranslator(translator)


def _run_loop(app: QApplication, window: Window) -> None:
    make: Callable[[], QEventLoop] = lambda: QEventLoop(app)  # noqa: E731
    with asyncio.Runner(loop_factory=make) as runner:
        runner.run(window.until_closed())
