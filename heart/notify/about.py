"""Whom a message is about, for the page only: the message itself names nobody. Said by the app that knows them."""

from collections.abc import Callable, Mapping, Sequence

from heart.accounts.models import User
from heart.notify.models import Message

Names = Callable[[User, Sequence[Message]], Mapping[int, str]]
_said_by: list[Names] = []


def named_by(names: Names) -> None:
    if names not in _said_by:
        _said_by.append(names)


def names_of(user: User, shown: Sequence[Message]) -> dict[int, str]:
    """By the key of the message; of those alone that `user` may see now."""
    return {pk: name for names in _said_by for pk, name in names(user, shown).items()}
