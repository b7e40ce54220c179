"""Settings of the web server: `gunicorn --config python:takedown.web takedown.wsgi`."""

from __future__ import annotations

import os
from typing import Any

import django
from gunicorn.http import wsgi

from takedown.environment import stop

worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
umask = 0o077

# The path limit of the product plus method and version; a longer line is refused before Django sees it.
limit_request_line = 1024
limit_request_fields = 60
limit_request_field_size = 8190

# Addresses of visitors and the pages they open are not written down.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Nothing is served from a database that this code does not fit, or that a restore has set back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
    django.setup()
    from takedown import readiness

    if problem := readiness.data_problem():
        stop(problem)
    readiness.leave_database()


def post_worker_init(worker: Any) -> None:
    """Answer without naming the software in the Server header."""
    wsgi.SERVER = "web"
