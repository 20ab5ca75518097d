"""One shape for a phone number, however it was typed: what a form and the API take in is the same number."""

from typing import Any


def kept(number: Any) -> str:
    """+19195550100, of what a PhoneNumberField found; nothing of nothing."""
    return number.as_e164 if number else ""
