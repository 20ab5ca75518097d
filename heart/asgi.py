"""What an ASGI server serves."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heart.settings")

import heart.celery  # noqa: F401  tasks sent from a page must find the broker

application = get_asgi_application()
