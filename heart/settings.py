"""One settings file for every place. What differs between places comes from the environment, and a place that says
nothing gets the strict answer: no debugging, HTTPS only, every page behind sign-in.

`manage.py` sets HEART_EMBEDDED together with the addresses of the servers that it has started itself; only then is
plain http the default and may the secret key be one that was made here.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from heart import logs

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = Path(env.str("HEART_STATE", default=str(BASE_DIR / ".state")))  # what this machine keeps and git does not
EMBEDDED = env.bool("HEART_EMBEDDED", default=False)
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HEART_HTTPS", default=not (EMBEDDED or DEBUG))


def kept_secret(path: Path) -> str:
    """The key in the file, made on first use. Two processes that start together agree: the first link wins."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(mine)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text()


def secret_key() -> str:
    key = env.str("SECRET_KEY", default="")
    if key:
        return key
    if "DATABASE_URL" in os.environ and not (EMBEDDED or DEBUG):
        raise ImproperlyConfigured("Set SECRET_KEY: with a database of your own, the key must be yours too.")
    return kept_secret(STATE / "secret-key")


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
# What the words of EIDO documents mean that come over the API: a shipped mapping by its name, or a file.
EIDO_MAPPING = env.str("EIDO_MAPPING", default="durham")

# -- The program -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "heart.audit",
    "heart.accounts",
    "heart.notify",
    "casework",
    "referrals",
    "heart.reports",
    "heart.demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "rest_framework",
    "heart.accounts.apps.TokensConfig",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "django_structlog",
    "phonenumber_field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "heart.watching.WithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "heart.lib.queries.NoNul",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heart.accounts.private.NothingKept",
    "heart.accounts.language.ReadersLanguage",
    "heart.logs.RequestLog",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "heart.urls"
WSGI_APPLICATION = "heart.wsgi.application"
ASGI_APPLICATION = "heart.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "heart.frame.frame",
            ],
            "libraries": {"when": "heart.lib.in_templates"},
        },
    },
]

# -- Where things are kept -------------------------------------------------------------------------------------------

# The default answers nobody; its name is what the error message then says.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://%2Fset-DATABASE_URL/heart")}
DATABASES["default"] |= {
    "HOST": unquote(DATABASES["default"]["HOST"]),  # a socket's folder comes as %2Fits%2Fpath
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# Sign-in limits are counted here, so it is the database: with the broker gone they must still hold.
# `createcachetable` makes the table; `demo` and the tests call it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")


def broker_url(redis_url: str) -> str:
    """Celery's own spelling of a socket: redis-py's unix:///path?db=0 is its redis+socket:///path?virtual_host=0."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={parts.query.removeprefix('db=') or 0}"
    return redis_url


CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # tasks only tick; what is due stands in the database
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the broker may come back after hours
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 5, "max_retries": 1}
CELERY_BEAT_SCHEDULER = "heart.beat:Ticking"
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE / "beat-schedule")

STATIC_URL = "static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [BASE_DIR / "heart" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
elif EMBEDDED:  # on one machine, compressing takes longer than it ever saves
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = STATE / "media"
FILE_UPLOAD_PERMISSIONS = 0o600

# -- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "heart" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"
PHONENUMBER_DEFAULT_REGION = "US"

# -- Signing in ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "heart.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an admin makes accounts; nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a whole office has one address, and signs in at nine
    "login_failed": "5/10m/key,100/10m/ip",
    "reset_password": "5/10m/key,20/10m/ip",
}
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())

SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# -- What a browser may do -------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # asked from inside, past the proxy that speaks HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the city's other hosts are not ours to bind
if env.bool("HEART_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# -- Other systems ---------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "heart.accounts.tokens.ByToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "30/min", "user": "1200/min"},
    "EXCEPTION_HANDLER": "heart.api.refuse",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=180), "TOKEN_LIMIT_PER_USER": 10}
SPECTACULAR_SETTINGS = {
    "TITLE": "Care Navigation",
    "VERSION": "1",
    "DESCRIPTION": "For other systems, each with its own token: `Authorization: Token <token>`.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {"SafetyEnum": "casework.models.Safety"},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# -- Messages --------------------------------------------------------------------------------------------------------

# EMAIL_URL is smtp+tls://user:password@host:587 or the like. For a provider's web API set EMAIL_BACKEND to one of
# anymail's and ANYMAIL to its settings as JSON. Embedded, mail is written to files that anyone at the desk can read.
globals().update(
    env.email_url("EMAIL_URL", default=f"filemail:///{STATE / 'mail'}" if EMBEDDED else "smtp://localhost:25")
)
if env.str("EMAIL_BACKEND", default=""):
    EMAIL_BACKEND = env.str("EMAIL_BACKEND")
ANYMAIL = env.json("ANYMAIL", default={})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="care-navigation@localhost")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")  # what the links in messages begin with
# Who carries texts: heart/notify/channels/text.py says how it is written.
TEXT_URL = env.str("TEXT_URL", default=(STATE / "texts.log").absolute().as_uri() if EMBEDDED else "")

# -- Logs ------------------------------------------------------------------------------------------------------------

LOGGING = logs.config(level=env.str("LOG_LEVEL", default="INFO"), as_json=not (EMBEDDED or DEBUG))
LOGGING_CONFIG = "heart.logs.configure"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # one line a request: when it has finished

PGHISTORY_APPEND_ONLY = True
