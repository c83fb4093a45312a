"""Would the comparison notice a wrong automaton? Each deliberate mistake must be caught."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneNumberType

from tests.contacts.phones.comparison import Said, expected, found
from tests.contacts.phones.strings import TRICKY, strings
from voicedesk.contacts.phones import batch, lines
from voicedesk.contacts.phones.automaton import DEAD, END, WIDTH
from voicedesk.contacts.phones.batch import LEFT
from voicedesk.contacts.phones.plan import UNKNOWN
from voicedesk.contacts.phones.world import Home, Tables, World

REGIONS = ("FR", "AR", "GB", "IT", "MX", "RE", "US")
Mutate = Callable[[Tables], Tables]


class Mutant(World):
    """The plans of a world that knows all, with one thing wrong."""

    def __init__(self, tables: Tables, homes: dict[str, Home]) -> None:
        super().__init__()
        self.tables = tables
        self.homes = homes

    def home(self, region: str) -> Home | None:
        return self.homes[region]


@cache
def right() -> Mutant:
    """Nothing is wrong with this one."""
    world = World()
    homes = {region: home for region in REGIONS if (home := world.home(region))}
    assert len(homes) == len(REGIONS)
    return Mutant(world.know(sorted(COUNTRY_CODE_TO_REGION_CODE)), homes)


@cache
def texts(region: str) -> list[str]:
    return strings(region, 400, REGIONS.index(region)) + list(TRICKY)


@cache
def answers(region: str) -> list[Said]:
    return [expected(text, region) for text in texts(region)]


def caught(mutant: World) -> bool:
    """Whether the comparison sees any difference."""
    for region in REGIONS:
        pairs = zip(found(texts(region), region, mutant), answers(region), strict=True)
        if any(said != answer for said, answer in pairs if said[0] != LEFT):
            return True
    return False


def rewired(tables: Tables, state: int, symbol: int, target: int) -> Tables:
    transitions = tables.transitions.copy()
    assert transitions[state + symbol] != target
    transitions[state + symbol] = target
    return replace(tables, transitions=transitions)


def walked(tables: Tables, state: int, digits: str) -> int:
    for digit in digits:
        state = int(tables.transitions[state + int(digit)])
    return state


def of_type(tables: Tables, code: int, digits: str) -> tuple[int, int]:
    """The state where this national number ends, and the final state behind it."""
    state = walked(tables, int(tables.type_of[code]), digits)
    return state, int(tables.transitions[state + END])


def swapped_labels(tables: Tables) -> Tables:
    """French mobiles are accepted as fixed lines."""
    mobile, _ = of_type(tables, 33, "612345678")
    _, fixed = of_type(tables, 33, "199001234")
    assert int(tables.labels[fixed // WIDTH]) == PhoneNumberType.FIXED_LINE
    return rewired(tables, mobile, END, fixed)


def accepted_everything(tables: Tables) -> Tables:
    """A number that is not assigned is accepted."""
    refused, unknown = of_type(tables, 33, "700001234")
    _, mobile = of_type(tables, 33, "612345678")
    assert int(tables.labels[unknown // WIDTH]) == UNKNOWN
    return rewired(tables, refused, END, mobile)


def accepted_too_early(tables: Tables) -> Tables:
    """A French mobile without its last digit is accepted."""
    short, _ = of_type(tables, 33, "61234567")
    _, mobile = of_type(tables, 33, "612345678")
    return rewired(tables, short, END, mobile)


def flipped_transition(tables: Tables) -> Tables:
    """No French number begins with a 6."""
    return rewired(tables, int(tables.type_of[33]), 6, DEAD)


def exchanged_transitions(tables: Tables) -> Tables:
    """6 and 8 are exchanged where French numbers begin."""
    state = int(tables.type_of[33])
    six, eight = (int(tables.transitions[state + digit]) for digit in (6, 8))
    return rewired(rewired(tables, state, 6, eight), state, 8, six)


def ungrouped_prefix(tables: Tables) -> Tables:
    """Whether the last group took part in a national prefix is forgotten."""
    prefixes = {int(state) for state in tables.national_prefix}
    reached, todo = set(prefixes), list(prefixes)
    while todo:
        state = todo.pop()
        for target in map(int, tables.transitions[state : state + END]):
            if target not in reached:
                reached.add(target)
                todo.append(target)
    labels = tables.labels.copy()
    numbers = np.array(sorted(reached)) // WIDTH
    assert (labels[numbers] == 2).any()
    labels[numbers] = np.minimum(labels[numbers], 1)
    return replace(tables, labels=labels)


def swapped_codes(tables: Tables) -> Tables:
    """+32 and +41 have each other's types."""
    type_of = tables.type_of.copy()
    type_of[[32, 41]] = type_of[[41, 32]]
    return replace(tables, type_of=type_of)


