"""Logs that carry no personal data: routes instead of addresses, and errors without their words.

An address holds a neighbor's number or a search for a name; the text of a database error quotes the row. So a request
is logged by the pattern it matched, and an exception by its type and where it was raised.
"""

import logging.config
import sys
import traceback
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict

FRAMES = 8  # of a traceback: enough to find the line


class RequestLog(RequestMiddleware):
    """django-structlog's middleware, with the matched route in place of the path and query."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {_route(request)}"


def _route(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.route if match else "(no route)"


def without_address(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Django's own lines about a request that was refused, such as one without the CSRF token, quote its path."""
    request = getattr(event.get("_record"), "request", None)
    if isinstance(request, HttpRequest):
        event["event"] = str(event["event"]).replace(request.path, _route(request))
    return event


def without_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Put an exception's type and places where its message would stand.

    A record of the standard library that comes with an exception keeps only its template: libraries put the
    exception's text among the arguments.
    """
    record = event.get("_record")
    raised = event.pop("exc_info", None) or (record.exc_info if record else None)
    event.pop("user_agent", None)
    if not raised:
        return event
    if record:
        event["event"] = str(record.msg)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if error is not None:
        event["error"] = type(error).__qualname__
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
    return event


BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_words,
    without_address,
]


def config(*, level: str, as_json: bool) -> dict[str, Any]:
    renderer = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": BEFORE,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own line about a request quotes the path; RequestLog has already written one.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            # Celery announces every tick; failures are warnings and errors.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook: the standard library's logging, then structlog on top of it."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
