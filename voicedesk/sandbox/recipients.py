"""The numbers a mailing may call."""

import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from voicedesk.sandbox.parameters import json_of
from voicedesk.sandbox.refusal import Refused

COUNTRY = "FR"  # the account's default: completes local numbers
MOST = 1_000  # contacts per creation

# Digits and separators only: phonenumbers would also read letters, extensions and `tel:`.
_WRITTEN = re.compile(r"\+?[\d\s().\-/]{3,40}", re.ASCII)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@cache
def _phonenumbers() -> ModuleType:
    # 0.2 s of import, not before the first mailing.
    import phonenumbers

    return phonenumbers


def recipients(contacts: object, media: str, leave_out: bool = False) -> tuple[list[str], int]:
    """The E.164 numbers, in order and with their repetitions, of the parameter ``contacts``; and
    how many were left out.

    ``contacts`` is a list of ``{"recipient": number}``, or that list as JSON text.
    Refused 417 names the value that is wrong; with ``leave_out`` only if no number is good.
    """
    if isinstance(contacts, str):
        try:
            contacts = json_of(contacts)
        except ValueError:
            raise Refused(417, "contacts is not a JSON list") from None
    if not isinstance(contacts, list) or not contacts:
        raise Refused(417, "contacts is missing or empty")
    if len(contacts) > MOST:
        raise Refused(417, f"contacts: {len(contacts)} given, at most {MOST} per creation")
    good: list[str] = []
    for text in _numbers(contacts):
        try:
            good.append(e164(text, media))
        except Refused:
            if not leave_out:
                raise
    if not good:
        raise Refused(417, "contacts: no number is valid")
    return good, len(contacts) - len(good)


def _numbers(contacts: list[object]) -> Iterator[str]:
    for contact in contacts:
        number = contact.get("recipient") if isinstance(contact, dict) else None
        if not isinstance(number, str):
            raise Refused(417, f"contacts: no recipient in {str(contact)[:80]}")
        yield number


def e164(text: str, media: str) -> str:
    """The number in E.164; Refused 417 if it is none, or one this media cannot reach."""
    phonenumbers = _phonenumbers()
    plain = text.translate(_SPACES).strip()
    if not _WRITTEN.fullmatch(plain) or plain.startswith("00"):
        raise Refused(417, f"invalid recipient: {text[:80]}")
    try:
        number = phonenumbers.parse(plain, COUNTRY)
    except phonenumbers.NumberParseException:
        raise Refused(417, f"invalid recipient: {text[:80]}") from None
    if not phonenumbers.is_valid_number(number):
        raise Refused(417, f"invalid recipient: {text[:80]}")
    if media == "VOICEMAIL":
        kind = phonenumbers.number_type(number)
        if kind != phonenumbers.PhoneNumberType.MOBILE:
            raise Refused(417, f"not a mobile number, no voicemail: {text[:80]}")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
