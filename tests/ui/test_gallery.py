"""The gallery: every part and state in both themes, as pictures to look at."""

import os
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from voicedesk.ui.look import Scheme
from voicedesk.ui.parts import badge, button
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.chip import ChipRow, ChipSpec
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.fill import ORDER
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.funnel import Funnel, Step
from voicedesk.ui.parts.page import Page
from voicedesk.ui.parts.practice_band import PracticeBand
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.side_bar import Place, SideBar
from voicedesk.ui.parts.stacked_bar import Share, StackedBar
from voicedesk.ui.parts.stat import Stat
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.parts.time_strip import Day, TimeStrip
from voicedesk.ui.parts.waveform import Silence, Waveform


class Tone:
    """A real sound: a swelling sine with a pause."""

    frames, sample_rate = 27_400 * 8, 8000

    def columns(self, start: int, end: int, count: int) -> NDArray[np.floating]:
        edges = np.linspace(start, end, count)
        size = np.abs(np.sin(edges / 9000) * np.sin(edges / 1700)) * 0.9
        size[(edges > 97_600) & (edges < 119_200)] = 0.01
        return np.stack([-size, size], axis=1)


pytestmark = pytest.mark.usefixtures("no_wish")


def test_gallery(theme: Scheme, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """Every part and state, in two windows, written as pictures (folder: VOICEDESK_SHOTS)."""
    folder = Path(os.environ.get("VOICEDESK_SHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    for name, window in (("parts", parts_window()), ("screens", screens_window())):
        qtbot.addWidget(window)
        window.resize(1280, 900 if name == "parts" else 860)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        for press in window.findChildren(Button):
            if press.objectName() == "focus":
                press.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        shown: list[Badge | Button] = [*window.findChildren(Badge), *window.findChildren(Button)]
        for item in shown:
            if item.isVisible():
                assert item.width() >= item.sizeHint().width(), item.text()
        assert window.grab().save(str(folder / f"{name}-{theme}.png"))


def framed(page: QWidget, *, practice: bool = False) -> QWidget:
    window = QWidget()
    side = SideBar(
        [
            Place("messages", "Messages", "audio-lines"),
            Place("contacts", "Contacts", "users"),
            Place("campaigns", "Campagnes", "megaphone"),
            Place("results", "Résultats", "chart-column"),
        ]
    )
    side.set_workspace("Garage Morel", "Tours")
    side.set_current("campaigns")
    side.set_mark("campaigns", 1, "warn")
    side.set_work("Rappel pneus hiver", 0.47, "1\u202f734 sur 3\u202f692")
    side.set_platform("ok", "Plateforme connectée", "circle-check")
    row = QHBoxLayout()
    row.addWidget(side)
    row.addWidget(page, 1)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row.setSpacing(0)
    if practice:
        column.addWidget(PracticeBand())
    column.addLayout(row, 1)
    return window


def parts_window() -> QWidget:
    page = Page("Composants et états", "Chaque état se lit par sa forme, son mot et sa couleur.")
    body = page.body
    body.addWidget(
        Banner("warn", "Le lot 3 attend votre décision", "Rien n’est renvoyé sans vous.",
               "Examiner le lot 3", icon="octagon-alert", closable=True)
    )  # fmt: skip
    two = QHBoxLayout()
    two.setSpacing(14)
    two.addWidget(
        Banner("err", "Le message n’a pas pu être envoyé", "Le fichier dépasse 20 Mo.", "Réduire")
    )
    two.addWidget(
        Banner(
            "ok",
            "Campagne terminée",
            "3\u202f412 personnes ont reçu le message.",
            "Voir les résultats",
        )
    )
    body.addLayout(two)
    middle = QHBoxLayout()
    middle.setSpacing(14)
    middle.addWidget(buttons_card(), 5)
    middle.addWidget(fields_card(), 3)
    body.addLayout(middle)
    low = QHBoxLayout()
    low.setSpacing(14)
    low.addWidget(states_card(), 8)
    low.addWidget(funnel_card(), 5)
    body.addLayout(low)
    body.addStretch(1)
    return framed(page)


def buttons_card() -> Card:
    card = Card("Boutons")
    grid = QGridLayout()
    grid.setSpacing(12)
    kinds: tuple[tuple[button.Kind, str], ...] = (
        ("primary", "Approuver"), ("default", "Importer…"), ("link", "Annuler"),
        ("quiet", "Couper"), ("danger", "Renvoyer le lot"), ("practice", "Passer au compte réel…"),
    )  # fmt: skip
    for row, (kind, text) in enumerate(kinds):
        live, focused, off = (Button(text, kind, "mic" if n == 1 else None) for n in range(3))
        focused.setObjectName("focus" if kind == "primary" else "")
        off.refuse("Choisissez d’abord une date")
        for column, press in enumerate((live, focused, off)):
            grid.addWidget(press, row, column, Qt.AlignmentFlag.AlignLeft)
    card.body.addLayout(grid)
    choices = [Choice("call", "Appel", "phone-call"), Choice("box", "Répondeur", "voicemail"),
               Choice("both", "Les deux", "copy")]  # fmt: skip
    card.body.addWidget(Segmented(choices, "both", name="Canal"))
    return card


def fields_card() -> Card:
    card = Card("Champs")
    wrong, off = Field("Erreur, dite sous le champ"), Field("Inactif")
    wrong.set_text("10:75")
    wrong.set_error("Entre 10:00 et 13:00, ou 14:00 et 20:00.")
    off.set_text("Choisissez d’abord une date")
    off.setEnabled(False)
    combo = Combo("But")
    combo.addItems(["Prospection (accord exigé)", "Contrat"])
    for part in (Field(placeholder="Chercher un message", icon="search"), wrong, off, combo):
        card.body.addWidget(part)
    card.body.addStretch(1)
    return card


def states_card() -> Card:
    card = Card("Badges, puces, barre d’état")
    holder = QWidget()
    flow = Flow(holder)
    states: tuple[tuple[badge.Kind, str, str | None], ...] = (
        ("ok", "Remis", None), ("err", "Non remis", None), ("neutral", "Inconnu", "circle-help"),
        ("accent", "En cours", "phone-call"), ("neutral", "En attente", "clock"),
        ("warn", "À décider", "octagon-alert"), ("neutral", "Pas parti", None),
        ("warn", "Zéro perdu (Excel)", None), ("practice", "Mode essai", None),
    )  # fmt: skip
    for kind, text, icon in states:
        flow.addWidget(Badge(kind, text, icon))
    card.body.addWidget(holder)
    specs = [ChipSpec("all", "Tous", 4218, always=True), ChipSpec("stop", "Stop", 0),
             ChipSpec("fix", "À corriger", 97, "triangle-alert", "warn"),
             ChipSpec("same", "Doublons", 6)]  # fmt: skip
    card.body.addWidget(ChipRow(specs))
    bar = StackedBar()
    words = ("Remis", "Non remis", "Inconnu", "En cours", "En attente", "À décider", "Pas partis")
    counts = (1538, 187, 9, 41, 225, 1000, 692)
    bar.set_shares([Share(o, w, n) for o, w, n in zip(ORDER, words, counts, strict=True)])
    card.body.addWidget(bar)
    return card


def funnel_card() -> Card:
    card = Card("Étape de l’entonnoir et chiffre")
    funnel = Funnel()
    funnel.set_steps(
        [Step("unique", "Uniques", 4166, 6), Step("consent", "Accord donné", 3954, 212),
         Step("call", "Seront appelés", 3902, final=True)]
    )  # fmt: skip
    card.body.addWidget(funnel)
    row = QHBoxLayout()
    row.addWidget(Stat("Coût estimé", "273,14 €", "hors TVA", size="section"))
    row.addWidget(Stat("Remis", "88,7 %", outcome="delivered"))
    card.body.addLayout(row)
    card.body.addStretch(1)
    return card


def screens_window() -> QWidget:
    page = Page("Portes ouvertes janvier", "Enregistré à 10:42")
    page.set_back("Campagnes")
    page.set_badge("neutral", "Brouillon", "pencil")
    page.add_action(Button("Bon à tirer (PDF)", icon="file-text"))
    wave, strip = Card("Message"), Card("Horaire")
    picture = Waveform()
    picture.set_sound(Tone(), [Silence(12.2, 14.9, "Silence 2,7 s")])
    picture.set_position(9.6)
    wave.body.addWidget(picture)
    week = TimeStrip()
    open_ = ((time(10), time(13)), (time(14), time(20)))
    closed = {25: "Noël", 26: "Fermé", 27: "Fermé"}
    week.set_week(
        [
            Day(date(2026, 12, n), () if n in closed else open_, closed.get(n, ""))
            for n in range(21, 28)
        ]
    )
    week.set_choice(datetime(2026, 12, 22, 10, 15), datetime(2026, 12, 22, 11, 5))
    strip.body.addWidget(week)
    page.body.addWidget(wave)
    page.body.addWidget(strip)
    page.body.addWidget(table_card())
    panel = QWidget()
    column = QVBoxLayout(panel)
    column.addWidget(
        EmptyState("Votre première campagne", "Commencez par le message.", "Enregistrer un message",
                   button_icon="mic", second="Essayer l’exemple", drop="ou déposez un fichier ici")
    )  # fmt: skip
    page.set_panel(panel, width=340)
    return framed(page, practice=True)


def table_card() -> Card:
    card = Card(margins=(1, 6, 1, 6))
    model = QStandardItemModel(0, 4)
    model.setHorizontalHeaderLabels(["Nom", "Numéro saisi", "État", "Proposition"])
    rows = (
        (Cell("Lefèvre Amélie", checked=False), Cell("06 00 00 12 04"),
         Cell("Mobile", badge="ok"), Cell()),
        (Cell("Moreau Frédéric", checked=True), Cell("6 00 00 27 51"),
         Cell("Zéro perdu (Excel)", badge="warn"), Cell.suggestion("06 00 00 27 51", "Corriger")),
        (Cell("Petit Jérôme", checked=False), Cell("06 00 00 7"), Cell("Trop court", badge="err"),
         Cell("Il manque 3 chiffres", "text2")),
    )  # fmt: skip
    for cells in rows:
        items = [QStandardItem(cell.text) for cell in cells]
        for item, cell in zip(items, cells, strict=True):
            item.setData(cell, CELL)
        model.appendRow(items)
    table = Table()
    model.setParent(table)
    table.setModel(model)
    table.set_columns([Column(160), Column(130), Column(160), Column(None)])
    table.setMinimumHeight(150)
    table.setFocus()
    table.setCurrentIndex(model.index(1, 1))
    card.body.addWidget(table)
    return card
