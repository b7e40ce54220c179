"""Which language a page is in, how she chooses it, and that the choice goes with her (V-63, V-12, V-15)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

from cases.models import Case, Visit
from cases.services import visits
from tests.catalogs import LANGUAGES
from tests.hers import on_progress, states
from tests.moments import a_case
from tests.person import Browser, hidden

pytestmark = pytest.mark.django_db
EXIT = {
    "es": "Salir de esta página",
    "cy": "Gadael y dudalen hon",
    "fr": "Quitter cette page",
    "ar": "مغادرة هذه الصفحة",
}
DIRECTION = {"ar": "rtl"}
# V-12 in every language: what no title may say.
TOPIC = {
    "es": ("íntim", "imagen", "imágen", "porno", "sex", "desnud", "víctima", "abus", "venganza", "retira"),
    "cy": ("agos", "llun", "porn", "rhyw", "noeth", "dioddef", "camdrin", "dial", "goroes", "tynnu"),
    "fr": ("intim", "image", "porno", "sex", "nue", "victime", "abus", "vengeance", "surviv", "retir"),
    "ar": ("حميم", "صور", "إباح", "جنس", "عار", "ضحي", "إساءة", "انتقام", "ناج", "إزالة"),
}
STATIC = Path(settings.BASE_DIR) / "cases" / "static" / "cases"
FILES = sum((STATIC / name).stat().st_size for name in ("form.css", "form.js", "favicon.svg"))
NAMES_ONE = re.compile(r"\b(en|es|cy|fr|ar|lang|language)\b")


def reading(language: str) -> Browser:
    """A browser that asks for this language."""
    return Browser(headers={"accept-language": language})


def at(token: str, browser: Browser) -> Browser:
    """The browser with the cookie of a visit."""
    if token:
        browser.cookies[settings.VISIT_COOKIE_NAME] = token
    return browser


def tongue_of(text: str) -> str:
    found = re.search(r'<html lang="(\w+)" dir="(\w+)">', text)
    assert found
    assert found[2] == DIRECTION.get(found[1], "ltr")
    return found[1]


def title_of(text: str) -> str:
    found = re.search(r"<title>(.+?)</title>", text)
    assert found
    return found[1].lower()


def offered(text: str) -> set[str]:
    """The languages to choose from, each by its own name."""
    buttons = [
        (code, f'name="speak" value="{code}" lang="{code}">{own}</button>')
        for code, own in settings.LANGUAGES
    ]
    return {code for code, button in buttons if button in text}


def addresses(text: str) -> list[str]:
    return re.findall(r'(?:href|src|action|formaction)="(/[^"]*)"', text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_v63_v12_every_page_in_every_state_speaks_her_language(language: str) -> None:
    """Whole, neutral in its title, light, with the other languages to choose from and none in an address."""
    for name, path, visit in states():
        answer = at(visit(), Browser()).send(path, {"speak": language})
        text = answer.content.decode()
        assert (name, tongue_of(text), answer["Content-Language"]) == (name, language, language)
        assert EXIT[language] in text
        assert not [word for word in TOPIC[language] if word in title_of(text)], name
        assert len(answer.content) + FILES < 60_000, name
        assert offered(text) == {code for code, _ in settings.LANGUAGES} - {language}, name
        assert not [address for address in addresses(text) if NAMES_ONE.search(address)], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_she_chooses_it_is_the_one_her_browser_asks_for(language: str) -> None:
    assert tongue_of(reading(f"{language}-XX,en;q=0.5").see("/")) == language


@pytest.mark.parametrize("asked", ["", "tlh", "*", "x" * 2000])
def test_what_nobody_speaks_here_is_english(asked: str) -> None:
    assert tongue_of(reading(asked).see("/")) == "en"


@pytest.mark.parametrize("path", ["/", "/form", "/help", "/return", "/nothing"])
def test_v15_to_choose_needs_no_cookie_and_leaves_none(path: str) -> None:
    her = Browser(enforce_csrf_checks=True)
    answer = her.send(path, {"speak": "cy"})
    assert tongue_of(answer.content.decode()) == "cy"
    assert settings.VISIT_COOKIE_NAME not in her.cookies


@pytest.mark.parametrize("spoken", ["xx", "", "EN", "../en", "ar\x00", "e" * 5000])
def test_an_unknown_language_changes_nothing(spoken: str) -> None:
    answer = Browser().send("/", {"speak": spoken})
    assert (answer.status_code, tongue_of(answer.content.decode())) == (200, "en")


def test_without_a_visit_each_link_carries_the_choice_on() -> None:
    text = Browser().send("/", {"speak": "fr"}).content.decode()
    assert 'formaction="/return" name="speak" value="fr"' in text
    assert 'formaction="/help" name="speak" value="fr"' in text
    assert 'href="/return"' not in text


def test_a_choice_the_browser_brings_along_needs_no_carrying() -> None:
    assert 'href="/return"' in reading("fr").see("/")


def test_the_first_answer_takes_the_choice_into_the_visit() -> None:
    her = Browser()
    first = her.send("/", {"speak": "cy"}).content.decode()
    her.answer("device", spoken=hidden(first, "spoken"))
    assert Visit.objects.get().answers["language"] == "cy"
    assert tongue_of(her.see("/form")) == "cy"
    assert tongue_of(her.see("/help")) == "cy"


def test_the_language_of_her_browser_stays_with_the_report() -> None:
    her = reading("ar")
    her.report()
    assert Case.objects.get().language == "ar"
    assert tongue_of(at(her.cookies[settings.VISIT_COOKIE_NAME].value, Browser()).see("/progress")) == "ar"


def test_v13_to_choose_on_the_form_keeps_what_she_typed() -> None:
    her = Browser()
    her.fill(until="pictures")
    answer = her.answer("pictures", go="", speak="es", facts="I said no.")
    assert (answer.status_code, answer["Location"]) == (303, "/form")
    text = her.see("/form")
    assert tongue_of(text) == "es"
    assert "I said no." in text


def test_on_her_own_page_the_case_remembers_it() -> None:
    her = at(on_progress(case=a_case()), Browser())
    her.send("/progress", {"speak": "fr"})
    assert Case.objects.get().language == "fr"
    assert tongue_of(her.see("/progress")) == "fr"


def test_the_page_of_hers_that_is_open_stays_open() -> None:
    her = at(on_progress("links"), Browser())
    text = her.send("/progress", {"speak": "es"}).content.decode()
    assert "Pega aquí los enlaces" in text


def test_the_language_of_a_case_greets_her_when_she_comes_back() -> None:
    her = at(on_progress(case=a_case(language="cy")), reading("fr"))
    assert tongue_of(her.see("/progress")) == "cy"


def test_the_page_with_the_words_offers_no_other_page() -> None:
    text = Browser().report().content.decode()
    assert 'class="code"' in text
    assert 'name="speak"' not in text


def test_the_desk_speaks_english(client: Browser) -> None:
    answer = client.get("/desk/sign-in", headers={"accept-language": "ar"})
    assert '<html lang="en"' in answer.content.decode()
    assert (
        '<html lang="en" dir="ltr">'
        in client.get("/desk/nothing", headers={"accept-language": "ar"}).content.decode()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_r18_without_a_database_the_page_that_keeps_her_text_is_in_her_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(visits, "find", away)
    answer = Browser(raise_request_exception=False).answer(
        "pictures", spoken=language, facts="I said no. " * 9
    )
    text = answer.content.decode()
    assert (answer.status_code, tongue_of(text)) == (503, language)
    assert "I said no." in text
    assert hidden(text, "spoken") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_refused_before_anything_is_read_is_said_in_her_language(language: str) -> None:
    answer = reading(language).post("/form", b"\xff\xd8\xff", content_type="image/jpeg")
    assert (answer.status_code, tongue_of(answer.content.decode())) == (415, language)


def test_places_stand_in_the_order_of_their_names_in_her_language() -> None:
    text = Browser().send("/help", {"speak": "es"}).content.decode()
    names = re.findall(r"<option [^>]*>([^<]+)</option>", text)[1:]
    assert (
        names.index("Alemania")
        < names.index("Bélgica")
        < names.index("Estados Unidos")
        < names.index("Suecia")
    )
    assert names[-1] == "Otro país"
