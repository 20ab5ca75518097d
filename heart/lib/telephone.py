"""Telephone numbers as people read them. Stored and dialled in E.164; `tel:` links keep that."""

import re

US = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


def readable(number: str) -> str:
    """+19195550177 is 919-555-0177; a number from elsewhere stays as it is."""
    found = US.fullmatch(number)
    return "-".join(found.groups()) if found else number
