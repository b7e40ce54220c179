"""An answer that was not offered: altered by hand, or from a page of an older version that stands open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.forms import ChoiceField, Form
from django.http import QueryDict
from django.utils import translation

from cases.forms import help, own, plan, status  # noqa: F401  every form of hers is known once imported
from cases.forms.plain import PlainForm
from tests import hers  # noqa: F401

IN_ARABIC = "يرجى اختيار إحدى الإجابات."


def every(form: type[Form]) -> Iterator[type[Form]]:
    for each in form.__subclasses__():
        yield each
        yield from every(each)


def choices(form: type[Form]) -> list[str]:
    return [name for name, field in form.base_fields.items() if isinstance(field, ChoiceField)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form", [each for each in every(PlainForm) if choices(each)], ids=lambda f: f.__name__
)
def test_it_is_told_in_her_language_and_not_shown_again(form: type[Form]) -> None:
    posted = QueryDict(mutable=True)
    for name in choices(form):
        posted.setlist(name, ["<zzz>"])
    with translation.override("ar"):
        errors = form(posted).errors
        told = {name: [str(each) for each in errors.get(name, [])] for name in choices(form)}
    assert told == {name: [IN_ARABIC] for name in choices(form)}
