"""How the platform behaves where the real one's document leaves it open.

Set with the faults (``"switches": {…}``); what is not named has its default.

===================  ==============  ===============================================================
expired_status       401             an expired token is answered with this: 400 or 401
name_filter_ignored  false           reads take no notice of ``name`` and ``mailingName``
rejections           "refuse"        a bad number in a create: ``refuse`` the mailing (417),
                                     ``leave_out`` the number, or leave it out but ``count`` it in
                                     ``stats.total``
bare_create          false           a create answers the resource itself, not a list of one
no_content           false           an update or delete answers 204 without a count
token_length         short           characters of the tokens granted, up to 50,000
===================  ==============  ===============================================================
"""

from collections.abc import Callable
from dataclasses import dataclass

from voicedesk.base.errors import InputError

LONGEST_TOKEN = 50_000  # characters
_SHORTEST_TOKEN = 200  # a date, an account and a signature take 140


@dataclass(frozen=True)
class Switches:
    """The switches in force; ``token_length`` None: as short as it can be."""

    expired_status: int = 401
    name_filter_ignored: bool = False
    rejections: str = "refuse"
    bare_create: bool = False
    no_content: bool = False
    token_length: int | None = None


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_length(value: object) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value is None or (whole and _SHORTEST_TOKEN <= int(str(value)) <= LONGEST_TOKEN)


_ALLOWED: dict[str, tuple[Callable[[object], bool], str]] = {
    "expired_status": (
        lambda value: isinstance(value, int) and value in (400, 401),
        "400 or 401",
    ),
    "name_filter_ignored": (_is_bool, "true or false"),
    "rejections": (
        lambda value: value in ("refuse", "leave_out", "count"),
        "refuse, leave_out or count",
    ),
    "bare_create": (_is_bool, "true or false"),
    "no_content": (_is_bool, "true or false"),
    "token_length": (_is_length, f"from {_SHORTEST_TOKEN} to {LONGEST_TOKEN}"),
}


def switches(given: object) -> Switches:
    """The switches of a JSON object. InputError ``bad_faults`` (``reason``) if it is none."""
    if not isinstance(given, dict):
        raise InputError("bad_faults", reason="switches is an object")
    for name, value in given.items():
        if name not in _ALLOWED:
            raise InputError("bad_faults", reason=f"the switches are {', '.join(_ALLOWED)}")
        allows, what = _ALLOWED[name]
        if not allows(value):
            raise InputError("bad_faults", reason=f"{name} is {what}")
    return Switches(**given)
