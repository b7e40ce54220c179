"""The clock of the story: moved from one due instant to the next through the same code as the worker's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from cases import tasks
from cases.demo import shift
from cases.models import Delivery, Notice
from cases.services import sweep as engine

ROUND = timedelta(minutes=30)


class Hours:
    """Where the story is in time. `told` is called after every round, to say what happened."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.shift = timedelta(0)
        self.told: Callable[[], None] = lambda: None
        self.start = self.at = timezone.now().replace(microsecond=0)

    def now(self) -> datetime:
        """The story's time, which goes on by itself while pages are read."""
        self.at = max(self.at, timezone.now() + self.shift)
        return self.at

    def after(self, text: str) -> datetime:
        """The instant that is H:MM after the beginning."""
        hours, _, minutes = text.partition(":")
        return self.start + timedelta(minutes=60 * int(hours) + int(minutes))

    def run_to(self, instant: datetime) -> None:
        """Every round due on the way, at its own instant; then the story is there."""
        while (stop := min(instant, self.next_round())) < instant:
            self.round(stop)
        self.round(max(instant, self.at))

    def next_round(self) -> datetime:
        """When the engine or the outbox has something to do next; at the latest in half an hour."""
        steps = Notice.objects.filter(next_step_at__isnull=False).order_by("next_step_at")
        waiting = Delivery.objects.filter(
            state__in=[Delivery.State.QUEUED, Delivery.State.UNKNOWN], next_attempt_at__isnull=False
        ).order_by("next_attempt_at")
        found = [
            steps.values_list("next_step_at", flat=True).first(),
            waiting.values_list("next_attempt_at", flat=True).first(),
        ]
        return max(self.at, min([self.at + ROUND, *(each for each in found if each)]))

    def round(self, at: datetime) -> None:
        """What the worker does every half minute, here at the story's time."""
        self.move(at)
        engine.sweep(at=at)
        while tasks.deliver_all(at=self.at):
            self.now()  # letters take a while to set, and what follows them comes after them
        self.told()

    def move(self, at: datetime) -> None:
        """Put the story's clock there, also for the web server."""
        self.at, self.shift = at, at - timezone.now()
        shift.write(self.var, self.shift)
