"""The account in the window: typed, tried, saved, forgotten; and the window that follows it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from tests.keyrings import MemoryKeyring
from tests.ui.conftest import WAIT, Scene
from voicedesk import app
from voicedesk.api.account import Account
from voicedesk.api.models import Endpoints
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.account_dialog import AccountDialog, NewAccount
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.main_window import MainWindow
from voicedesk.ui.tasks import Tasks


class Form:
    """A hand on the dialog, with a platform and what the window was told."""

    def __init__(self, scene: Scene, process: Any) -> None:
        self.scene, self.process = scene, process
        self.parent = QWidget()
        scene.bot.addWidget(self.parent)
        self.dialog = AccountDialog(scene.context, self.parent)
        scene.page = self.dialog
        self.told: list[NewAccount] = []
        self.dialog.changed.connect(self.told.append)
        self.parent.show()
        self.dialog.ask()

    def fill(self, secret: str | None = None) -> None:
        """As a person does who works with another platform than production."""
        if self.scene.part("account-token").isHidden() or not self.scene.seen("account-token"):
            self.scene.click("account-addresses")
        there = Endpoints.of_origin(self.process.url)
        for name in ("token", "content", "rest"):
            self.scene.type(f"account-{name}", getattr(there, name))
        self.scene.type("account-client-id", self.process.client_id)
        if secret is not None:
            self.scene.type("account-secret", secret)

    def result(self) -> str:
        banner = self.scene.part("account-result")
        return f"{banner.accessibleName()} {banner.accessibleDescription()}"

    def error(self, name: str) -> str:
        return str(self.scene.part(name).accessibleDescription())


@pytest.fixture
def form(lonely_scene: Scene, platform: Any) -> Iterator[Form]:
    made = Form(lonely_scene, platform.process)
    yield made
    for new in made.told:
        if new.client is not None:
            new.client.close()
    made.dialog.close()


def test_production_is_folded_away(lonely_scene: Scene, platform: Any, form: Form) -> None:
    assert not lonely_scene.seen("account-rest")
    lonely_scene.click("account-addresses")
    assert lonely_scene.seen("account-rest")
    assert lonely_scene.part("account-rest").text() == Endpoints().rest
    secret = lonely_scene.part("account-secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    assert not lonely_scene.seen("account-forget")


def test_what_is_missing_is_said_at_its_field(lonely_scene: Scene, form: Form) -> None:
    lonely_scene.click("account-test")
    assert "client id is missing" in form.error("account-client-id")
    form.fill()
    lonely_scene.click("account-test")
    lonely_scene.until(lambda: "Type the secret" in form.error("account-secret"))
    lonely_scene.type("account-rest", "messengeo")
    lonely_scene.click("account-save")
    assert "“messengeo” is not an address" in form.result()
    assert form.told == []


def test_it_is_tried_before_it_is_saved(
    lonely_scene: Scene, store: MemoryKeyring, form: Form
) -> None:
    form.fill("not-the-secret")
    lonely_scene.click("account-test")
    lonely_scene.until(lambda: "Check the client id and the secret" in form.result())
    lonely_scene.type("account-secret", form.process.client_secret)
    lonely_scene.click("account-test")
    lonely_scene.until(lambda: "The account works" in form.result())
    assert store.entries == {}
    assert lonely_scene.workspace.settings.platform_client_id == ""


def test_it_is_saved_tried_again_and_forgotten(
    lonely_scene: Scene, store: MemoryKeyring, form: Form, tmp_path: Path
) -> None:
    scene, secret = lonely_scene, form.process.client_secret
    form.fill(secret)
    scene.click("account-save")
    scene.until(lambda: len(form.told) == 1)
    assert not form.dialog.isVisible()
    assert scene.part("account-secret").text() == "", "no secret stays in the field"
    new = form.told[0]
    assert new.client is not None
    assert new.kept
    assert new.client.endpoints == Endpoints.of_origin(form.process.url)
    assert list(store.entries.values()) == [secret]

    form.dialog.ask()
    assert scene.seen("account-rest"), "other addresses than production's are shown"
    assert scene.part("account-client-id").text() == form.process.client_id
    scene.click("account-test")
    scene.until(lambda: "The account works" in form.result())

    scene.click("account-forget")
    box = scene.part("forget-question")
    assert isinstance(box, QMessageBox)
    press(box.buttons(), "Forget the account")
    scene.until(lambda: len(form.told) == 2)
    assert form.told[1].client is None
    assert store.entries == {}
    assert Account.stored(scene.workspace.settings) is None
    scene.workspace.database.close()
    held = [p for p in tmp_path.rglob("*") if p.is_file() and "platform" not in p.parts[-2]]
    assert held
    assert [p for p in held if secret.encode() in p.read_bytes()] == []


def test_without_a_store_the_window_is_told(lonely_scene: Scene, form: Form) -> None:
    form.fill(form.process.client_secret)
    lonely_scene.click("account-save")
    lonely_scene.until(lambda: len(form.told) == 1)
    assert not form.told[0].kept
    assert lonely_scene.workspace.settings.platform_client_id == form.process.client_id


def test_a_locked_store_changes_nothing(
    lonely_scene: Scene, store: MemoryKeyring, form: Form
) -> None:
    store.locked = True
    form.fill(form.process.client_secret)
    lonely_scene.click("account-save")
    lonely_scene.until(lambda: "locked" in form.error("account-secret"))
    assert lonely_scene.part("account-save").isEnabled()
    assert lonely_scene.workspace.settings.platform_client_id == ""


def test_not_while_something_is_being_sent(lonely_scene: Scene, form: Form) -> None:
    form.dialog.ask(sending=True)
    for name in ("account-save", "account-forget"):
        assert not lonely_scene.part(name).isEnabled()
        assert "Sending is under way" in lonely_scene.part(name).toolTip()


def test_a_campaign_of_another_account_is_not_read(scene: Scene, start_platform: Any) -> None:
    """Its batches have ids that mean other people's calls there."""
    campaign = scene.campaign()
    scene.dispatch.send(campaign.id)
    campaigns = Campaigns(scene.workspace.database)
    scene.until(lambda: campaigns.get(campaign.id).state is State.DONE)
    other = start_platform(client_id="another", client_secret="another-secret")
    seen: list[Any] = []
    with other.client() as client:
        tasks = Tasks()
        dispatch = Dispatch(Context(scene.workspace, tasks, client, practice=False))
        dispatch.snapshot.connect(seen.append)
        dispatch.follow(campaign.id)
        scene.until(lambda: bool(seen))
        dispatch.end()
        tasks.close()
    assert (seen[0].error, seen[0].retry_s) == ("other_platform", None)
    assert seen[0].status.stats.total == 3


