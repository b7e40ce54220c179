"""Every page of hers, taken from the tables of pages: a new page is in every test that asks here."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

from django import forms
from django.utils import timezone

import cases.forms
from cases.forms.desk import DeskForm
from cases.forms.draft import ADULT, YOUNG, Draft, Page
from cases.models import Case
from cases.services import cover, visits
from cases.views.own.table import PAGES as OWN
from tests.moments import MOMENTS, a_case, link_found, with_a_form, with_cover
from tests.person import ANSWERS, MAIL

FORM, PROGRESS = "/form", "/progress"
PUBLIC = ("/", "/form", "/help", "/return", "/nothing")
FORM_PAGES: dict[str, Page] = {page.key: page for page in (*YOUNG, *ADULT)}
STATES = ("submitted", "in_review", "active", "on_hold", "resolved", "closed", "withdrawn", "referred")


def typed(key: str, **changes: Any) -> dict[str, list[str]]:
    """The usual answers on a page, as a browser posts them."""
    answers = {**ANSWERS.get(key, {}), **changes}
    return {name: value if isinstance(value, list) else [value] for name, value in answers.items()}


def at_page(key: str, *, wrong: bool = False, tried: bool = False, **changes: dict[str, Any]) -> str:
    """A visit with all other pages answered; its cookie.

    `wrong`: what is typed here cannot be read. `tried`: what `changes` says of this page is judged.
    """
    draft = Draft({"typed": {}})
    if FORM_PAGES[key] not in ADULT:
        changes["age"] = {"under_18": "yes"}
    if key == "advice":
        changes["device"] = {"device": "unsure"}
    young = changes.get("age", {}).get("under_18") == "yes"
    for page in YOUNG if young else ADULT:
        if page.key != key:
            draft.typed[page.key] = typed(page.key, **changes.get(page.key, {}))
    draft.go_to(key)
    if wrong:
        changes[key] = dict.fromkeys(FORM_PAGES[key].form.base_fields, "a\x07b")
    if wrong or tried:
        draft.typed[key] = typed("", **changes[key])
        draft.show_errors()
    return visits.begin(at=timezone.now(), answers=draft.answers)[0]


def bound_of(field: forms.Field) -> int | None:
    """How many characters a text field takes."""
    return getattr(field, "bound", None) or getattr(field, "max_length", None)


def on_progress(
    key: str = "", case: Case | None = None, language: str = "en", site: str = "clipshare"
) -> str:
    """A visit with one of her own pages open, and a site chosen; the token of its cookie."""
    case = case or case_for(key, language)
    return visits.begin(at=timezone.now(), case=case, answers={"open": key, "site": site})[0]


def covered(language: str) -> str:
    """A visit that begins with the dull page."""
    case = with_cover(language)
    return visits.begin(at=timezone.now(), case=case, answers=dict(cover.first_answers(case)))[0]


SITUATIONS: tuple[Callable[..., Case], ...] = (
    a_case,
    partial(a_case, "active"),
    partial(a_case, device="watched"),
    partial(a_case, under_18="yes"),
    partial(a_case, "withdrawn"),
    partial(a_case, "closed"),
    with_a_form,
    link_found,
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


# What she may have told that makes a page look different: the page, and her answers.
TOLD: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "for someone else": ("sign", {"whom": {"on_behalf": "yes", "authority_note": "x"}}),
    "her own signature": ("sign", {"whom": {"signer": "self", "named_as": "name", "name_in_notices": "Ana"}}),
    "a threat": ("links", {"harm": {"harm": "threat"}}),
    "no link at all": ("check", {"harm": {"harm": "sextortion"}, "links": {"links": "", "nowhere": "1"}}),
    "unreadable": ("links", {"links": {"links": "localhost/x http://[ photoline.test/p/1"}}),
    "without a link": ("links", {"links": {"kind_1": "group", "where_1": "A group", "told_1": "Photoline"}}),
    "a fake": ("pictures", {"harm": {"harm": "forgery"}}),
    "acting and no name": ("whom", {"whom": {"on_behalf": "yes", "named_as": "name"}}),
    "by mail, nothing filled in": ("contact", {"contact": {"channel": "email"}}),
    "watched": ("contact", {"device": {"device": "watched"}}),
    "accounts at risk": ("contact", {"harm": {"harm": "account"}, "contact": {**MAIL, "shared": "yes"}}),
    "everything told": (
        "check",
        {
            "harm": {"harm": "threat"},
            "links": {"where_1": "A group", "told_1": "Photoline", "day_1": "2026-01-02", "answer_1": "No."},
            "pictures": {
                "sources": ["recipient", "storage"],
                "others_shown": "yes",
                "description": "A beach",
            },
            "whom": {"on_behalf": "yes", "authority_type": "attorney", "authority_note": "Her wish"},
            "contact": {**MAIL, "code_word": "teapot", "never": "555 0100", "keep_from": "Kim"},
        },
    ),
    "under 18": ("check", {"age": {"under_18": "yes"}, "contact": MAIL}),
}

State = tuple[str, str, Callable[[], str]]
LEFT_EMPTY = ("device", "age", "harm", "links", "sign")


def states(language: str = "en") -> Iterator[State]:
    """Every page of hers in every state: what it is, its address, and the cookie that leads to it.

    Pages of the form speak what her browser asks for; those of a case, what her report was written in.
    """
    for path in PUBLIC:
        yield path, path, lambda: ""
    for key in FORM_PAGES:
        yield key, FORM, partial(at_page, key)
        yield f"{key}, with errors", FORM, partial(at_page, key, wrong=True)
    for key in LEFT_EMPTY:
        yield f"{key}, left empty", FORM, partial(at_page, key, tried=True, **{key: {}})
    for name, (key, changes) in TOLD.items():
        yield f"{key}, {name}", FORM, partial(at_page, key, tried=key in changes, **changes)
    for state in STATES:
        begin = partial(lambda state: on_progress(case=a_case(state, language=language)), state)
        yield f"progress, {state}", PROGRESS, begin
    for key in OWN:
        yield f"progress: {key}", PROGRESS, partial(on_progress, key, language=language)
    yield "progress: ready, no site", PROGRESS, partial(on_progress, "ready", language=language, site="")
    for name, (key, make) in MOMENTS.items():
        opened = partial(lambda key, make: on_progress(key, make(language)), key, make)
        yield f"progress: {key}, {name}" if key else f"progress, {name}", PROGRESS, opened
    yield "progress, covered", PROGRESS, partial(covered, language)
    yield "received", FORM, partial(on_progress, language=language)
