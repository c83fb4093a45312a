"""One contact of a list, as the rest of the program reads it."""

from dataclasses import dataclass, field

from voicedesk.contacts.phones.number import Verdict


@dataclass(frozen=True, slots=True)
class Contact:
    """``id`` is stable in its list; ``row`` the number in the file, None for one typed here.

    ``number`` is the cell as it is now, ``duplicate_of`` the id of the list's first contact of the
    same E.164. ``stopped``: on the stop list. ``consent``: 0 none, 1 given, 2 expired.
    """

    id: int
    row: int | None
    label: str = field(repr=False)
    number: str = field(repr=False)
    verdict: Verdict
    duplicate_of: int | None
    stopped: bool = False
    consent: int = 0
