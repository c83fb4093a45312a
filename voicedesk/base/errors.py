"""The errors a person can be told about.

::

    VoicedeskError
    ├── InputError       the given file or value is wrong
    ├── NotAllowedError  unknown id, or not possible in this state
    ├── PlatformError    the platform, the network or the credentials
    ├── DecisionError    a person must decide or confirm
    └── WorkspaceError   the workspace cannot be opened

Each carries a ``code`` and the ``details`` its sentence needs; only ``ui`` and ``cli`` put words to
them (:mod:`voicedesk.ui.wording`). Anything else that is raised is a bug.
"""


class VoicedeskError(Exception):
    """An expected failure: ``code`` names it, ``details`` fill its sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __repr__(self) -> str:
        # The details may hold a number or a name: they are for the person, never for a log.
        return f"{type(self).__name__}({self.code!r})"


class InputError(VoicedeskError):
    """A file or a value that was given is wrong."""


class NotAllowedError(VoicedeskError):
    """The id is unknown, or the step is not possible in this state."""


class PlatformError(VoicedeskError):
    """The platform refused, cannot be reached, or does not accept the credentials."""


class DecisionError(VoicedeskError):
    """A person must decide or confirm before this can go on."""


class WorkspaceError(VoicedeskError):
    """The workspace cannot be opened: in use, newer than this program, or damaged."""
