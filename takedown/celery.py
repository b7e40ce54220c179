"""The worker and its beat. The broker carries ids as hints; every duty is a row in the database."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready

from takedown.environment import stop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
app = Celery("takedown")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cases"])


@worker_init.connect
def look_before_work(**given: Any) -> None:
    """Nothing is done on a database that this code does not fit, or that a restore has set back."""
    from takedown import readiness

    if problem := readiness.data_problem():
        stop(problem)
    readiness.leave_database()


@worker_ready.connect
def begin_with_a_round(**given: Any) -> None:
    """The first round now: beat waits half a minute, and until then the desk says that nothing is checked."""
    app.send_task("cases.tasks.sweep")
