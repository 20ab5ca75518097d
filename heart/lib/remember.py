"""Reading once what does not change within one action: the cadence, the working calendar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within this block, and the blocks inside it, what is `remembered` is read once."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(func: Callable[P, R]) -> Callable[P, R]:
    """For a question with hashable arguments. Outside `remembering` it is asked every time."""

    @wraps(func)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _kept.get()
        if kept is None:
            return func(*args, **kwargs)
        question = (func, args, tuple(sorted(kwargs.items())))
        if question not in kept:
            kept[question] = func(*args, **kwargs)
        return kept[question]

    return ask
