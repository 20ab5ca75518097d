"""What an action says when it cannot do what was asked. The text is for the person who asked, translated."""


class DomainError(Exception):
    """Asked for something the rules do not allow: a message on a page, 400 in the API.

    `field` names the form or JSON field that the person can mend, if there is one.
    """

    status = 400

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotPossibleNow(DomainError):
    """The record has moved on (an unknown state and verb pair, or somebody was first): 409 in the API."""

    status = 409


class AtOnce(NotPossibleNow):
    """Two waited for each other, and the database let one of them go: nothing of it was written, and the same may
    simply be done again."""


class NotAllowed(DomainError):
    """The person may not do this: 403."""

    status = 403
