"""Plays scene after scene, moves the clock between them, and says what happens while it happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User

from cases.demo.ana import Ana
from cases.demo.bo import Bo
from cases.demo.hours import Hours
from cases.demo.people import House
from cases.demo.postbox import Postbox
from cases.demo.timeline import Timeline
from cases.models import Case, Delivery, Location, Notice


class Missed(Exception):
    """A stage of the story did not happen."""

    def __init__(self, stage: str, why: str) -> None:
        super().__init__(f"This did not happen: {stage}. {why}")


@dataclass
class Story:
    """Everyone and everything that takes part, and how far the story has come."""

    ana: Ana
    bo: Bo
    house: House
    hours: Hours
    postbox: Postbox
    say: Callable[[str], None]
    pages: dict[str, str] = field(default_factory=dict)  # what was read on a page, under a name
    told_events: int = 0
    told_mails: int = 0

    @property
    def at(self) -> datetime:
        return self.hours.at

    @property
    def caseworker(self) -> User:
        return self.house.bo

    @property
    def supervisor(self) -> User:
        return self.house.di

    @cached_property
    def case_id(self) -> object:
        return Case.objects.get().pk

    def case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    def notice(self, platform: str) -> Notice:
        """The newest notice to a platform."""
        return Notice.objects.filter(case=self.case_id, platform__slug=platform).latest("number")

    def locations(self, platform: str, *states: str) -> list[Location]:
        rows = Location.objects.filter(case=self.case_id, platform__slug=platform).order_by("number")
        return list(rows.filter(state__in=states) if states else rows)

    def waiting(self, platform: str, step: str, regime: str) -> Delivery:
        """What waits for a person to file it outside."""
        rows = Delivery.objects.filter(notice=self.notice(platform), state=Delivery.State.HELD, step=step)
        return rows.filter(regime=regime).earliest("created_at")

    def play(self, scenes: Sequence[Scene]) -> None:
        """Every scene at its time; the first that fails ends the story under its name."""
        for scene in scenes:
            self.hours.run_to(self.hours.after(scene.at))
            self.say(self.line(f"-- {scene.stage}"))
            try:
                scene.act(self)
            except Exception as error:
                raise Missed(scene.stage, f"{type(error).__name__}: {error}") from error
            self.hours.now()
            self.tell()

    def tell(self) -> None:
        """Say every event and every mail since the last time."""
        for entry in Timeline().entries(after=self.told_events):
            about = f" ({entry.notice or '-'}, {entry.platform})" if entry.platform else ""
            self.say(self.line(entry.text + about, at=entry.at))
            self.told_events += 1
        for mail in self.postbox.arrived[self.told_mails :]:
            self.say(self.line(f"   mail to {mail.recipient}: {mail.message['Subject']}"))
            self.told_mails += 1

    def line(self, text: str, *, at: datetime | None = None) -> str:
        """A line of the story with its time since the beginning."""
        minutes = int(((at or self.at) - self.hours.start).total_seconds() // 60)
        return f"{minutes // 60:>3} h {minutes % 60:02} min  {text}"


@dataclass(frozen=True)
class Scene:
    """What happens at H:MM after the beginning."""

    at: str
    stage: str
    act: Callable[[Story], None]
