"""What the columns of a sheet are: the header, the one with the numbers, those with the names."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from voicedesk.base.errors import InputError
from voicedesk.contacts.phones.number import normalise
from voicedesk.contacts.phones.reference import Kind, read

_ADDED = ("row", "reason", "suggestion")  # voicedesk.contacts.export, first and last
_SAMPLE = 200  # rows looked at
_DEEP = 5_000  # rows searched for cells that are not empty
_SOME = 0.1  # of the cells of a column that is called "phone"
_NEARLY_ALL = 0.8
_ENOUGH = 0.3  # of the sample valid: a column of numbers, whatever it is called
_MANY_DIGITS = 6  # no title has so many

# Words of a title, French and English, accents and case aside; the weight prefers one to another.
_PHONE_WORDS = {
    "e164": 1.3,
    "mobile": 1.1,
    "mobiles": 1.1,
    "portable": 1.1,
    "portables": 1.1,
    "gsm": 1.1,
    "cell": 1.1,
    "cellphone": 1.1,
    "msisdn": 1.1,
    "telephone": 1.0,
    "telephones": 1.0,
    "tel": 1.0,
    "phone": 1.0,
    "phones": 1.0,
    "recipient": 1.0,
    "destinataire": 1.0,
    "fixe": 0.9,
    "landline": 0.9,
    "numero": 0.5,
    "numeros": 0.5,
    "num": 0.5,
    "number": 0.5,
}
_STRONG = 0.9  # such a word is about telephones; a mere "number" may be of anything
_MOBILE_WORDS = {"mobile", "mobiles", "portable", "portables", "gsm", "cell", "cellphone"}
# Beside a word of telephones they say that it is no number to call, or not this person's.
_OTHER_WORDS = {
    "fax",
    "telecopie",
    "telecopieur",
    "pager",
    "telex",
    "tty",
    "tdd",
    "assistant",
    "type",
    "label",
    "libelle",
}
_NUMBERED_WORDS = {"siret", "siren", "client", "customer", "facture", "invoice", "contrat", "rue"}
SEPARATOR = ":::"  # between the numbers of one cell, as Google Contacts writes them
_MOST_PARTS = 7  # cuts
_LAST_NAMES = ("nom", "nom de famille", "last name", "lastname", "surname", "family name")
_FIRST_NAMES = ("prenom", "first name", "firstname", "given name", "forename")
_WHOLE_NAMES = (
    "nom complet",
    "nom prenom",
    "nom et prenom",
    "prenom nom",
    "full name",
    "fullname",
    "name",
    "contact",
    "client",
    "customer",
    "raison sociale",
    "societe",
    "entreprise",
    "company",
    "denomination",
    "organization name",
    "organization 1 name",
)
_OTHER_TITLES = ("ville", "city", "adresse", "address", "email", "e mail", "mail", "civilite")


def is_header(row: Sequence[str]) -> bool:
    """Whether the first row names the columns.

    It does when it has no number and either a known title or a word in every cell.
    """
    if any(sum(map(str.isdigit, cell)) >= _MANY_DIGITS for cell in row):
        return False
    titles = [plain(cell) for cell in row]
    if any(_phone_weight(title) > 0 or title in _KNOWN_TITLES for title in titles):
        return True
    return all(any(map(str.isalpha, cell)) for cell in row)


def letters(index: int) -> str:
    """The name of a column in a sheet: ``A`` for 0, ``AA`` for 26."""
    index += 1
    name = ""
    while index:
        index, place = divmod(index - 1, 26)
        name = chr(65 + place) + name
    return name


def phone_column(
    columns: Sequence[str], cells: Sequence[Sequence[str]], region: str, wished: str | None = None
) -> int:
    """The index of the column with the numbers: the one ``wished`` by its title, else guessed.

    ``cells`` are columns. The guess adds what the title says to the share of valid numbers in the
    first rows.
    Raises :class:`InputError` ``unknown_column`` or ``no_phone_column``.
    """
    if wished is not None:
        return _named(columns, wished)
    best, found = 0.0, None
    added = added_columns(columns)  # a suggestion is never called unasked
    for index, column in enumerate(columns):
        if index in added:
            continue
        weight = _phone_weight(plain(column))
        share = _valid_share(cells[index][:_SAMPLE], region)
        if weight > 0 or (weight == 0 and share >= _ENOUGH):
            score = weight + share
            if score > best:
                best, found = score, index
    if found is None:
        raise InputError("no_phone_column", columns=tuple(columns))
    return found


def phone_columns(
    columns: Sequence[str], cells: Sequence[Sequence[str]], region: str
) -> tuple[int, ...]:
    """Every column with numbers to call, mobiles before fixed lines; none when there is none.

    A title is not enough where the cells say otherwise: "Phone 1 - Type" has words in it. Where a
    column is called ``e164`` the others say the same less well.
    """
    found: list[tuple[float, float, int]] = []
    weights = [_phone_weight(plain(column)) for column in columns]
    # Digits of another kind are valid numbers now and then: beside a titled column that is chance.
    untitled = _ENOUGH if max(weights, default=0) < _STRONG else _NEARLY_ALL
    added = added_columns(columns)
    for index, (column, weight) in enumerate(zip(columns, weights, strict=True)):
        if index in added:
            continue
        share, mobiles = _shares(cells[index], region)
        if weight >= 0 and share >= (untitled if weight < _STRONG else _SOME):
            called_mobile = bool(_MOBILE_WORDS.intersection(plain(column).split()))
            found.append((-called_mobile - mobiles, -weight, index))
    if not found:
        try:
            return (phone_column(columns, cells, region),)
        except InputError:
            return ()
    exact = [index for _, weight, index in found if weight == -_PHONE_WORDS["e164"]]
    return tuple(exact[:1] or (index for _, _, index in sorted(found)))


def added_columns(columns: Sequence[str]) -> frozenset[int]:
    """The columns of a file of rejected rows that are not the list's own."""
    if len(columns) <= len(_ADDED) or (columns[0], *columns[-2:]) != _ADDED:
        return frozenset()
    return frozenset({0, len(columns) - 2, len(columns) - 1})


