"""Who asks. Every page needs a sign-in (LoginRequiredMiddleware), so there is always somebody."""

from typing import cast

from django.http import HttpRequest

from heart.accounts.models import User


def person(request: HttpRequest) -> User:
    return cast(User, request.user)
