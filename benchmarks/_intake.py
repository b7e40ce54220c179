"""One engine, one process: whole reports and one plain INSERT through the same handler; prints JSON.

Run by benchmarks.intake with DATABASE_URL set to an empty database.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import statistics
import sys
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import django
from django import forms

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
django.setup()

from django.contrib.auth import hashers  # noqa: E402  the program must be set up first
from django.contrib.auth.models import User  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import include, path  # noqa: E402

from benchmarks._handler import Answer, network, request  # noqa: E402
from cases.hashers import WordsHasher  # noqa: E402

SIZES, ROUNDS, WARM = (5, 50, 100, 200), 41, 5
SITES = ("photoline.test", "clipshare.test", "boardwalk.test", "example.org", "pinwall.test")
numbers = count(1)
Post = Callable[[], Answer]


class Person(forms.Form):
    """What a plain sign-up page asks."""

    name = forms.CharField(max_length=150)
    words = forms.CharField(max_length=200)


def one_insert(request: HttpRequest) -> HttpResponse:
    """The plainest view that keeps something with a secret: two fields checked, one row, a redirect."""
    form = Person(request.POST)
    if form.is_valid():
        User.objects.create_user(form.cleaned_data["name"], password=form.cleaned_data["words"])
    return HttpResponseRedirect("/")


urlpatterns = [path("one", one_insert), path("", include("takedown.urls"))]


class Unhashed(WordsHasher):
    """The same code path with next to no work in it, to see everything else."""

    memory_cost = 8


def main() -> None:
    """Every figure of one engine."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "benchmarks._intake"
    call_command("migrate", verbosity=0)
    call_command("load_platforms", stdout=io.StringIO())
    drafts = {size: Draft(size) for size in SIZES}
    figures: dict[str, Any] = {"queries": {size: queries(draft) for size, draft in drafts.items()}}
    works: dict[str, Callable[[], Post]] = {
        "one": plain,
        "five": drafts[5].ready,
        "hundred": drafts[100].ready,
    }
    for name, hasher in (("hashed", "cases.hashers.WordsHasher"), ("bare", "benchmarks._intake.Unhashed")):
        settings.PASSWORD_HASHERS = [hasher]
        hashers.get_hashers.cache_clear()
        hashers.get_hashers_by_algorithm.cache_clear()
        figures[name] = in_turns(works)
    json.dump(figures, sys.stdout)


def in_turns(works: dict[str, Callable[[], Post]]) -> dict[str, float]:
    """The median seconds of each work by the clock on the wall, in turns; preparing is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS + WARM):
        for name, prepare in works.items():
            post = prepare()
            start = time.perf_counter()
            answer = post()
            took = time.perf_counter() - start
            assert answer.status in (200, 302), answer.status
            if turn >= WARM:
                taken[name].append(took)
    return {name: statistics.median(times) for name, times in taken.items()}


class Draft:
    """A form filled in through its own pages, ready to be sent again and again as new reports."""

    def __init__(self, links: int) -> None:
        from cases.models import Visit
        from tests.person import Browser

        her = Browser(REMOTE_ADDR=network())
        lines = [f"see https://{SITES[n % len(SITES)]}/p/{links}{n:04}" for n in range(links)]
        her.fill(links={"links": "\n".join(lines)})
        self.last = her.last_page()
        self.answers = Visit.objects.order_by("started_at").last().answers

    def ready(self) -> Post:
        """A fresh visit with this draft; what is returned presses the last button."""
        from django.conf import settings
        from django.utils import timezone

        from cases.services import visits

        token = secrets.token_urlsafe(16)
        cookie, _ = visits.begin(at=timezone.now(), answers={**self.answers, "token": token})
        return request("/form", {**self.last, "token": token}, **{settings.VISIT_COOKIE_NAME: cookie})


def plain() -> Post:
    return request("/one", {"name": f"n{next(numbers)}", "words": "copper lantern meadow violin harbour"})


def queries(draft: Draft) -> int:
    """How many statements sending it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    draft.ready()()  # the directory is read once in the life of a process
    post = draft.ready()
    with CaptureQueriesContext(connection) as caught:
        assert post().status == 200
    return len(caught)


if __name__ == "__main__":
    main()
