"""What is stored comes back: every text, every change, and any past with its undoing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import update

from voicedesk.base.database import Database
from voicedesk.base.jobs import Job
from voicedesk.base.schema import contact_lists
from voicedesk.contacts import blocks, journal
from voicedesk.contacts.changes import (
    Cells,
    Change,
    Column,
    Put,
    Reshape,
    Segment,
    Shape,
    Step,
    Take,
    Verdicts,
)
from voicedesk.contacts.foresight import judged
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.phones.number import judge
from voicedesk.contacts.phones.verdicts import Judged
from voicedesk.contacts.table import ContactTable

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(st.lists(ANY_TEXT, max_size=30))
def test_any_text_comes_back(texts: list[str]) -> None:
    assert blocks.to_texts(blocks.from_texts(texts)) == texts


def test_texts_with_every_low_character_come_back() -> None:
    texts = ["".join(map(chr, range(300))), "\0", "", "\0\0a"]
    assert blocks.to_texts(blocks.from_texts(texts)) == texts
    assert blocks.to_texts(blocks.from_texts(texts * 200_00))[-5:] == [texts[-1], *texts]


@pytest.mark.parametrize("distinct", [3, 40_000, 52_000, 10**9])
def test_more_texts_than_a_block_come_back(distinct: int) -> None:
    texts = [f"é{n % distinct}" for n in range(4 * blocks.ROWS + 7)]
    packed = list(blocks.from_texts(texts))
    assert len(packed) == blocks.number(len(texts)) == 5
    again = blocks.to_texts(packed)
    assert again == texts
    if distinct < 50_000:
        assert len({id(text) for text in again}) == distinct


def test_repeated_texts_are_one_object_as_long_as_that_pays() -> None:
    rare = [f"Nom {n}" for n in range(3 * blocks.ROWS)]
    often = ["Lyon", "Paris"] * blocks.ROWS
    again = blocks.to_texts(blocks.from_texts(often + rare + often))
    assert again == often + rare + often
    assert sum(map(len, blocks.from_texts(often))) < 5 * len(often) / 2


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20))
def test_arrays_come_back(numbers: list[int]) -> None:
    array = np.array(numbers, np.int64)
    assert blocks.to_array(blocks.from_array(array), np.int64).tolist() == numbers
    empty = blocks.to_array([], np.uint8)
    assert empty.dtype == np.uint8
    empty.resize(1)  # it is the caller's own


Store = Callable[[Change, Verdicts], tuple[Change, Verdicts]]
NOTHING = Verdicts(np.empty(0, np.int64), judged([], "FR"))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    """Write a change into a database and read it."""
    database = Database(tmp_path / "workspace.db")
    database.migrate()
    shape = Shape((Column(0, "Tél"),), 0)
    start = Segment(0, {0: []}, np.empty(0, np.int32), judged([], "FR"))
    info = ContactLists(database).create("L", "", "FR", shape, start, "import", {}, Job())

    def there_and_back(change: Change, verdicts: Verdicts) -> tuple[Change, Verdicts]:
        with database.write() as connection:
            seq = journal.last(connection, info.id) + 1
            journal.add(connection, info.id, seq, change, verdicts, Job())
            (found,) = journal.read(connection, info.id, range(seq, seq + 1), Job())
        return found

    yield there_and_back
    database.close()


def same(a: Any, b: Any) -> bool:
    """Whether two changes, or parts of them, are equal, in the types of their arrays, too."""
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.tolist() == b.tolist()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if hasattr(a, "__dataclass_fields__"):
        return type(a) is type(b) and all(
            same(getattr(a, name), getattr(b, name)) for name in a.__dataclass_fields__
        )
    return bool(a == b)


@pytest.mark.parametrize("count", [0, 1, 300, 70_000])
def test_a_change_comes_back(store: Store, count: int) -> None:
    ids = np.arange(10, 10 + count, dtype=np.int64)
    scattered = np.random.default_rng(1).permutation(ids)
    texts = [f"\ud800{n}" for n in range(count)]
    codes = (scattered % 40).astype(np.uint8)
    said = Judged(codes, scattered + 33600000000, {n: f"0{n}" for n in range(count // 2)})
    old = Shape((Column(0, "Tél"), Column(3, "Né\0e", shown=False, own=True)), 0, (3,))
    new = replace(old, phone=3, labels=())
    cells = {0: texts, 3: ["Lyon"] * count}
    change = Change(
        "paste",
        {"file": "clients.csv", "rows": count},
        (
            Reshape(old, new),
            Cells(3, ids, texts, ["x"] * count),
            Put(ids, scattered),
            Take(scattered, ids),
        ),
        Segment(10, cells, scattered.astype(np.int32), said),
    )
    verdicts = Verdicts(scattered, said)
    assert same(store(change, verdicts), (change, verdicts))


@pytest.mark.parametrize(
    "numbers", [list(range(0, 5000, 5)), [7] * 1000, list(range(1000, 0, -1)), [0, 255] * 600]
)
def test_numbers_in_steps_come_back(store: Store, numbers: list[int]) -> None:
    ids = np.array(numbers, np.int64)
    codes = np.array(numbers, np.int64).astype(np.uint8)
    verdicts = Verdicts(ids, Judged(codes, ids, {}))
    change = Change("move", {}, (Put(ids, ids),))
    assert same(store(change, verdicts), (change, verdicts))


# Any past

NUMBERS = ["06 00 00 00 01", "0600000001", "+33600000002", "600000002", "0199000001", "rien", ""]
TEXTS = st.sampled_from([*NUMBERS, "Zoé", "a\0b", "\ud800"])


@dataclass
class Model:
    """A list as plain lists: its columns, and its rows as (id, texts, texts as they arrived)."""

    columns: tuple[int, ...]
    phone: int
    rows: list[tuple[int, dict[int, str], dict[int, str]]] = field(default_factory=list)

    def copy(self) -> "Model":
        rows = [(row, dict(texts), dict(arrived)) for row, texts, arrived in self.rows]
        return Model(self.columns, self.phone, rows)


def agree(table: ContactTable, model: Model) -> None:
    """Every array of the table says of each row what the model says."""
    ids = [row for row, _, _ in model.rows]
    assert table.order.tolist() == ids
    assert len(table) == len(ids)
    assert tuple(column.key for column in table.shape.columns) == model.columns
    assert table.shape.phone == model.phone
    first: dict[str, int] = {}
    for row, texts, arrived in model.rows:
        for key in model.columns:
            text = texts.get(key, "")
            assert table.text(row, key) == text
            assert table.original(row, key) == arrived.get(key, "")
            assert table.is_edited(row, key) == (text != arrived.get(key, ""))
        verdict = judge(texts.get(model.phone, ""), "FR")
        assert table.verdict(row) == verdict
        leader = first.setdefault(verdict.e164, row) if verdict.e164 else row
        assert table.first[row] == (-1 if leader == row else leader)


class AnyPast(RuleBasedStateMachine):
    """Changes, undo, redo and reopening in any order, beside a model that keeps every state."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.database = Database(Path(self.folder.name) / "workspace.db")
        self.database.migrate()
        self.lists = ContactLists(self.database)

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @initialize(numbers=st.lists(st.sampled_from(NUMBERS), max_size=4))
    def start(self, numbers: list[str]) -> None:
        shape = Shape((Column(0, "Nom"), Column(1, "Tél")), 1, (0,))
        cells = {0: [f"N{n}" for n in range(len(numbers))], 1: numbers}
        rows = np.arange(2, 2 + len(numbers), dtype=np.int32)
        segment = Segment(0, cells, rows, judged(numbers, "FR"))
        info = self.lists.create("L", "l.csv", "FR", shape, segment, "import", {}, Job())
        self.id = info.id
        self.table = self.lists.open(info.id, Job())
        empty = Model((0, 1), 1)
        model = empty.copy()
        for row, number in enumerate(numbers):
            texts = {0: f"N{row}", 1: number}
            model.rows.append((row, texts, dict(texts)))
        self.past = [empty, model]
        self.now = 1

    @property
    def model(self) -> Model:
        return self.past[self.now]

    def change(self, after: Model, *steps: Step, segment: Segment | None = None) -> None:
        self.lists.commit(self.table, Change("x", {"n": 1}, steps, segment), Job())
        self.past = [*self.past[: self.now + 1], after]
        self.now += 1

    def has_rows(self) -> bool:
        return bool(self.model.rows)

    @precondition(has_rows)
    @rule(data=st.data(), text=TEXTS)
    def write(self, data: st.DataObject, text: str) -> None:
        after = self.model.copy()
        column = data.draw(st.sampled_from(after.columns))
        chosen = data.draw(st.lists(st.sampled_from(range(len(after.rows))), unique=True))
        ids = np.array([after.rows[n][0] for n in chosen], np.int64)
        old = [after.rows[n][1].get(column, "") for n in chosen]
        for n in chosen:
            after.rows[n][1][column] = text
        self.change(after, Cells(column, ids, old, [text] * len(ids)))

    @precondition(has_rows)
    @rule(data=st.data())
    def take(self, data: st.DataObject) -> None:
        after = self.model.copy()
        chosen = data.draw(st.lists(st.sampled_from(after.rows), unique_by=lambda r: r[0]))
        ids = np.array([row for row, _, _ in chosen], np.int64)
        after.rows = [row for row in after.rows if row not in chosen]
        self.change(after, Take(ids, self.table.position[ids]))

    @rule(data=st.data(), texts=st.lists(TEXTS, max_size=3))
    def insert(self, data: st.DataObject, texts: list[str]) -> None:
        after = self.model.copy()
        place = data.draw(st.integers(0, len(after.rows)))
        behind = after.rows[place - 1][0] if place else None
        said = judged(texts, "FR")
        zeros = np.zeros(len(texts), np.int32)
        segment = Segment(self.table.size, {after.phone: texts}, zeros, said)
        positions = self.table.position_between(behind, len(texts))
        place = place if behind is not None else len(after.rows)
        new = [(segment.start + n, {after.phone: t}, {after.phone: t}) for n, t in enumerate(texts)]
        after.rows[place:place] = new
        self.change(after, Put(segment.ids, positions), segment=segment)

    @rule(data=st.data(), column=st.integers(2, 4))
    def reshape(self, data: st.DataObject, column: int) -> None:
        after = self.model.copy()
        others = tuple(key for key in after.columns if key != column)
        after.columns = others if column in after.columns else (*others, column)
        if after.phone not in after.columns or data.draw(st.booleans()):
            after.phone = data.draw(st.sampled_from(after.columns))
        named = tuple(Column(key, f"C{key}", own=key > 1) for key in after.columns)
        labels = self.table.shape.labels
        self.change(after, Reshape(self.table.shape, Shape(named, after.phone, labels)))

    @rule()
    def undo(self) -> None:
        assert self.lists.can_undo(self.table) == (self.now > 0)
        effect = self.lists.undo(self.table, Job())
        assert (effect is None) == (self.now == 0)
        self.now = max(0, self.now - 1)

    @rule()
    def redo(self) -> None:
        more = self.now + 1 < len(self.past)
        assert self.lists.can_redo(self.table) == more
        effect = self.lists.redo(self.table, Job())
        assert (effect is None) != more
        self.now += more

    @rule(data=st.data())
    def revert(self, data: st.DataObject) -> None:
        seq = data.draw(st.integers(0, len(self.past) - 1))
        self.lists.revert_to(self.table, seq, Job())
        self.now = seq

    @rule()
    def reopen(self) -> None:
        self.table = self.lists.open(self.id, Job())

    @rule()
    def judge_anew(self) -> None:
        """As with another phonenumbers, which says the same."""
        with self.database.write() as connection:
            connection.execute(update(contact_lists).values(metadata="older"))
        self.reopen()

    @invariant()
    def live_and_stored_are_the_model(self) -> None:
        if not hasattr(self, "past"):
            return
        agree(self.table, self.model)
        agree(self.lists.open(self.id, Job()), self.model)
        info = self.lists.info(self.id)
        valid = [
            judge(texts.get(self.model.phone, ""), "FR").valid for _, texts, _ in self.model.rows
        ]
        assert (info.rows, info.valid) == (len(valid), sum(valid))
        assert tuple(column.key for column in info.shape.columns) == self.model.columns
        applied = [entry.applied for entry in self.lists.history(self.id)]
        assert applied == [n <= self.now for n in range(1, len(self.past))]


TestAnyPast = AnyPast.TestCase
TestAnyPast.settings = settings(
    max_examples=12,
    stateful_step_count=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
