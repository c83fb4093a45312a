"""Dates and time zones as they are given to a command."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from voicedesk.base.errors import InputError
from voicedesk.base.ids import now

if TYPE_CHECKING:
    from voicedesk.base.workspace import Workspace


def zone(workspace: "Workspace", name: str | None) -> ZoneInfo:
    """The zone of that name, ``bad_zone`` for none; without one, that of the calling rules."""
    from voicedesk.campaigns import rules

    try:
        return rules.load(workspace).zone if name is None else ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # a name may be a folder's
        raise InputError("bad_zone", value=name) from error


def date(text: str | None, clock: ZoneInfo) -> datetime | None:
    """ISO 8601; one without an offset is read on the clocks of ``clock``.

    Raises :class:`InputError` ``bad_date``, ``date_too_soon``, and for a wall time that is not one
    moment ``missing_hour`` or ``ambiguous_hour``, with what to choose from.
    """
    from voicedesk.campaigns.calendar import is_too_soon

    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else _resolved(found, text, clock)
        too_soon = is_too_soon(found.astimezone(UTC), now())
    except (ValueError, OverflowError) as error:
        raise InputError("bad_date", value=text) from error
    if too_soon:
        raise InputError("date_too_soon", value=text)
    return found


def _resolved(naive: datetime, text: str, zone: ZoneInfo) -> datetime:
    """The one moment at which the clocks show it; asked where there is none, or two."""
    from voicedesk.campaigns.calendar import resolve, shifted

    moments = resolve(naive, zone)
    if len(moments) == 1:
        return moments[0]
    if not moments:
        before, after = (moment.isoformat() for moment in shifted(naive, zone))
        raise InputError("missing_hour", value=text, zone=zone.key, before=before, after=after)
    first, second = (moment.isoformat() for moment in moments)
    raise InputError("ambiguous_hour", value=text, zone=zone.key, first=first, second=second)
