"""Every answer of hers that only a POST gives: errors, what is shown once, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from cases.forms.draft import Draft
from cases.rules.help import places
from cases.services import intake, throttle, visits
from cases.views import status
from cases.views.readback import check_context
from tests import hers
from tests.moments import a_case, asked
from tests.person import LINKS, MAIL

PLAIN, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
RETURN = "/return"
Told = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What is posted where, from a browser with which visit, and the status of the answer."""

    name: str
    path: str
    told: Told | Callable[[], Told] = field(default_factory=dict)
    begin: Callable[[], str] = str
    status: int = 200
    kind: str = PLAIN
    has_cookie: bool = True
    broken: Callable[[pytest.MonkeyPatch], None] = lambda monkeypatch: None


# What cannot be kept, or what shows more, on each page of her own.
OWN_ACTS: dict[str, Told] = {
    "messages": {"go": "send", "text": "a\x07"},
    "links": {"go": "add", "links": "https://localhost/x"},
    "truth": {"go": "yes"},
    "copies": {"go": "add", "fingerprints": "ff"},
    "consents": {"go": "save", "agreed": "x"},
    "contact": {"go": "save", "channel": "email", "email": "ana", "code_word": "\x07"},
    "ready": {"go": "sent", "reference": "a\x07"},
    "phrase": {"go": "save", "phrase": "short", "words": ""},
    "cover": {"go": "put", "cover": "4-7", "words": ""},
    "slip": {"go": "make"},
    "everything": {"go": "ask"},
    "plan": {"go": "choose", "sources": ["password", "storage", "hidden_camera"]},
    "wait": {"go": "wait"},
    "safe": {"go": "safe"},
    "stop": {"go": "stop"},
    "delete": {"go": "delete now"},
    "words": {"go": "new words"},
}


def replies(language: str = "en") -> Iterator[Reply]:
    for key, told in OWN_ACTS.items():
        begin = partial(hers.on_progress, key, language=language)
        yield Reply(f"progress: {key}, pressed", hers.PROGRESS, {"page": key, **told}, begin)
    many = "\n".join(f"https://boardwalk.test/post/{number}" for number in range(201))
    begin = partial(hers.on_progress, "links", language=language)
    told = {"page": "links", "go": "add", "links": f"{many}\nboardwalk.test/cut..."}
    yield Reply("progress: links, more than fit", hers.PROGRESS, told, begin)
    earlier = {"page": "messages", "go": "earlier"}
    opened = partial(lambda: hers.on_progress("messages", asked(language)))
    yield Reply("progress: messages, old ones shown", hers.PROGRESS, earlier, opened)
    yield from at_the_end(language)
    yield from coming_back(language)
    yield from troubles()


def countries() -> Iterator[Reply]:
    """The lists of other services of every country."""
    for code in places():
        for who in ("adult", "young"):
            yield Reply(f"help, {code}, {who}", "/help", {"place": code, "who": who})


def at_the_end(language: str) -> Iterator[Reply]:
    """The page with code and words, as it differs; and the last button pressed when it cannot count."""
    for name, changes in {
        "words": {},
        "words, after a threat": {"harm": {"harm": "threat"}, "links": {"links": ""}},
        "words, no link at all": {"links": {"links": "", "nowhere": "1"}},
        "words, by mail": {"contact": MAIL},
        "words, staged": {"device": {"device": "watched"}},
        "words, under 18": {"age": {"under_18": "yes"}},
    }.items():
        begun = Last(changes, language)
        yield Reply(name, hers.FORM, begun.told, begun.begin)
    changed = {"page": "check", "go": "send", "token": "x", "seal": "x"}
    yield Reply("check, changed meanwhile", hers.FORM, changed, partial(hers.at_page, "check"))
    token = uuid4().hex
    yield Reply(
        "409", hers.FORM, {"page": "check", "go": "send", "token": token, "seal": "other"},
        lambda: hers.on_progress(case=a_case(token=token, language=language)), status=409,
    )  # fmt: skip
    typed = {"page": "links", "links": LINKS}
    yield Reply("not on her way any more", hers.FORM, typed, partial(hers.at_page, "services"))
    yield Reply("gone", hers.FORM, {"page": "links", "links": LINKS})


class Last:
    """The last page of the form with these answers, and what its button sends."""

    def __init__(self, changes: dict[str, Told], language: str) -> None:
        self.changes, self.language = changes, language

    def begin(self) -> str:
        self.cookie = hers.at_page("check", **self.changes)
        return self.cookie

    def told(self) -> Told:
        visit = visits.find(self.cookie, at=timezone.now())
        assert visit
        draft = Draft({**(visit.answers or {}), "language": self.language})
        sealed = check_context(draft)
        visits.keep(visit, answers=draft.answers, at=timezone.now())
        return {"page": "check", "go": "send", "token": sealed["token"], "seal": sealed["seal"]}


def coming_back(language: str) -> Iterator[Reply]:
    """What does not open her report: nothing typed, wrong, too often; and words that were read to her."""
    yield Reply("return, left empty", RETURN, {"code": "", "words": ""})
    wrong = {"code": "K7QM-4TXR", "words": "one two three four five"}
    yield Reply("return, no match", RETURN, wrong)
    yield Reply("return, lost words", RETURN, {"go": "lost"})
    yield Reply("return, lost words, left empty", RETURN, {"go": "start", "page": "regain"})
    lost = {"go": "start", "page": "regain", "start": "K7QM-4TXR", "phrase": "a phrase of hers"}
    yield Reply("return, lost words, no match", RETURN, lost)

    def called() -> Told:
        report = intake.Report(place="GB", links=LINKS, by_phone=True, affirmed=True, language=language)
        new = intake.open_case(report=report, token=uuid4().hex, at=timezone.now())
        return {"code": new.code, "words": " ".join(new.words)}

    yield Reply("return, words from the phone", RETURN, called)

    def too_often() -> str:
        for _ in range(throttle.RETURN_PAIR.burst):
            throttle.may_try_words(code="AAAAAAAA", network="127.0.0.0/24", at=timezone.now())
        return ""

    yield Reply("429", RETURN, {"code": "AAAA-AAAA", "words": "one two"}, too_often, status=429)


def away(*args: object, **kwargs: object) -> None:
    raise OperationalError


def fault(*args: object, **kwargs: object) -> None:
    raise RuntimeError("a fault of ours, made by a test")


def troubles() -> Iterator[Reply]:
    yield Reply("400", "/return?a=b", status=400)
    yield Reply("403", hers.FORM, {"page": "device"}, status=403, has_cookie=False)
    yield Reply("404", "/nothing", status=404)
    yield Reply("413", hers.FORM, {"text": "a" * 300_000}, status=413)
    yield Reply("415", hers.FORM, {"text": "a"}, status=415, kind=MULTIPART)
    yield Reply(
        "500", RETURN, status=500, broken=lambda monkeypatch: monkeypatch.setattr(status, "WayBack", fault)
    )
    typed = {"page": "pictures", "facts": "I said no, and they did it all the same. " * 3}
    for name, path, told in (("503, typed", hers.FORM, typed), ("503", RETURN, {"code": "a", "words": "b"})):
        yield Reply(
            name, path, told, partial(hers.at_page, "pictures"), status=503,
            broken=lambda monkeypatch: monkeypatch.setattr(visits, "find", away),
        )  # fmt: skip
