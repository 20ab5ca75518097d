"""Rows of a ground table that somebody may not know of, said by the app above that knows why.

A message or a line of the audit can be about a record of which an app further up says that it is hidden. `hide` is
called once, when that app is ready; the table asks `hidden`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Q

_said: dict[str, list[Callable[[Any], Q]]] = defaultdict(list)


def hide(table: str, which: Callable[[Any], Q]) -> None:
    """`table` is "notify.message"; `which`, given a user, is true of the rows that this user may not know of."""
    if which not in _said[table]:
        _said[table].append(which)


def hidden(table: str, user: Any) -> Q:
    found = Q(pk__in=[])
    for which in _said[table]:
        found |= which(user)
    return found
