#!/usr/bin/env python3
"""The only entry: `python3 manage.py demo`, `python3 manage.py test`, or any Django command."""

import os
import sys

from heart import bootstrap


def main():
    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heart.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
