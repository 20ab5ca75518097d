"""What a signed-in person was shown is kept nowhere: not in the browser of a shared desk, not on the way to it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from heart.accounts.models import User


class NothingKept:
    """After AuthenticationMiddleware. Asks on the way out, when the API's token has said who it is too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.user, User):
            patch_cache_control(response, no_store=True, private=True)
        return response
