"""Every page of hers, taken from the tables of pages: a new page is in every test that asks here."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

import cases.forms
from cases.forms.desk import DeskForm
from cases.forms.draft import ADULT, YOUNG, Draft, Page
from cases.models import Case
from cases.services import intake, visits
from cases.services.intake import Report
from cases.views.own.table import PAGES as OWN
from tests.conftest import build_platform
from tests.person import ANSWERS, LINKS

FORM, PROGRESS = "/form", "/progress"
PUBLIC = ("/", "/help", "/return", "/nothing")
FORM_PAGES: dict[str, Page] = {page.key: page for page in (*YOUNG, *ADULT)}
WAY = {page.key: ADULT if page in ADULT else YOUNG for page in FORM_PAGES.values()}
STATES = ("submitted", "in_review", "active", "on_hold", "resolved", "closed", "withdrawn", "referred")


def typed(key: str, **changes: Any) -> dict[str, list[str]]:
    """The usual answers on a page, as a browser posts them."""
    answers = {**ANSWERS.get(key, {}), **changes}
    return {name: value if isinstance(value, list) else [value] for name, value in answers.items()}


def at_page(key: str, *, wrong: bool = False, **changes: dict[str, Any]) -> str:
    """A visit with all other pages answered; its cookie. `wrong`: what is typed here cannot be read."""
    draft = Draft({"typed": {}})
    if WAY[key] is YOUNG:
        changes["age"] = {"under_18": "yes"}
    for page in WAY[key]:
        if page.key != key:
            draft.typed[page.key] = typed(page.key, **changes.get(page.key, {}))
    draft.go_to(key)
    if wrong:
        fields = FORM_PAGES[key].form.base_fields
        draft.typed[key] = {name: ["a\x07b"] for name in fields}
        draft.show_errors()
    return visits.begin(at=timezone.now(), answers=draft.answers)[0]


def bound_of(field: forms.Field) -> int | None:
    """How many characters a text field takes."""
    return getattr(field, "bound", None) or getattr(field, "max_length", None)


def a_case(state: str = "submitted", **told: Any) -> Case:
    """A case as her report leaves it, put into a state."""
    report = Report(place="GB", links=LINKS, affirmed=True, agreed=("platforms",), facts="I said no.", **told)
    case = intake.open_case(report=report, token=uuid4().hex, at=timezone.now()).case
    Case.objects.filter(pk=case.pk).update(state=state)
    return Case.objects.get(pk=case.pk)


def with_a_form(**told: Any) -> Case:
    """A case with a link on a site that has a form of its own, which somebody has checked."""
    site = build_platform("clipshare")
    case = a_case(**told)
    case.locations.filter(number=2).update(platform=site)
    return case


def on_progress(
    key: str = "", case: Case | None = None, language: str = "en", site: str = "clipshare"
) -> str:
    """A visit with one of her own pages open, and a site chosen; the token of its cookie."""
    case = case or case_for(key, language)
    return visits.begin(at=timezone.now(), case=case, answers={"open": key, "site": site})[0]


SITUATIONS: tuple[Callable[..., Case], ...] = (
    a_case,
    partial(a_case, "active"),
    partial(a_case, device="watched"),
    partial(a_case, under_18="yes"),
    partial(a_case, "withdrawn"),
    partial(a_case, "closed"),
    with_a_form,
)


def case_for(key: str, language: str) -> Case:
    """A case for which this page of hers exists."""
    for situation in SITUATIONS:
        case = situation(language=language)
        if not key or OWN[key].exists(case):
            return case
    raise AssertionError(f"No case in tests/hers.py opens the page {key!r}: add one to SITUATIONS.")


def form_classes() -> Iterator[type[forms.Form]]:
    """Every form a person fills in, wherever below cases/forms it stands."""
    for module in pkgutil.iter_modules(cases.forms.__path__):
        loaded = import_module(f"cases.forms.{module.name}")
        for _, each in inspect.getmembers(loaded, inspect.isclass):
            ours = each.__module__ == loaded.__name__ and issubclass(each, forms.Form)
            if ours and not issubclass(each, DeskForm):
                yield each


def text_fields() -> list[tuple[type[forms.Form], str]]:
    """Every field of hers that takes free text."""
    return [
        (form, name)
        for form in form_classes()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput)
    ]


State = tuple[str, str, Callable[[], str]]


def states(language: str = "en") -> Iterator[State]:
    """Every page of hers in every state: what it is, its address, and the cookie that leads to it.

    Pages of the form speak what her browser asks for; those of a case, what her report was written in.
    """
    for path in PUBLIC:
        yield path, path, lambda: ""
    for key in FORM_PAGES:
        yield key, FORM, partial(at_page, key)
        yield f"{key}, with errors", FORM, partial(at_page, key, wrong=True)
    yield "whom, acting", FORM, partial(at_page, "sign", whom={"on_behalf": "yes", "authority_note": "x"})
    for state in STATES:
        begin = partial(lambda state: on_progress(case=a_case(state, language=language)), state)
        yield f"progress, {state}", PROGRESS, begin
    for key in OWN:
        yield f"progress: {key}", PROGRESS, partial(on_progress, key, language=language)
    yield "progress: ready, no site", PROGRESS, partial(on_progress, "ready", language=language, site="")
    yield "received", FORM, partial(on_progress, language=language)
