"""What can go wrong in a call, by meaning.

::

    ApiError (a PlatformError: code, details)
    ├── NotConnectedError     no connection: not one byte of the request left
    ├── NoAnswerError         connected, but no whole answer: perhaps it was carried out
    │   └── DeadlineError     … because the call's deadline passed
    ├── UnreadableAnswerError an answer that is not this API's (HTML, a redirect, truncated JSON)
    └── RefusedError          an answer in the API's own error shape; ``status`` says which
        ├── BadRequestError   400
        ├── CredentialsError  401, or the token call refused
        ├── ForbiddenError    403
        ├── UnknownError      404
        ├── ActionError       405
        ├── TooLongError      414
        ├── ParameterError    417
        └── ServerError       500

No error shows what was sent: a phone number can stand in it.
"""

from voicedesk.base.errors import PlatformError


class ApiError(PlatformError):
    """A call to the platform failed; ``call_id`` finds it in the log."""

    call_id = ""


class NotConnectedError(ApiError):
    """The connection was never made: certain that nothing was carried out."""


class NoAnswerError(ApiError):
    """The connection broke after it was made: unknown whether the call was carried out."""


class DeadlineError(NoAnswerError):
    """The whole call took longer than it may."""


class UnreadableAnswerError(ApiError):
    """The answer is not one of this API: nothing follows from it."""

    def __init__(self, code: str, *, status: int) -> None:
        super().__init__(code, status=status)
        self.status = status


class RefusedError(ApiError):
    """The platform refused, in its own words.

    ``message`` and ``reasons`` (its further details, often none) may quote an offending value.
    """

    code_name = "refused"

    def __init__(self, *, status: int, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(self.code_name, status=status, message=message)
        self.status = status
        self.message = message
        self.reasons = reasons


class BadRequestError(RefusedError):
    """400: a parameter is missing or incorrect."""


class CredentialsError(RefusedError):
    """401, or the token call refused: the credentials or the token are not accepted."""

    code_name = "credentials"


class ForbiddenError(RefusedError):
    """403: access to this location is prohibited."""


class UnknownError(RefusedError):
    """404: the resource or action is not known."""


class ActionError(RefusedError):
    """405: the resource does not offer this action."""


class TooLongError(RefusedError):
    """414: the request line is too long."""


class ParameterError(RefusedError):
    """417: a required parameter is missing or wrong."""


class ServerError(RefusedError):
    """500: the platform does not know what went wrong; the call may have been carried out."""


BY_STATUS: dict[int, type[RefusedError]] = {
    400: BadRequestError,
    401: CredentialsError,
    403: ForbiddenError,
    404: UnknownError,
    405: ActionError,
    414: TooLongError,
    417: ParameterError,
    500: ServerError,
}
