"""What gunicorn serves: `gunicorn heart.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heart.settings")

import heart.celery  # noqa: F401  tasks sent from a page must find the broker

application = get_wsgi_application()
