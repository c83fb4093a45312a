"""What the platform answers when it does not do what was asked (voice-api.md, 3.6)."""


class Refused(Exception):  # noqa: N818 – the platform's word, not a failure of the program
    """Ends a call with ``status`` and the body ``{"status": …, "message": …}``.

    ``message`` goes to the client alone, never to a log: it may name a recipient's number.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status)
        self.status = status
        self.message = message


class Unchanged(Exception):  # noqa: N818
    """An update or delete that would change nothing: 304, without a body."""
