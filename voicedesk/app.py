"""The composition root of the window: workspace, platform, loop, and an orderly end."""

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox
from qasync import QEventLoop

from voicedesk.api.account import Account
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.base import logs, words
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace, default_folder
from voicedesk.sandbox.process import SandboxProcess
from voicedesk.ui import look, wording
from voicedesk.ui.account_dialog import NewAccount
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.main_window import MainWindow
from voicedesk.ui.samples import add_samples
from voicedesk.ui.tasks import Lane, Tasks

log = logging.getLogger(__name__)

# Calls take seconds instead of minutes, slow enough to be watched.
PRACTICE_SPEED = 10.0
_PATIENCE_S = 2.0  # with the credential store, before the window is shown without an account


def run(folder: Path | None, *, practice: bool) -> int:
    """Show the window until it is closed; returns the exit code."""
    while _run_once(folder or default_folder(), practice):
        practice = not practice
    return 0


def _run_once(home: Path, practice: bool) -> bool:
    """Whether the person left for the other mode: practice, or the real account."""
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
    return window.other_mode


class Window:
    """The main window and what outlives it: it is made anew for another language or account.

    ``other_mode``, once it is closed: whether the person left for practice, or from it.
    """

    def __init__(self, app: QApplication, context: Context) -> None:
        self._app = app
        self._context = context
        self._closed = asyncio.Event()
        self._dispatch = Dispatch(context)
        self._main: MainWindow | None = None
        self.other_mode = False

    async def until_closed(self) -> None:
        sys.excepthook = self._on_crash
        if self._context.practice:
            workspace = self._context.workspace
            self._context.tasks.run("samples", lambda job: add_samples(workspace, job), self._show)
            self._dispatch.start()
        else:
            self._find_account()
        # What is loaded by now stays to the end: collections before large imports skip it.
        gc.freeze()
        await self._closed.wait()
        sys.excepthook = sys.__excepthook__
        self._context.tasks.close()
        self._dispatch.end()
        if self._context.client is not None:
            self._context.client.close()

    # the account

    def _find_account(self) -> None:
        """Before the window is shown, unless the credential store takes its time."""
        workspace = self._context.workspace

        def work(_job: Job) -> VoiceClient | None:
            account = Account.stored(workspace.settings)
            if account is None:
                return None
            return account.client(account.secret(), workspace.settings.sending_call_seconds)

        self._context.tasks.run(
            "account", work, self._account_found, failed=self._account_missing, lane=Lane.NETWORK
        )
        asyncio.get_running_loop().call_later(_PATIENCE_S, self._show_meanwhile)

    def _account_found(self, client: VoiceClient | None) -> None:
        main = self._use(client)
        if client is None:
            main.open_account()

    def _account_missing(self, error: VoicedeskError) -> None:
        self._use(None).open_account(error)

    def _account_changed(self, new: NewAccount) -> None:
        self._context.tasks.cancel("account")  # still waiting for the former one's secret
        main = self._use(new.client)
        if not new.kept:
            main.show_notice(
                tr("The secret is not kept"),
                tr("This system has no credential store: it is asked for at the next start."),
            )

    def _use(self, client: VoiceClient | None) -> MainWindow:
        """Work with this account from now on; nothing is being sent."""
        former = self._context.client
        self._dispatch.end()
        self._context = replace(self._context, client=client)
        self._dispatch = Dispatch(self._context)
        self._rebuild()
        self._dispatch.start()
        if former is not None:
            former.close()
        assert self._main is not None
        return self._main

    # the window

    def _show_meanwhile(self) -> None:
        if self._main is None and not self._closed.is_set():
            self._show(None)

    def _show(self, _result: None) -> None:
        self._main = MainWindow(self._context, self._dispatch)
        self._main.closed.connect(self._closed.set)
        self._main.rebuild_wanted.connect(self._rebuild)
        self._main.theme_wanted.connect(self._dress)
        self._main.account_changed.connect(self._account_changed)
        self._main.other_mode_wanted.connect(self._leave)
        self._main.show()

    def _rebuild(self) -> None:
        """In another language or with another account, in the same place on the screen."""
        _speak(self._app)
        old = self._main
        if old is not None:
            old.closed.disconnect()
            old.close()
            old.deleteLater()
        self._show(None)

    def _leave(self) -> None:
        """For the other mode; not where closing is a question first."""
        assert self._main is not None
        self.other_mode = self._main.close()

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
        client = VoiceClient(
            Endpoints.of_origin(platform.url),
            platform.client_id,
            platform.client_secret,
            call_seconds=workspace.settings.sending_call_seconds,
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
