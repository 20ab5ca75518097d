"""Phone numbers: kept and dialled in one shape (E.164), however they were typed; read as people read them."""

import re
from typing import Any

import phonenumbers

US = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


def kept(number: Any) -> str:
    """+19195550100, of what a PhoneNumberField found; nothing of nothing."""
    return number.as_e164 if number else ""


def in_one_shape(typed: str) -> str:
    """As `kept`, of what came without a form; what is no whole number, or has an extension, stays as it is."""
    try:
        found = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        return typed
    if found.extension or not phonenumbers.is_possible_number(found):
        return typed
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """+19195550177 is 919-555-0177; a number from elsewhere stays as it is."""
    found = US.fullmatch(number)
    return "-".join(found.groups()) if found else number