# the window that follows


@pytest.fixture
def run_window(
    tmp_path: Path, qtbot: QtBot, dressed: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[app.Window], Awaitable[None]]], app.Window]:
    """Runs the real window on a workspace, as the program does, while a scenario acts on it."""
    monkeypatch.setattr("voicedesk.app.gc.freeze", lambda: None)  # leaks could not be found then

    def run(scenario: Callable[[app.Window], Awaitable[None]]) -> app.Window:
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        qt.setQuitOnLastWindowClosed(False)
        with Workspace(tmp_path / "home") as workspace:
            window = app.Window(qt, Context(workspace, Tasks(), None, practice=False))

            async def both() -> None:
                shown = asyncio.ensure_future(window.until_closed())
                try:
                    await scenario(window)
                finally:
                    if window._main is not None:
                        window._main.close()
                    await shown

            with asyncio.Runner(loop_factory=lambda: QEventLoop(qt)) as runner:
                runner.run(both())
            window._context.tasks.deleteLater()
            if window._main is not None:
                window._main.deleteLater()
        return window

    return run


async def until(holds: Callable[[], Any]) -> Any:
    for _ in range(WAIT // 20):
        if found := holds():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come")


def press(buttons: list[QAbstractButton], text: str) -> None:
    QTest.mouseClick(next(b for b in buttons if b.text() == text), Qt.MouseButton.LeftButton)


def dialog_of(window: app.Window) -> AccountDialog | None:
    if window._main is None:
        return None
    dialog = window._main.findChild(AccountDialog)
    return dialog if dialog is not None and dialog.isVisible() else None


def test_without_an_account_the_window_offers_it_and_then_uses_it(
    run_window: Any, store: MemoryKeyring, platform: Any
) -> None:
    process = platform.process

    async def scenario(window: app.Window) -> None:
        dialog = await until(lambda: dialog_of(window))
        first = window._main
        there = Endpoints.of_origin(process.url)
        for name in ("token", "content", "rest"):
            dialog.findChild(QLineEdit, f"account-{name}").setText(getattr(there, name))
        dialog.findChild(QLineEdit, "account-client-id").setText(process.client_id)
        dialog.findChild(QLineEdit, "account-secret").setText(process.client_secret)
        press(dialog.findChildren(QAbstractButton), "Save the account")
        await until(lambda: window._main is not first)
        assert window._context.client is not None
        assert window._main is not None
        assert platform_of(window._main) == "Real account"
        assert dialog_of(window) is None

    assert not run_window(scenario).other_mode
    assert list(store.entries.values()) == [process.client_secret]

    async def again(window: app.Window) -> None:
        await until(lambda: window._main)
        assert window._context.client is not None, "found in the store"
        assert dialog_of(window) is None

    run_window(again)


def platform_of(main: MainWindow) -> str:
    return str(main.side_bar._platform.text())


def test_a_secret_that_is_not_in_the_store_is_asked_for(
    run_window: Any, tmp_path: Path, platform: Any
) -> None:
    process = platform.process
    with Workspace(tmp_path / "home") as workspace:
        account = Account.at_origin(process.client_id, process.url)
        workspace.change_settings(account.as_settings())

    async def scenario(window: app.Window) -> None:
        dialog = await until(lambda: dialog_of(window))
        secret = dialog.findChild(QLineEdit, "account-secret")
        assert "at each start" in secret.accessibleDescription()
        secret.setText(process.client_secret)
        press(dialog.findChildren(QAbstractButton), "Save the account")
        await until(lambda: window._context.client is not None)
        assert window._main is not None
        assert window._main._frame._banner.isVisible(), "it is said that the secret is not kept"

    run_window(scenario)


def test_from_the_account_to_practice(run_window: Any) -> None:
    async def scenario(window: app.Window) -> None:
        dialog = await until(lambda: dialog_of(window))
        press(dialog.findChildren(QAbstractButton), "Practise first")

    assert run_window(scenario).other_mode


class Walker(QObject):
    """Goes to practice, back to the account, and closes: one step a tick, as pages appear."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []
        self._main: MainWindow | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(50)

    def _step(self) -> None:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        main = next((w for w in found if w.isVisible()), None)
        if main is None:
            return
        if main is not self._main:
            self._main = main
            self.titles.append(main.windowTitle())
            if main.windowTitle() == "Voicedesk – practice":
                main.open_account()
            return
        buttons = [b for b in main.findChildren(QAbstractButton) if b.isVisible()]
        if len(self.titles) == 3:
            self._timer.stop()
            main.close()
        elif any(b.text() == "Practise first" for b in buttons):
            press(buttons, "Practise first")
        elif any(b.text() == "Leave practice" for b in buttons):
            press(buttons, "Leave practice")


def test_there_and_back(
    tmp_path: Path, qtbot: QtBot, dressed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicedesk.app.gc.freeze", lambda: None)
    walker = Walker()
    assert app.run(tmp_path / "home", practice=False) == 0
    assert walker.titles == ["Voicedesk", "Voicedesk – practice", "Voicedesk"]
    assert (tmp_path / "home" / "practice" / "workspace.db").exists()
    walker.deleteLater()


def test_practice_shows_no_account(scene: Scene) -> None:
    """Only how to leave it: nothing of an account is typed into the practice workspace."""
    window = MainWindow(scene.context, scene.dispatch)
    scene.show(window, 1280, 800)
    wanted: list[bool] = []
    window.other_mode_wanted.connect(lambda: wanted.append(True))
    window.open_account()
    assert not any(d.isVisible() for d in window.findChildren(AccountDialog))
    press(window.findChildren(QAbstractButton), "Leave practice")
    assert wanted == [True]
    window.close()
