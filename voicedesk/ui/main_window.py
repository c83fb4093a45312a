"""The window: the pages in their frame, the menus, and how one comes from page to page."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from voicedesk.base import words
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui import about, settings_dialog, wording
from voicedesk.ui.account_dialog import AccountDialog
from voicedesk.ui.arrivals import SUFFIXES
from voicedesk.ui.campaign_making import CampaignMaking
from voicedesk.ui.campaigns_page import CampaignsPage
from voicedesk.ui.composer_page import ComposerPage
from voicedesk.ui.contacts_page import ContactsPage
from voicedesk.ui.context import Context
from voicedesk.ui.decision_page import DecisionPage
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.frame import Frame
from voicedesk.ui.leave_question import LeaveQuestion
from voicedesk.ui.live_page import LivePage
from voicedesk.ui.menus import Menus
from voicedesk.ui.messages_page import MessagesPage
from voicedesk.ui.results_page import ResultsPage


class MainWindow(QMainWindow):
    """One window on one workspace. ``rebuild_wanted``: the language changed, make a new one."""

    rebuild_wanted = Signal()
    theme_wanted = Signal(str)
    account_changed = Signal(object)  # NewAccount
    other_mode_wanted = Signal()  # from practice to the real account, or to practice
    closed = Signal()

    def __init__(self, context: Context, dispatch: Dispatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dispatch = dispatch
        self._work = Progress(0)
        self._leaving = False
        self._shown_campaign = ""
        self.setWindowTitle(tr("Voicedesk – practice") if context.practice else tr("Voicedesk"))
        self.setMinimumSize(1024, 700)
        self.resize(1280, 800)
        self._account = AccountDialog(context, self)
        self._making = CampaignMaking(context, self)
        self._making.made.connect(self._on_created)
        self._build_pages()
        self._build_frame()
        self._build_menus()
        self._connect()
        self._restore_geometry()
        self.show_place("campaigns")
        self._count_decisions()

    # building

    def _build_pages(self) -> None:
        context = self._context
        self.messages = MessagesPage(context, self)
        self.contacts = ContactsPage(context, self)
        self.campaigns = CampaignsPage(context, self)
        self.composer = ComposerPage(context, self._dispatch, self)
        self.live = LivePage(context, self._dispatch, self)
        self.decision = DecisionPage(context, self._dispatch, self)
        self.results = ResultsPage(context, self)
        self._pages = QStackedWidget(self)
        for page in (
            self.messages,
            self.contacts,
            self.campaigns,
            self.composer,
            self.live,
            self.decision,
            self.results,
        ):
            self._pages.addWidget(page)

    def _build_frame(self) -> None:
        self._frame = Frame(self._context, self._pages, parent=self)
        self._frame.leave_wanted.connect(self.open_account)
        self.side_bar = self._frame.side_bar
        self.setCentralWidget(self._frame)

    def _build_menus(self) -> None:
        menus = Menus(self._context.workspace.settings.interface_theme, self)
        menus.message_wanted.connect(self._import_message)
        menus.message_deed_wanted.connect(self._do_with_messages)
        menus.contacts_wanted.connect(self._import_contacts)
        menus.list_deed_wanted.connect(self._do_with_lists)
        menus.campaign_wanted.connect(self._new_campaign)
        menus.settings_wanted.connect(self._open_settings)
        menus.quit_wanted.connect(self.close)
        menus.place_wanted.connect(self.show_place)
        menus.theme_wanted.connect(self._on_theme)
        menus.language_wanted.connect(self._on_language)
        menus.help_wanted.connect(self._open_help)
        menus.about_wanted.connect(self._open_about)
        self.setMenuBar(menus)

    def _connect(self) -> None:
        self.side_bar.chosen.connect(self.show_place)
        self.side_bar.settings_wanted.connect(self._open_settings)
        self.side_bar.help_wanted.connect(self._open_help)
        self.side_bar.platform_wanted.connect(self.open_account)
        self.side_bar.work_wanted.connect(self._show_work)
        self._account.changed.connect(self.account_changed)
        self._account.practice_wanted.connect(self.other_mode_wanted)
        self._context.tasks.failed.connect(self._on_failed)
        self._context.tasks.crashed.connect(self.show_crash)
        self.messages.use_wanted.connect(self._use_message)
        self.messages.campaign_wanted.connect(self.open_campaign)
        self.contacts.use_wanted.connect(self._use_list)
        self.campaigns.new_wanted.connect(self._new_campaign)
        self.campaigns.record_wanted.connect(self._import_message)
        self.campaigns.sample_wanted.connect(self._try_sample)
        self.campaigns.dropped.connect(self._on_dropped)
        self.campaigns.opened.connect(self.open_campaign)
        self.campaigns.duplicate_wanted.connect(self._making.duplicate)
        self.campaigns.from_template_wanted.connect(self._making.from_template)
        self.composer.back_wanted.connect(self._show_campaigns)
        self.composer.approved.connect(self.show_live)
        self.composer.duplicate_wanted.connect(self._making.duplicate)
        self.composer.deleted.connect(self._show_campaigns)
        self.composer.messages_wanted.connect(self._show_messages)
        self.composer.contacts_wanted.connect(self._show_contacts)
        self.composer.settings_wanted.connect(self._open_settings)
        self.composer.from_template_wanted.connect(self._making.from_template)
        self.live.back_wanted.connect(self._show_campaigns)
        self.live.decision_wanted.connect(self._show_decision)
        self.decision.back_wanted.connect(self.show_live_of_decision)
        self.live.edit_wanted.connect(self._edit)
        self.live.duplicate_wanted.connect(self._making.duplicate)
        self.live.list_wanted.connect(self._use_list)
        self.decision.decided.connect(self.show_live)
        self.decision.people_wanted.connect(self._show_people)
        self.results.opened.connect(self.show_live)
        self.results.compose_wanted.connect(self._new_campaign)
        self._dispatch.progressed.connect(self._on_progressed)
        self._dispatch.changed.connect(self._on_changed)

    # going somewhere

    @Slot(str)
    def show_place(self, key: str) -> None:
        """Show one of the four places."""
        pages = {
            "messages": self.messages,
            "contacts": self.contacts,
            "campaigns": self.campaigns,
            "results": self.results,
        }
        self._show(pages[key], key)

    @Slot()
    def _show_messages(self) -> None:
        self.show_place("messages")

    @Slot()
    def _show_contacts(self) -> None:
        self.show_place("contacts")

    @Slot()
    def _show_campaigns(self) -> None:
        self.show_place("campaigns")

    @Slot(str, str)
    def open_campaign(self, campaign_id: str, state: str) -> None:
        """Open a draft in the composer, anything later on its live page."""
        if State(state) is State.DRAFT:
            self.composer.show_campaign(campaign_id)
            self._show(self.composer, "campaigns")
        else:
            self.show_live(campaign_id)

    @Slot(str)
    def _edit(self, campaign_id: str) -> None:
        self.open_campaign(campaign_id, State.DRAFT)

    @Slot(str)
    def _show_people(self, campaign_id: str) -> None:
        self._shown_campaign = campaign_id
        self.live.show_campaign(campaign_id, "to_decide")
        self._show(self.live, "campaigns")

    @Slot(str)
    def show_live(self, campaign_id: str) -> None:
        self._shown_campaign = campaign_id
        self.live.show_campaign(campaign_id)
        self._show(self.live, "campaigns")

    @Slot()
    def show_live_of_decision(self) -> None:
        self.show_live(self._shown_campaign)

    @Slot(str, int)
    def _show_decision(self, campaign_id: str, ordinal: int) -> None:
        self._shown_campaign = campaign_id
        self.decision.show_chunk(campaign_id, ordinal)
        self._show(self.decision, "campaigns")

    @Slot()
    def _show_work(self) -> None:
        if self._shown_campaign:
            self.show_live(self._shown_campaign)

    def _show(self, page: QWidget, place: str) -> None:
        stays = self._pages.currentWidget() is page
        self._pages.setCurrentWidget(page)
        self.side_bar.set_current(place)
        if not stays:
            self._focus(page, place)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """The page in front is read anew."""
        page: Any = self._pages.currentWidget()  # every page has it
        page.refresh()

    def _focus(self, page: QWidget, place: str) -> None:
        """Who walks along the side bar stays there; else Tab begins at the page's first part."""
        focused = self.focusWidget()
        if focused is not None and self.side_bar.isAncestorOf(focused):
            self.side_bar.place(place).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    # doing something

    @Slot()
    def _import_message(self) -> None:
        self.show_place("messages")
        self.messages.import_message()

    @Slot(str)
    def _do_with_messages(self, deed: str) -> None:
        self.show_place("messages")
        self.messages.act(deed)

    @Slot()
    def _import_contacts(self) -> None:
        self.show_place("contacts")
        self.contacts.import_contacts()

    @Slot(str)
    def _do_with_lists(self, deed: str) -> None:
        self.show_place("contacts")
        self.contacts.act(deed)

    @Slot()
    def _try_sample(self) -> None:
        self.show_place("messages")
        self.messages.import_sample()

    @Slot(list)
    def _on_dropped(self, paths: list[str]) -> None:
        """A sound goes to the messages, anything else to the contacts."""
        for name in paths[:1]:
            path = Path(name)
            if path.suffix.lower() in SUFFIXES:
                self.show_place("messages")
                self.messages.import_file(path)
            else:
                self.show_place("contacts")
                self.contacts.import_file(path)

    @Slot()
    def _new_campaign(self) -> None:
        self._making.create()

    @Slot(str)
    def _use_message(self, recording_id: str) -> None:
        self._making.create(recording_id=recording_id)

    @Slot(str)
    def _use_list(self, list_id: str) -> None:
        self._making.create(list_ids=(list_id,))

    @Slot(object)
    def _on_created(self, campaign: Campaign) -> None:
        self.open_campaign(campaign.id, campaign.state)

    # being told something

    def show_notice(self, title: str, sentence: str) -> None:
        """Something that holds for the whole window."""
        self._frame.show_notice(title, sentence)

    def _on_failed(self, error: VoicedeskError) -> None:
        self._frame.show_failure(error)

    @Slot(object)
    def show_crash(self, _error: BaseException) -> None:
        """A bug was found, of which a report is already written."""
        self._frame.show_crash()

    @Slot(str, object)
    def _on_progressed(self, campaign_id: str, step: Progress) -> None:
        self._shown_campaign = self._shown_campaign or campaign_id
        self._work = step
        line, share = "", None
        if step.total and step.step == "sending":
            share = step.done / step.total
            line = tr(
                "{done} of {total} sent",
                done=wording.count(int(step.done)),
                total=wording.count(int(step.total)),
            )
        self.side_bar.set_work(tr("Sending"), share, line)

    @Slot(str)
    def _on_changed(self, campaign_id: str) -> None:
        if not self._dispatch.is_sending(campaign_id):
            self.side_bar.clear_work()
        self._count_decisions()

    def _count_decisions(self) -> None:
        database = self._context.workspace.database

        def find(_job: Job) -> int:
            return sum(c.state is State.NEEDS_DECISION for c in Campaigns(database).all())

        self._context.tasks.run("count-decisions", find, self._mark_decisions)

    def _mark_decisions(self, waiting: int) -> None:
        self.side_bar.set_mark("campaigns", waiting, "warn")

    # settings, help

    @Slot()
    def _open_settings(self) -> None:
        dialog = settings_dialog.SettingsDialog(self._context, self)
        dialog.saved.connect(self._frame.show_workspace)
        dialog.saved.connect(self._dispatch.listen)
        dialog.rules_changed.connect(self._refresh)
        dialog.open()

    @Slot()
    def _open_help(self) -> None:
        about.HelpDialog(self).open()

    @Slot()
    def _open_about(self) -> None:
        about.AboutDialog(self).open()

    @Slot()
    def open_account(self, error: VoicedeskError | None = None) -> None:
        """The account; ``error`` says why it is asked for, where the window does by itself."""
        if self._context.practice:
            dialog = about.LeavePracticeDialog(self)
            dialog.accepted.connect(self.other_mode_wanted)
            dialog.open()
            return
        self._account.ask(error, sending=bool(self._dispatch.sending_ids()))

    @Slot(str)
    def _on_theme(self, theme: str) -> None:
        self._context.workspace.change_setting("interface.theme", theme)
        self.theme_wanted.emit(theme)

    @Slot(str)
    def _on_language(self, language: str) -> None:
        self._context.workspace.change_setting("interface.language", language)
        words.set_language(language)
        self.rebuild_wanted.emit()

    # the window itself

    def _restore_geometry(self) -> None:
        stored = self._geometry_file().value("geometry")
        if isinstance(stored, QByteArray):
            self.restoreGeometry(stored)

    def _geometry_file(self) -> QSettings:
        path = self._context.workspace.folder / "window.ini"
        return QSettings(str(path), QSettings.Format.IniFormat)

    def closeEvent(self, event: QCloseEvent) -> None:
        """While something is being sent, closing is a question: what is left then waits."""
        if self._dispatch.sending_ids() and not self._leaving:
            event.ignore()
            left = int((self._work.total or 0) - self._work.done)
            LeaveQuestion(left, self._leave, self).open()
            return
        self._geometry_file().setValue("geometry", self.saveGeometry())
        self.closed.emit()
        super().closeEvent(event)

    @Slot()
    def _leave(self) -> None:
        self._leaving = True
        self.close()
