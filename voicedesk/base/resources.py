"""Where the files shipped with the program are."""

from functools import cache
from pathlib import Path

import voicedesk

_PACKAGE = Path(voicedesk.__file__).parent


@cache
def resource_dir() -> Path:
    """``resources``: in the installed package, or the checkout's for an editable install."""
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("resources")


def resource(*parts: str) -> Path:
    """The path of one shipped file, for instance ``resource("icons", "users.svg")``."""
    return resource_dir().joinpath(*parts)
