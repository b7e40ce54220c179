"""The invented people and platforms of the story, read from fixtures."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from cases.services import directory, factors

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@dataclass(frozen=True)
class Cast:
    """Who and what takes part."""

    staff: list[dict[str, str]]
    person: dict[str, Any]
    platforms: list[dict[str, Any]]
    mail_servers: dict[str, list[str]]

    @classmethod
    def read(cls) -> Cast:
        """The cast as invented; the platforms are those of the sample caseload, some of them changed."""
        told, sample = read("demo.json"), read("sample_platforms.json")
        platforms = [{**record, **told["platforms"].get(record["slug"], {})} for record in sample]
        return cls(told["staff"], told["person"], platforms, told["mail_servers"])


def read(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class House:
    """The people who work here. Bo's password, and the seed of the app on the phone, are for one evening."""

    bo: User
    di: User
    password: str
    seed: str


def move_in(cast: Cast) -> House:
    """Staff with their roles, and the platforms as an operator would load them: nothing is verified yet."""
    password = secrets.token_urlsafe(16)
    made = {}
    for one in cast.staff:
        user = User.objects.create_user(
            one["name"], email=one["email"], password=password, first_name=one["first_name"]
        )
        user.groups.add(Group.objects.get_or_create(name=one["role"])[0])
        made[one["name"]] = user
    directory.load(records=cast.platforms, private=True)
    seed, at = factors.new_seed(), timezone.now() - timedelta(minutes=2)
    factors.add_app(user=made["bo"], seed=seed, code=factors.code_at(seed, at), at=at)
    return House(bo=made["bo"], di=made["di"], password=password, seed=seed)
