"""How a number or name by which another system knows something is kept: so that what reads the same is the same.

By the Unicode standard: what is not shown is dropped (format characters, general category Cf, such as marks of direction,
soft hyphens and joiners; controls, Cc; everything else that is Default_Ignorable_Code_Point), every white space is one
plain space, none stands at either end, and letters are composed (NFC). Case, punctuation and leading zeros stay.
"""

import re
import unicodedata

# One spelling for Python and for PostgreSQL, whose text has no code 0.
WHITE = r"\u0009-\u000d\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028-\u2029\u202f\u205f\u3000"
UNSEEN = (
    r"\u0001-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2"
    r"\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
# Empty, or not as it is kept: for a CHECK. Whether letters are composed is not asked.
NOT_PLAIN = rf"^$|^ | $|  |[{WHITE}{UNSEEN}]"

_UNSEEN = re.compile(rf"[\x00{UNSEEN}]")


def plain_identifier(told: str) -> str:
    """As it is kept; "" where nothing of it can be seen. The same again changes nothing."""
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", told).split()))
