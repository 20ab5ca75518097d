"""How another system says who it is: `Authorization: Token …`."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class ByToken(TokenAuthentication):
    """As knox does it, but bytes that are no text are a wrong token, not a fault."""

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            return super().authenticate_credentials(token)
        except UnicodeDecodeError as error:
            raise AuthenticationFailed from error


class ByTokenScheme(KnoxTokenScheme):
    """What the API's description says of it."""

    target_class = "heart.accounts.tokens.ByToken"
