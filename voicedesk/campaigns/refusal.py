"""How the platform says that a person opted out: one notion for all who look for it."""

from string import whitespace

from sqlalchemy import ColumnElement, func

from voicedesk.base.schema import recipients

OPTED_OUT = "opted out"


def is_optout(description: str) -> bool:
    """Whether the platform's words for a message say that the person opted out."""
    return description.strip().lower() == OPTED_OUT


def said_no() -> ColumnElement[bool]:
    """:func:`is_optout` of a recipient's message, in SQL; nothing where there is none yet."""
    return func.lower(func.trim(recipients.c.description, whitespace)) == OPTED_OUT
