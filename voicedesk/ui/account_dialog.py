"""The account: its addresses, client id and secret; tried, saved and forgotten here."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from voicedesk.api.account import NO_ACCOUNT, Account
from voicedesk.api.client import VoiceClient
from voicedesk.api.trial import Trial, try_out
from voicedesk.base.errors import NotAllowedError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import mark, tr
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label
from voicedesk.ui.tasks import Lane

_WIDTH = 520
_TRY, _SAVE, _FORGET = "account-try", "account-save", "account-forget"
_OF_SECRET = {
    "no_secret": mark("Type the secret: the credential store has none for this client id."),
    "no_credential_store": mark(
        "Type the secret: this computer has no credential store, so it is asked for at each start."
    ),
    "store_locked": mark(
        "The credential store is locked. Unlock it and try again, or type the secret."
    ),
}


@dataclass(frozen=True)
class NewAccount:
    """What the window works with from now on; ``kept``: the store has the secret."""

    client: VoiceClient | None
    kept: bool


class AccountDialog(QDialog):
    """Made once for a window, as the callbacks of its tasks need; shown by :meth:`ask`."""

    changed = Signal(object)  # NewAccount
    practice_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._workspace, self._tasks = context.workspace, context.tasks
        self.setWindowTitle(tr("The account"))
        self._client_id = Field(tr("Client id"), parent=self)
        self._secret = Field(tr("Secret"), parent=self)
        self._secret.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._addresses = {
            "token": Field(tr("Address of signing in"), parent=self),
            "content": Field(tr("Address of messages"), parent=self),
            "rest": Field(tr("Address of sendings"), parent=self),
        }
        self._unfold = Button(tr("Addresses"), "link", "chevron-down", flush=True, parent=self)
        self._result = Banner("neutral", "", parent=self)
        self._try = Button(tr("Test the connection"), parent=self)
        self._forget = Button(tr("Forget the account…"), "quiet", parent=self)
        self._practise = Button(tr("Practise first"), "practice", "flask-conical", parent=self)
        self._save = Button(tr("Save the account"), "primary", parent=self)
        self._name_parts()
        self._arrange()
        self._connect()

    def ask(self, error: VoicedeskError | None = None, *, sending: bool = False) -> None:
        """Show what is stored; ``error`` says why the window asks, where it does by itself."""
        self._secret.set_text("")
        self._result.hide()
        self._show_stored()
        for field in (self._client_id, self._secret, *self._addresses.values()):
            field.set_error("")
        for button in (self._save, self._forget):
            button.allow()
            if sending:
                button.refuse(tr("Sending is under way: the account cannot change now."))
        if error is not None:
            self._show_error(error)
        first = self._secret if self._client_id.text() else self._client_id
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open()

    def done(self, result: int) -> None:
        """Closing leaves no secret in the field, and nothing that would still report."""
        self._tasks.cancel(_TRY)
        self._secret.set_text("")
        super().done(result)

    # building

    def _name_parts(self) -> None:
        self._client_id.editor.setObjectName("account-client-id")
        self._secret.editor.setObjectName("account-secret")
        for name, field in self._addresses.items():
            field.editor.setObjectName(f"account-{name}")
        self._unfold.setObjectName("account-addresses")
        self._result.setObjectName("account-result")
        self._try.setObjectName("account-test")
        self._forget.setObjectName("account-forget")
        self._practise.setObjectName("account-practise")
        self._save.setObjectName("account-save")

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GROUP)
        layout.addWidget(Label(tr("The account"), "section", weight=600, parent=self))
        where = tr(
            "You find the client id and the secret by signing in at app.digitaleo.com, menu"
            " Parameters, tab API; or they were sent to you."
        )
        told = Label(where, role="text2", wrap=True, parent=self)
        told.setMinimumWidth(_WIDTH)
        layout.addWidget(told)
        layout.addWidget(self._client_id)
        layout.addWidget(self._secret)
        kept = tr(
            "It is kept in this computer's credential store, never in a file; where there is no"
            " store, it is asked for at each start."
        )
        layout.addWidget(Label(kept, "small", "text2", wrap=True, parent=self))
        middle = QHBoxLayout()
        middle.addWidget(self._unfold)
        middle.addStretch(1)
        middle.addWidget(self._try)
        layout.addLayout(middle)
        for field in self._addresses.values():
            field.hide()
            layout.addWidget(field)
        layout.addWidget(self._result)
        layout.addStretch(1)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.NEAR)
        leave = Button(tr("Leave unchanged"), parent=self)
        leave.setObjectName("account-leave")
        leave.clicked.connect(self.reject)
        self._save.setDefault(True)
        row.addWidget(self._forget)
        row.addWidget(self._practise)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self._save)
        return row

    def _connect(self) -> None:
        self._unfold.clicked.connect(self._toggle_addresses)
        self._try.clicked.connect(self._start_trial)
        self._save.clicked.connect(self._start_saving)
        self._practise.clicked.connect(self._leave_for_practice)
        self._forget.clicked.connect(self._ask_to_forget)

    # showing

    def _show_stored(self) -> None:
        stored, wrong = None, None
        try:
            stored = Account.stored(self._workspace.settings)
        except VoicedeskError as error:  # a settings file changed by hand
            wrong = error
        self._client_id.set_text("" if stored is None else stored.client_id)
        shown = (stored or Account.at("")).endpoints
        for name, field in self._addresses.items():
            field.set_text(getattr(shown, name))
            field.line.setCursorPosition(0)
        self._forget.setVisible(stored is not None or wrong is not None)
        self._practise.setHidden(stored is not None or wrong is not None)
        known = stored is not None and self._context.client is not None
        self._secret.line.setPlaceholderText(tr("Known; type another to replace it") * known)
        self._show_addresses(shown != Account.at("").endpoints)
        if wrong is not None:
            self._show_error(wrong)

    @Slot()
    def _toggle_addresses(self) -> None:
        self._show_addresses(self._addresses["token"].isHidden())

    def _show_addresses(self, shown: bool) -> None:
        self._unfold.set_icon("chevron-up" if shown else "chevron-down")
        self._unfold.setAccessibleDescription(tr("unfolded") if shown else tr("folded"))
        for field in self._addresses.values():
            field.setVisible(shown)
        self._fit()

    def _show_result(self, kind: Kind, title: str, sentence: str = "") -> None:
        self._result.set_words(kind, title, sentence)
        self._result.show()
        self._fit()

    def _hide_result(self) -> None:
        self._result.hide()
        self._fit()

    def _fit(self) -> None:
        """As high as what is shown now."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = max(self.width(), layout.minimumSize().width())
        self.resize(width, layout.totalHeightForWidth(width))

    def _show_error(self, error: VoicedeskError) -> None:
        """At the field that has to change, else below."""
        if error.code in _OF_SECRET:
            self._secret.set_error(tr(_OF_SECRET[error.code]))
            self._fit()
            return
        sentence = wording.sentence(error)
        if error.code == "empty_client_id":
            self._client_id.set_error(sentence)
            self._fit()
            return
        if error.code in ("bad_platform", "insecure_platform"):
            self._show_addresses(True)
        self._show_result("err", tr("The account cannot be used like this"), sentence)

    def _typed(self) -> Account | None:
        """The account as it stands in the fields; None where they say what is missing."""
        for field in (self._client_id, self._secret):
            field.set_error("")
        self._hide_result()
        try:
            client_id = self._client_id.text().strip()
            if not client_id:
                raise NotAllowedError("empty_client_id")
            addresses = {name: field.text().strip() for name, field in self._addresses.items()}
            return Account.at(client_id, **addresses)
        except VoicedeskError as error:
            self._show_error(error)
            return None

    @Slot()
    def _leave_for_practice(self) -> None:
        self.reject()
        self.practice_wanted.emit()

    # trying

    @Slot()
    def _start_trial(self) -> None:
        account, typed = self._typed(), self._secret.text().strip()
        if account is None:
            return
        running = self._context.client
        seconds = self._workspace.settings.sending_call_seconds

        def work(_job: Job) -> Trial:
            if not typed and running is not None and _is_same(account, running):
                return try_out(running)
            with account.client(typed or account.secret(), seconds) as client:
                return try_out(client)

        self._show_result("neutral", tr("Testing the connection…"))
        self._tasks.run(_TRY, work, self._tried, failed=self._not_tried, lane=Lane.NETWORK)

    def _tried(self, trial: Trial) -> None:
        if trial.error is None:
            title = tr("The account works")
            self._show_result("ok", title, tr("Signed in, and read from the platform."))
            return
        title = tr("Signing in did not work")
        if trial.signed_in:
            title = tr("Signed in, but reading did not work")
        self._show_result("err", title, wording.sentence(trial.error))

    def _not_tried(self, error: VoicedeskError) -> None:
        self._hide_result()
        self._show_error(error)

    # saving and forgetting

    @Slot()
    def _start_saving(self) -> None:
        account, typed = self._typed(), self._secret.text().strip()
        if account is None:
            return
        running = self._context.client
        if not typed and running is not None and _is_same(account, running):
            self.accept()
            return
        former, workspace = self._former(), self._workspace
        seconds = workspace.settings.sending_call_seconds

        def work(_job: Job) -> NewAccount:
            secret = typed or account.secret()
            kept = account.keep(typed, former) if typed else True
            workspace.change_settings(account.as_settings())
            return NewAccount(account.client(secret, seconds), kept)

        self._wait()
        self._tasks.run(
            _SAVE, work, self._end_with, failed=self._failed, lane=Lane.NETWORK, keep=True
        )

    @Slot()
    def _ask_to_forget(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setObjectName("forget-question")
        box.setWindowTitle(tr("Forget the account"))
        box.setText(
            tr(
                "The secret is removed from the credential store, and addresses and client id from"
                " here. Campaigns and results stay."
            )
        )
        box.addButton(tr("Keep the account"), QMessageBox.ButtonRole.RejectRole)
        forget = box.addButton(tr("Forget the account"), QMessageBox.ButtonRole.AcceptRole)
        forget.clicked.connect(self._start_forgetting)
        box.open()

    @Slot()
    def _start_forgetting(self) -> None:
        former, workspace = self._former(), self._workspace

        def work(_job: Job) -> NewAccount:
            if former is not None:
                former.forget()
            workspace.change_settings(NO_ACCOUNT)
            return NewAccount(None, True)

        self._wait()
        self._tasks.run(
            _FORGET, work, self._end_with, failed=self._failed, lane=Lane.NETWORK, keep=True
        )

    def _former(self) -> Account | None:
        try:
            return Account.stored(self._workspace.settings)
        except VoicedeskError:  # never usable, so nothing is kept for it
            return None

    def _wait(self) -> None:
        """The store may ask the person to unlock it."""
        for button in (self._save, self._forget):
            button.refuse(tr("Waiting for the credential store"))

    def _failed(self, error: VoicedeskError) -> None:
        self._save.allow()
        self._forget.allow()
        self._show_error(error)

    def _end_with(self, new: NewAccount) -> None:
        self.accept()
        self.changed.emit(new)


def _is_same(account: Account, running: VoiceClient) -> bool:
    same_place = account.endpoints == running.endpoints
    return same_place and running.account == f"{account.client_id}@{account.endpoints.place}"
