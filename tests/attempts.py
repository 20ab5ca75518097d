"""Ways to try what the database should refuse: by SQL, at the end of a transaction, and from two connections at once."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, connections, transaction


def refused(attempt: Callable[[], object]) -> str:
    """The name of the constraint that refuses `attempt` at the end of its transaction, "" when it goes through."""
    try:
        with transaction.atomic():
            attempt()
            connection.check_constraints()
    except DatabaseError as error:
        assert isinstance(error, IntegrityError), error
        return error.__cause__.diag.constraint_name
    return ""


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def both(one: Callable[[], object], other: Callable[[], object], *, isolation: str = "READ COMMITTED") -> list[str]:
    """Do both in transactions of their own that commit only after each has written. Their problems, sorted."""
    barrier = threading.Barrier(2, timeout=10)

    def held_open(write: Callable[[], object]) -> Callable[[], None]:
        def work() -> None:
            with transaction.atomic():
                sql(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
                write()
                barrier.wait()

        return work

    return sorted(
        type(result).__name__ if isinstance(result, Exception) else ""
        for result in at_once(held_open(one), held_open(other))
    )


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment, each in a thread with a connection of its own. What each gave back, or its exception."""
    barrier = threading.Barrier(len(works), timeout=10)
    results: list[Any] = [None] * len(works)

    def run(position: int, work: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[position] = work()
        except Exception as error:
            results[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    return results


def before_it_commits(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """`second` begins once `first` has written and before that commits, and comes as far as it can. What each gave back,
    or its exception."""
    written, over = threading.Event(), threading.Event()

    def uncommitted() -> Any:
        with transaction.atomic():
            result = first()
            written.set()
            over.wait(0.3)
        return result

    def meanwhile() -> Any:
        written.wait(5)
        try:
            return second()
        finally:
            over.set()

    return at_once(uncommitted, meanwhile)
