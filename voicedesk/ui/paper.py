"""Pages of A4, painted as PDF: in the light theme, from any thread, without a screen where there is
none.

Lengths are those of the window's parts: 1/96 of an inch, whatever the screen has.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

import voicedesk
from voicedesk.base.jobs import Job
from voicedesk.base.words import language, tr
from voicedesk.contacts.export import replacing
from voicedesk.ui import look
from voicedesk.ui.look import Role, Type
from voicedesk.ui.parts.brush import LEFT, RIGHT, breadth, write

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

_INCH = 96.0
_WIDTH, _HEIGHT = 210 / 25.4 * _INCH, 297 / 25.4 * _INCH
_MARGIN, _FOOT = 56.0, 26.0
_FACT = 0.28  # of the width: the labels of facts
_WRAP = int(Qt.TextFlag.TextWordWrap)
LINE = 18.0


class Paper:
    """Pages with a cursor ``y`` that goes down; what does not fit goes to the next page.

    ``total`` pages are named in the foot beside the page's number; 0 where nobody knows.
    """

    width = _WIDTH - 2 * _MARGIN
    left = _MARGIN
    bottom = _HEIGHT - _MARGIN - _FOOT

    def __init__(self, painter: QPainter, writer: QPdfWriter, foot: str, total: int) -> None:
        self.painter = painter
        self._writer = writer
        self._foot = foot
        self._total = total
        self.pages = 1
        self.y = _MARGIN
        self._paint_foot()

    def next_page(self) -> None:
        self._writer.newPage()
        self.pages += 1
        self.y = _MARGIN
        self._paint_foot()

    def room(self, height: float) -> QRectF:
        """So much of the page, on the next one where this has less; the cursor is below it."""
        if self.y + height > self.bottom:
            self.next_page()
        found = QRectF(self.left, self.y, self.width, height)
        self.y += height
        return found

    def skip(self, height: float) -> None:
        self.y += height

    def line(self, text: str, type_: Type = "body", role: Role = "text", height: float = 0) -> None:
        """One line, shortened where it is too long."""
        font = look.font(type_)
        room = self.room(height or QFontMetricsF(font).height() + 4)
        write(self.painter, room, text, role, font)

    def paragraph(self, text: str, type_: Type = "body", role: Role = "text") -> None:
        """As many lines as it takes."""
        self._wrapped(text, self.left, self.width, look.font(type_), role)

    def heading(self, text: str) -> None:
        """Never alone at the foot of a page."""
        if self.y + 90 > self.bottom:
            self.next_page()
        self.skip(14)
        self.line(text, "section", height=26)
        self.rule()
        self.skip(6)

    def rule(self) -> None:
        room = QRectF(self.left, self.y, self.width, 1)
        self.painter.fillRect(room, look.color("line"))
        self.y += 1

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """A line each: what it is, and what it says, which may take several."""
        label, value = look.font("body"), look.font("body", 500)
        split = self.width * _FACT
        for name, text in facts:
            top = self._fitting(text, self.width - split, value)
            room = QRectF(self.left, top, split - 8, QFontMetricsF(value).height())
            write(self.painter, room, name, "text2", label)
            self._wrapped(text, self.left + split, self.width - split, value, "text")
            self.skip(3)

    def figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Big figures beside each other, with their words below."""
        room = self.room(58)
        part = room.width() / max(1, len(figures))
        for number, (name, text) in enumerate(figures):
            x = room.left() + part * number
            above = QRectF(x, room.top(), part - 8, 34)
            write(self.painter, above, text, "text", look.font("title", figures=True))
            below = QRectF(x, room.top() + 34, part - 8, LINE)
            write(self.painter, below, name, "text2", look.font("small"))

    def _fitting(self, text: str, width: float, font: "QFont") -> float:
        """The cursor, after a turn of the page where so much text would not fit."""
        height = self._height(text, width, font)
        if self.y + height > self.bottom and height < self.bottom - _MARGIN:
            self.next_page()
        return self.y

    def _wrapped(self, text: str, x: float, width: float, font: "QFont", role: Role) -> None:
        height = self._height(text, width, font)
        self._fitting(text, width, font)
        self.painter.setFont(font)
        self.painter.setPen(look.color(role))
        self.painter.drawText(QRectF(x, self.y, width, height + 2), _WRAP, text)
        self.y += max(height, LINE)

    @staticmethod
    def _height(text: str, width: float, font: "QFont") -> float:
        most = QRectF(0, 0, width, 1e6)
        return QFontMetricsF(font).boundingRect(most, _WRAP, text).height()

    def _paint_foot(self) -> None:
        small = look.font("small", figures=True)
        foot = QRectF(self.left, _HEIGHT - _MARGIN - LINE, self.width, LINE)
        words = tr("Page {page}", page=self.pages)
        if self._total:
            words = tr("Page {page} of {pages}", page=self.pages, pages=self._total)
        write(self.painter, foot, words, "text2", small, RIGHT)
        foot.setWidth(self.width - breadth(words, small) - 16)
        write(self.painter, foot, self._foot, "text2", small, LEFT)


def write_pdf(
    path: Path, title: str, draw: Callable[[Paper], None], job: Job, pages: int = 0
) -> int:
    """Paint a PDF and return its pages; ``pages`` where they are known, else it is painted twice.

    The file appears whole or not at all. Raises :class:`InputError` ``unwritable_file``.
    """
    start_painting()
    with look.on_paper():
        if not pages:
            pages, _ = _painted(title, draw, 0)
            job.check()
        pages, data = _painted(title, draw, pages)
    with replacing(path) as unfinished:
        unfinished.write_bytes(data)
    return pages


def _painted(title: str, draw: Callable[[Paper], None], total: int) -> tuple[int, bytes]:
    """The pages, and the file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator(f"Voicedesk {voicedesk.__version__}")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    # The screen's own: the parts measure their text with it.
    dots = QGuiApplication.primaryScreen().logicalDotsPerInch()
    writer.setResolution(round(dots))
    painter = QPainter(writer)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(round(dots) / _INCH, round(dots) / _INCH)
        paper = Paper(painter, writer, title, total)
        draw(paper)
    finally:
        painter.end()
    return paper.pages, bytes(buffer.data().data())


_app: QApplication | None = None  # Qt allows one for the life of the process


def start_painting() -> None:
    """The application that fonts and pixmaps need, without a screen where there is none."""
    global _app
    if QApplication.instance() is not None:
        return
    # A command shows nothing: Qt would end the process where the screen it asks for is not there.
    if sys.platform == "linux" and not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _app = QApplication(["voicedesk"])
    QLocale.setDefault(QLocale("fr_FR" if language() == "fr" else "en_GB"))
    look.apply(_app, "light")
