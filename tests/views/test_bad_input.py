"""What people and scripts put into fields: every page of hers answers, none falls over (B-01 to B-16).

Pages and fields are read from the tables and from the pages themselves, so that a new one is tried as well.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.http.request import QueryDict

from cases.demo.pages import Page
from cases.forms.plain import NO_PICTURES
from cases.hashers import WordsHasher
from cases.models import Case, Visit
from cases.models.fields import EncryptedText, readable
from tests import hers
from tests.person import ANSWERS, FORM, Browser

pytestmark = pytest.mark.django_db
PAGES = [*(("/form", key) for key in hers.FORM_PAGES), *(("/progress", key) for key in ("", *hers.OWN))]
PAGES += [("/progress", "covered"), ("/return", ""), ("/help", "")]
NOT_TYPED = {"csrfmiddlewaretoken", "page", "go", "token", "seal", "website"}

ODD = {
    "nul": "a\x00b",
    "controls": "".join(map(chr, range(1, 32))),
    "delete": "a\x7fb",
    "right to left": "\u202egnp.exe \u2066https://photoline.test/\u2069",
    "zero width": "a\u200b\u200d\ufeffb\U000e0041",
    "not a character": "\ufffe\uffff\U0010ffff",
    "markup": "<script>x</script>{{ 7|add:7 }}'\"&lt;",
    "combining": "e" + "\u0301" * 300,
    "number": "1e309 -1 NaN 99999999999999999999",
    "formula": "=cmd|' /C calc'!A0",
    "header": "x\r\nBcc: a@example.org\r\n\r\n",
}
SEALED = [field.name for field in Case._meta.fields if type(field) is EncryptedText]
PICTURES = {"data": "data:image/jpeg;base64,/9j/4AAQSkZJRg==", "run": "Q" * 1001}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """How dear hashing is has tests of its own."""
    monkeypatch.setattr(WordsHasher, "memory_cost", 8)


@pytest.fixture(params=PAGES, ids=lambda page: f"{page[0]} {page[1]}".strip())
def page(request: pytest.FixtureRequest) -> tuple[str, str]:
    """An address and the page of hers that is open there."""
    found: tuple[str, str] = request.param
    return found


def opened(page: tuple[str, str]) -> Browser:
    """A browser with this page open."""
    path, key = page
    her = Browser(raise_request_exception=True)
    if path == "/form":
        her.cookies[settings.VISIT_COOKIE_NAME] = hers.at_page(key)
    elif path == "/progress":
        token = hers.covered("en") if key == "covered" else hers.on_progress(key)
        her.cookies[settings.VISIT_COOKIE_NAME] = token
    return her


def fields(her: Browser, path: str) -> dict[str, str]:
    """What the forms of a page ask for, with what they would send as they stand."""
    read = Page(address=path, status=200, body=her.get(path).content)
    return {name: form.value(name) for form in read.forms for name in form.offered}


def send(her: Browser, page: tuple[str, str], **told: str) -> HttpResponse:
    """Post this page as it stands, with some fields changed."""
    path, key = page
    return her.send(path, {"page": key, "go": "next", **fields(her, path), **told})


def typed(page: tuple[str, str]) -> list[str]:
    """The names of what a page asks for."""
    return sorted(set(fields(opened(page), page[0])) - NOT_TYPED)


def settles(her: Browser, path: str, answer: HttpResponse) -> str:
    """The page after an answer: an answer of ours, never an error of ours; its text."""
    assert answer.status_code in (200, 303, 400, 409, 429), answer.status_code
    after = her.get("/progress" if path == "/return" and answer.status_code == 303 else path)
    assert after.status_code in (200, 303)
    return after.content.decode()


def test_section_6_every_field_of_hers_is_on_a_page_tried_here() -> None:
    """A form class whose fields no page shows would not be tried: B-02 to B-16 hold for all."""
    shown = {name for each in PAGES for name in fields(opened(each), each[0])}
    shown |= {name for each in PAGES[: len(hers.FORM_PAGES)] for name in ANSWERS.get(each[1], {})}
    first = [
        (form.__name__, re.sub(r"_\d$", "_1", name)) for form, name in hers.text_fields()
    ]  # of many rows
    missing = {(form, name) for form, name in first if name not in shown}
    assert missing == set()


@pytest.mark.parametrize("odd", ODD)
def test_section_6_odd_text_in_every_field_breaks_nothing(page: tuple[str, str], odd: str) -> None:
    her = opened(page)
    answer = send(her, page, **dict.fromkeys(typed(page), ODD[odd]))
    assert "<script>x" not in settles(her, page[0], answer) + answer.content.decode()


def test_section_6_odd_text_in_any_one_field_breaks_nothing(page: tuple[str, str]) -> None:
    for name in typed(page):
        her = opened(page)
        settles(her, page[0], send(her, page, **{name: "".join(ODD.values())}))


@pytest.mark.parametrize("body", [b"%ed%a0%80", b"%ff%fe", b"\xed\xbf\xbf", b"%c0%af", b"%f5%80%80%80"])
def test_section_6_a_lone_surrogate_or_broken_text_is_a_400(page: tuple[str, str], body: bytes) -> None:
    """B-01: what is no UTF-8 is refused whole, on every page and in every field name too."""
    her = opened(page)
    kept = list(Visit.objects.values_list("answers", flat=True))
    assert her.post(page[0], b"page=x&go=next&text=" + body, content_type=FORM).status_code == 400
    assert her.post(page[0], b"page=x&" + body + b"=1", content_type=FORM).status_code == 400
    assert list(Visit.objects.values_list("answers", flat=True)) == kept


def test_b01_fields_sent_twice_break_nothing(page: tuple[str, str]) -> None:
    her, names = opened(page), typed(page)
    body = urlencode([("page", page[1]), ("go", "next"), *((name, text) for name in names for text in "12")])
    settles(her, page[0], her.post(page[0], body, content_type=FORM))


def test_b01_the_last_of_two_answers_decides_the_way() -> None:
    """Form and draft must read one and the same answer: else a child's report would pass as an adult's."""
    her = opened(("/form", "age"))
    her.post("/form", "page=age&under_18=no&under_18=yes", content_type=FORM)
    assert "help made for you" in her.see("/form")


def test_b01_sixty_one_fields_are_a_400(page: tuple[str, str]) -> None:
    assert opened(page).send(page[0], {f"f{n}": "x" for n in range(61)}).status_code == 400


def test_b01_a_megabyte_is_a_413(page: tuple[str, str]) -> None:
    answer = opened(page).post(page[0], b"page=x&text=" + b"a" * 1_000_000, content_type=FORM)
    assert answer.status_code == 413
    assert "too much at once" in answer.content.decode()


@pytest.mark.parametrize("picture", PICTURES)
def test_v32_a_picture_as_text_is_kept_nowhere(page: tuple[str, str], picture: str) -> None:
    her = opened(page)
    settles(her, page[0], send(her, page, **dict.fromkeys(typed(page), f"see {PICTURES[picture]}")))
    kept = [str(visit.answers) for visit in Visit.objects.all()]
    kept += [readable(case, name) for case in Case.objects.all() for name in SEALED]
    assert not any(PICTURES[picture] in text for text in kept)


@pytest.mark.parametrize(
    ("form", "name"), hers.text_fields(), ids=lambda each: getattr(each, "__name__", each)
)
def test_section_6_a_field_takes_its_bound_and_not_one_sign_more(form: type[forms.Form], name: str) -> None:
    """B-02, B-03, B-05, B-07, B-08, B-10, B-11, B-12, B-16: counted after NFC, said with the number."""
    field = form.base_fields[name]
    bound = hers.bound_of(field)
    assert bound, f"{form.__name__}.{name} has no bound"
    line = "é " * (bound // 2) + "x" * (bound % 2)
    for fits in (line[:bound], line[:bound].replace("é", "e\u0301")):
        if fits == line[:bound] or hasattr(field, "bound"):
            field.clean(fits)
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(line[:-1] + "xy")
    if hasattr(field, "bound"):
        assert f"{bound + 1:,}" in str(refused.value)


# What section 6 says, field by field.
BOUNDS = {
    "B-02": ("name_in_notices", 80),
    "B-03": ("email", 254),
    "B-05": ("links", 200_000),
    "B-07": ("description", 4_000),
    "B-08": ("where_1", 200),
    "B-10": ("keep_from", 500),
    "B-11": ("text", 2_000),
    "B-12": ("signature_name", 100),
    "B-16": ("code", 32),
    "B-16, words": ("words", 200),
}


@pytest.mark.parametrize(("name", "bound"), BOUNDS.values(), ids=BOUNDS)
def test_section_6_the_bounds_are_those_that_were_promised(name: str, bound: int) -> None:
    found = {hers.bound_of(form.base_fields[field]) for form, field in hers.text_fields() if field == name}
    assert found == {bound}


@pytest.mark.parametrize(
    ("key", "name"), [("pictures", "facts"), ("whom", "authority_note"), ("sign", "signature_name")]
)
def test_section_6_one_sign_too_many_is_told_and_nothing_is_cut(key: str, name: str) -> None:
    field = hers.FORM_PAGES[key].form.base_fields[name]
    bound = hers.bound_of(field) or 0
    text = "a few words " * (bound // 12) + "more than fit"
    her = opened(("/form", key))
    send(her, ("/form", key), **{name: text})
    page = her.see("/form")
    assert text in page
    assert f"{len(text):,}" in page


def test_v32_a_form_bound_to_a_picture_says_so() -> None:
    for form, name in hers.text_fields():
        if hasattr(form.base_fields[name], "bound"):
            bound = form(QueryDict(urlencode({name: PICTURES["data"]})))
            assert str(NO_PICTURES) in str(bound.errors.get(name)), (form, name)
