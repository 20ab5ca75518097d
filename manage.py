#!/usr/bin/env python3
"""The only entry: `python3 manage.py demo`, `python3 manage.py test`, or any Django command."""

import contextlib
import os
import sys

from heart import bootstrap

WITHOUT_SERVERS = {
    "help", "version", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "makemessages", "spectacular",
    "startapp", "test",
}  # fmt: skip
# With these words it works on servers of its own, which are thrown away afterwards.
ASIDE = {("demo", "--check"), ("drill", "kill"), ("drill", "broker"), ("drill", "beat")}


def main():
    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heart.settings")
    from django.core.management import execute_from_command_line

    if not needs_servers(sys.argv[1:]):
        return execute_from_command_line(sys.argv)

    from heart.demo import servers

    aside = servers.thrown_away() if works_aside(sys.argv[1:]) else contextlib.nullcontext()
    try:
        with aside, servers.running():
            execute_from_command_line(sys.argv)
    except servers.Trouble as trouble:
        sys.exit(f"{trouble}")
    except KeyboardInterrupt:
        sys.exit(130)


def needs_servers(arguments):
    """`test` starts them later, in the process that runs pytest."""
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    return bool(arguments) and not asks_for_help and arguments[0] not in WITHOUT_SERVERS


def works_aside(arguments):
    return any((arguments[0], word) in ASIDE for word in arguments[1:])


if __name__ == "__main__":
    main()