def split_numbers(cell: str) -> list[str]:
    """The numbers of a cell where Google Contacts wrote several into one.

    The eighth part is all the rest: whoever has more numbers is no contact.
    """
    return [part.strip() for part in cell.split(SEPARATOR, _MOST_PARTS)]


def label_columns(columns: Sequence[str], phone: int) -> tuple[int, ...]:
    """The columns whose cells, side by side, name a contact: last and first name, or a company.

    Without a known title it is the first column beside the numbers; none in a list of numbers only.
    """
    titles = [plain(column) for column in columns]
    parts = [_first(titles, names, phone) for names in (_LAST_NAMES, _FIRST_NAMES)]
    known = tuple(index for index in parts if index is not None)
    if known:
        return known
    whole = _first(titles, _WHOLE_NAMES, phone)
    if whole is not None:
        return (whole,)
    return tuple(index for index in range(len(columns)) if index != phone)[:1]


def _named(columns: Sequence[str], wished: str) -> int:
    for same in (str, str.casefold, plain):
        for index, column in enumerate(columns):
            if same(column.strip()) == same(wished.strip()):
                return index
    raise InputError("unknown_column", column=wished, columns=tuple(columns))


def _first(titles: Sequence[str], names: Sequence[str], phone: int) -> int | None:
    for name in names:
        if name in titles and titles.index(name) != phone:
            return titles.index(name)
    return None


def _phone_weight(title: str) -> float:
    """What a plain title says: > 0 numbers to call, 0 nothing, < 0 surely something else."""
    words = set(title.split())
    weight = max((_PHONE_WORDS.get(word, 0.0) for word in words), default=0.0)
    if words & _OTHER_WORDS or (weight < _STRONG and words & _NUMBERED_WORDS):
        return -1.0
    return weight


def _valid_share(sample: Sequence[str], region: str) -> float:
    valid = sum(read(normalise(cell), region).e164 is not None for cell in sample)
    return valid / len(sample) if sample else 0.0


def _shares(cells: Sequence[str], region: str) -> tuple[float, float]:
    """Of the first cells that are not blank: the share of valid numbers, and of mobile ones."""
    filled = islice(filter(str.strip, cells[:_DEEP]), _SAMPLE)
    kinds = [read(normalise(split_numbers(cell)[0]), region).kind for cell in filled]
    if not kinds:
        return 0.0, 0.0
    return 1 - kinds.count(None) / len(kinds), kinds.count(Kind.MOBILE) / len(kinds)


def plain(title: str) -> str:
    """Lower case, no accents, one space for all that is neither letter nor digit."""
    split = unicodedata.normalize("NFKD", title.replace("°", " ").casefold())
    bare = "".join(char for char in split if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


_KNOWN_TITLES = frozenset((*_LAST_NAMES, *_FIRST_NAMES, *_WHOLE_NAMES, *_OTHER_TITLES))