def swapped_plans(tables: Tables) -> Tables:
    """+39, which keeps its 0, and +44, which strips it, have each other's plans."""
    plan_of = tables.plan_of.copy()
    plan_of[[39, 44]] = plan_of[[44, 39]]
    return replace(tables, plan_of=plan_of)


MUTATIONS: dict[str, Mutate] = {
    "swapped labels": swapped_labels,
    "accepted everything": accepted_everything,
    "accepted too early": accepted_too_early,
    "flipped transition": flipped_transition,
    "exchanged transitions": exchanged_transitions,
    "ungrouped prefix": ungrouped_prefix,
    "swapped codes": swapped_codes,
    "swapped plans": swapped_plans,
    "no national prefix": lambda t: replace(t, national_prefix=np.full_like(t.general, DEAD)),
    "no general description": lambda t: replace(t, general=np.full_like(t.general, DEAD)),
    "no rewriting": lambda t: replace(t, rewrites=np.zeros_like(t.rewrites)),
    "no length check when stripping": lambda t: replace(t, may_strip=np.ones_like(t.may_strip)),
    "never stripped": lambda t: replace(t, may_strip=np.zeros_like(t.may_strip)),
    "nothing too long": lambda t: replace(t, too_long=np.zeros_like(t.too_long)),
    "all too long": lambda t: replace(t, too_long=np.ones_like(t.too_long)),
    "lengths off by one": lambda t: replace(t, reason=np.roll(t.reason, 1, axis=1)),
}


def test_the_right_one_passes() -> None:
    assert not caught(right())


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutant_of_the_tables_is_caught(name: str) -> None:
    mutant = Mutant(MUTATIONS[name](right().tables), right().homes)
    assert caught(mutant)


def test_a_mutant_without_international_prefix_is_caught() -> None:
    homes = {region: replace(home, abroad=DEAD) for region, home in right().homes.items()}
    assert caught(Mutant(right().tables, homes))


def test_any_transition_cut_on_the_way_of_a_number_is_caught() -> None:
    dice = random.Random(3)
    tables = right().tables
    nowhere = walked(tables, int(tables.type_of[33]), "000")
    numbers = ["612345678", "756781234", "199001234", "970001234", "800001234"]
    for number in numbers:
        place = dice.randrange(len(number))
        state = walked(tables, int(tables.type_of[33]), number[:place])
        cut = rewired(tables, state, int(number[place]), nowhere)
        texts_of_it = [f"0{number}", f"+33{number}"]
        said = found(texts_of_it, "FR", Mutant(cut, right().homes))
        right_ones = [expected(text, "FR") for text in texts_of_it]
        assert all(e164 for _, e164 in right_ones), number
        assert said != [expected(text, "FR") for text in texts_of_it]


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (batch, "_LEAST", 6),
        (batch, "_MOST", 8),
        (batch, "_CODE_BY_DIGITS", np.roll(batch._CODE_BY_DIGITS, 1)),
        (batch, "_CODE_DIGITS", np.full_like(batch._CODE_DIGITS, 2)),
        (lines, "_IGNORED", b" .-()/\xa0x"),
        (lines, "_IGNORED", b" .-()/\xa0,"),
        (lines, "_PLUS", ord("*")),
        (lines, "_LONGEST", 1_000),
    ],
)
def test_a_mutant_of_the_code_is_caught(
    module: object, name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, value)
    assert caught(right())
