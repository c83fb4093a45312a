"""The name with which a deed is recorded."""

import getpass

from voicedesk.base.errors import InputError


def signature(given: str | None, code: str = "name_missing") -> str:
    """The name that was given, by default of who is signed in; ``code`` is raised for a blank."""
    try:
        name = getpass.getuser() if given is None else given
    except (OSError, KeyError):  # an account without a name; KeyError before Python 3.13
        name = ""
    if not name.strip():
        raise InputError(code)
    return name.strip()
