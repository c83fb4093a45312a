"""Every step of the review opens its rows: whom it took away, else who is left after it."""

import time
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import text

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.base.ids import now
from voicedesk.campaigns import rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Channel
from voicedesk.campaigns.review import Review, review_of
from voicedesk.campaigns.rows import Rows
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.stop_list import StopList
from voicedesk.ui.left_dialog import CALLED, LeftDialog, LeftRows

MANY = 99_000
GOOD, DOUBLE, SHORT = "06 00 00 00 01", "+33600000001", "06 00"
SILENT, STOPPED, OFTEN, FIXED = (
    "06 00 00 00 04",
    "06 00 00 00 05",
    "06 00 00 00 06",
    "01 99 00 00 07",
)
EVERYONE = [GOOD, DOUBLE, SHORT, SILENT, STOPPED, OFTEN, FIXED]


def opened(composer: Composer, step: str) -> list[tuple[str, ...]]:
    """Click the step: what its dialog lists. Escape closes it again."""
    row = composer.scene.part("review-funnel").row(step)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    (dialog,) = [d for d in composer.page.findChildren(QDialog) if d.isVisible()]
    (model,) = dialog.findChildren(QAbstractItemModel)
    found = [
        tuple(model.index(row, column).data() for column in range(3))
        for row in range(model.rowCount())
    ]
    with composer.scene.bot.waitSignal(dialog.destroyed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    return found


def prospecting(scene: Scene) -> Composer:
    """Where every step takes somebody away."""
    database = scene.workspace.database
    for _ in range(4):
        earlier = scene.campaign("Earlier", numbers=[OFTEN])
        with database.write() as connection:
            connection.execute(
                text("UPDATE chunks SET state = 'accepted', sent_at = :at WHERE campaign_id = :id"),
                {"at": (now() - timedelta(days=2)).isoformat(), "id": earlier.id},
            )
    StopList(database).add([STOPPED], "file")
    consented = np.array([33600000001, 33600000005, 33600000006, 33199000007])
    Consents(database, scene.workspace.folder).record(consented, "form", "Yes.", date.today())
    calendar = Calendar(rules.load())
    slot = calendar.next_slot(now() + timedelta(days=1), calendar.home)
    draft = scene.campaign(
        "Open days",
        numbers=EVERYONE,
        approved=False,
        purpose="prospecting",
        channel=Channel.VOICEMAIL,
        date=slot,
    )
    composer = Composer(scene, draft)
    composer.asked(1)
    return composer


def test_every_step_opens_the_rows_it_took_away(lonely_scene: Scene) -> None:
    composer = prospecting(lonely_scene)
    taken = {
        "valid": ("Personne 0003", SHORT),
        "unique": ("Personne 0002", DOUBLE),
        "consented": ("Personne 0004", SILENT),
        "not_stopped": ("Personne 0005", STOPPED),
        "allowed": ("Personne 0006", OFTEN),
        "reachable": ("Personne 0007", FIXED),
    }
    for step, (name, number) in taken.items():
        assert [row[:2] for row in opened(composer, step)] == [(name, number)], step


def test_who_will_be_called_is_listed_with_the_channel(lonely_scene: Scene) -> None:
    composer = prospecting(lonely_scene)
    ((name, number, what),) = opened(composer, CALLED)
    assert (name, number) == ("Personne 0001", GOOD)
    assert what.startswith("Voicemail · ")


def test_all_rows_imported_are_listed_with_what_becomes_of_them(lonely_scene: Scene) -> None:
    found = opened(prospecting(lonely_scene), "imported")
    assert [row[0] for row in found] == [f"Personne {n:04d}" for n in range(1, 8)]
    assert found[0][2].startswith("Voicemail · ")
    assert [row[2] for row in found[1:3]] == ["Duplicate", "Too short"]


def test_a_step_without_a_loss_lists_who_is_left(lonely_scene: Scene) -> None:
    scene = lonely_scene
    numbers = [GOOD, "06 00 00 00 02", FIXED]
    draft = scene.campaign("Open days", numbers=numbers, approved=False, channel=Channel.VOICEMAIL)
    composer = Composer(scene, draft)
    composer.asked(2)
    assert [row[1] for row in opened(composer, "valid")] == numbers
    assert [row[1] for row in opened(composer, "reachable")] == [FIXED]


def test_people_elsewhere_are_listed_with_their_hour_and_their_list(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.campaign("Other", numbers=["+262692000001"], approved=False)
    home = datetime(2030, 7, 2, 14, 30, tzinfo=rules.load().zone)
    draft = scene.campaign("Open days", numbers=[GOOD], approved=False, date=home)
    composer = Composer(scene, draft)
    composer.asked(1)
    composer.add_list("list1")
    composer.asked(2)
    row = scene.part("review-funnel").row(CALLED)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    model = scene.part("left-table").model()
    shown = [[model.index(n, column).data() for column in range(4)] for n in range(2)]
    assert [line[2:] for line in shown] == [
        ["Call · Tue 2 Jul, 14:30", "list2"],
        ["Call · Tue 2 Jul, 15:00 there – 13:00 here", "list1"],
    ]
    scene.click("left-rows-leave")


class Counted:
    """How often a name of the rows is read: each row that is made reads it once."""

    def __init__(self, monkeypatch: Any) -> None:
        self.made = 0
        read = Rows.label

        def label(rows: Rows, place: int) -> str:
            self.made += 1
            return read(rows, place)

        monkeypatch.setattr(Rows, "label", label)


def opening(scene: Scene, review: Review) -> float:
    """Seconds the window works until the dialog stands there; the last row is looked at, too."""
    begun = time.thread_time()
    rows = LeftRows(review, CALLED)
    dialog = LeftDialog(CALLED, rows, {}, rules.load().zone, scene.page)
    dialog.open()
    QApplication.processEvents()
    taken = time.thread_time() - begun
    (model,) = dialog.findChildren(QAbstractItemModel)
    assert model.rowCount() == len(review.recipients)
    assert model.index(len(rows) - 1, 0).data() == f"Personne {len(rows):04d}"
    with scene.bot.waitSignal(dialog.destroyed):
        dialog.close()
    return taken


def test_a_long_list_opens_at_once(lonely_scene: Scene, monkeypatch: Any) -> None:
    scene = lonely_scene
    few, many = (
        review_of(scene.workspace, scene.campaign(people=people, approved=False))
        for people in (20, MANY)
    )
    counted = Counted(monkeypatch)
    scene.show(QWidget(), 1280, 800)
    opening(scene, few)  # what is imported and measured once only
    short, counted.made = opening(scene, few), 0
    assert opening(scene, many) < 10 * short  # of five thousand times as many
    assert 0 < counted.made < 500
