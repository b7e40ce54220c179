"""The web entry point for gunicorn: `gunicorn takedown.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
application = get_wsgi_application()
