"""How often: each limit at its number and one beyond, and what its page gives away (B-20 to B-26)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from cases.hashers import WordsHasher
from cases.models import Bucket, Case, Visit
from cases.services import throttle
from cases.views import person
from cases.views.desk import device
from tests import hers
from tests.person import Browser, inside, shown

pytestmark = pytest.mark.django_db
NETWORK = "127.0.0.0/24"
WRONG = "one two three four five"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordsHasher, "memory_cost", 8)


def spend(limit: throttle.Limit, count: int, who: str = NETWORK) -> None:
    for _ in range(count):
        assert throttle.allow(limit, who, at=timezone.now())


def plain(answer: HttpResponse) -> tuple[Any, ...]:
    """All that an answer says, but for its forgery token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return answer.status_code, sorted(answer.headers.items()), text


def start(browser: Browser) -> HttpResponse:
    return browser.answer("device")


def report(browser: Browser) -> HttpResponse:
    browser.cookies[settings.VISIT_COOKIE_NAME] = hers.at_page("check")
    return browser.send("/form", browser.last_page())


def come_back(browser: Browser, code: str = "0000-0000") -> HttpResponse:
    return browser.send("/return", {"code": code, "words": WRONG})


def regain(browser: Browser, start_code: str = "0000-0000") -> HttpResponse:
    told = {"page": "regain", "go": "start", "start": start_code, "phrase": WRONG}
    return browser.send("/return", told)


# What is limited, how it is done once, the limit per network, and its number.
PER_NETWORK = {
    "B-20 starts": (start, throttle.FORM_STARTS, 30),
    "B-21 an hour": (report, throttle.SUBMISSIONS_HOUR, 6),
    "B-21 a day": (report, throttle.SUBMISSIONS_DAY, 20),
    "B-22 ways in": (come_back, throttle.RETURN_PREFIX, 20),
    "B-22 lost words": (regain, throttle.RETURN_PREFIX, 20),
}


@pytest.mark.parametrize("which", PER_NETWORK)
def test_b20_b21_b22_the_last_one_passes_and_the_next_reads_whom_to_call(which: str) -> None:
    """Never a refusal without the phone line, and never without the time after which it works again."""
    act, limit, most = PER_NETWORK[which]
    spend(limit, most - 1)
    assert act(Browser()).status_code in (200, 303)
    refused = act(Browser())
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert settings.ORGANISATION["helpline"] in refused.content.decode()
    assert ('href="/form"' in refused.content.decode()) is ("B-21" in which)
    assert act(Browser(REMOTE_ADDR="198.51.100.7")).status_code in (200, 303)


def test_b21_a_report_that_has_to_wait_is_still_there() -> None:
    """Her draft stays as it was: in an hour, or from another network, the same button sends it."""
    spend(throttle.SUBMISSIONS_HOUR, 6)
    her = Browser()
    assert report(her).status_code == 429
    assert not Case.objects.exists()
    Bucket.objects.all().delete()
    assert her.send("/form", her.last_page()).status_code == 200
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("before", "burst"), [(119, False), (120, True)])
def test_b21_beyond_120_an_hour_in_all_reports_are_kept_and_marked(before: int, burst: bool) -> None:
    spend(throttle.SUBMISSIONS_ALL, before, who="")
    her = Browser()
    her.cookies[settings.VISIT_COOKIE_NAME] = hers.at_page("check")
    Visit.objects.update(started_at=timezone.now() - throttle.HOUR)
    assert her.send("/form", her.last_page()).status_code == 200
    assert Case.objects.get().burst is burst


def of_hers(browser: Browser) -> HttpResponse:
    """A change that asks for her words once more, with wrong ones."""
    return browser.send(
        "/progress", {"page": "phrase", "go": "save", "phrase": "my old red bike", "words": WRONG}
    )


@pytest.mark.parametrize("door", [come_back, regain, of_hers])
def test_b22_every_door_that_takes_words_has_the_limits_of_v06(door: Callable[..., HttpResponse]) -> None:
    """Five for one code, then one a minute; the words are looked at by no other way."""
    code, _words = shown(Browser(REMOTE_ADDR="198.51.100.1").report())
    browser = inside(Case.objects.get()) if door is of_hers else Browser()
    tried = [door(browser) if door is of_hers else door(browser, code) for _ in range(6)]
    assert [answer.status_code for answer in tried] == [200] * 5 + [429]
    Bucket.objects.update(filled_at=F("filled_at") - throttle.MINUTE)
    assert door(browser, *([] if door is of_hers else [code])).status_code == 200


def limited(act: Callable[..., HttpResponse], limit: throttle.Limit, most: int) -> tuple[Any, ...]:
    Bucket.objects.all().delete()
    spend(limit, most)
    return plain(act(Browser()))


@pytest.mark.parametrize("which", PER_NETWORK)
def test_b24_a_limit_answers_the_same_whatever_is_on_file(which: str) -> None:
    """With no report at all, and with one from this very network under this very code: not a byte differs."""
    act, limit, most = PER_NETWORK[which]
    before = limited(act, limit, most)
    Bucket.objects.all().delete()
    code, _words = shown(Browser().report())
    on_file = (lambda browser: act(browser, code)) if act in (come_back, regain) else act
    after = limited(on_file, limit, most)
    assert before[0] == 429
    assert before == after


def test_b24_all_limits_show_one_page_but_for_a_report_that_waits() -> None:
    """Which of them it was cannot be read from it. Whose answers are all there is told that they are."""
    pages = {which: limited(*PER_NETWORK[which])[2] for which in PER_NETWORK}
    waiting = {page for which, page in pages.items() if "B-21" in which}
    others = {page for which, page in pages.items() if "B-21" not in which}
    assert len(waiting) == len(others) == 1
    assert "This is not sent yet" in waiting.pop() and "This is not sent yet" not in others.pop()


def test_b25_no_puzzle_and_no_third_party_stands_between() -> None:
    """No picture to read, no frame, no script of others; the trap is hidden from eyes, readers and Tab."""
    pages = {key: partial(hers.at_page, key) for key in hers.FORM_PAGES} | dict.fromkeys(
        ("start", "return"), str
    )
    for name, visit in pages.items():
        her = Browser()
        her.cookies[settings.VISIT_COOKIE_NAME] = visit()
        text = her.see("/return" if name == "return" else "/form")
        assert not re.search(r"<(iframe|canvas|img|object|embed)\b|captcha|turnstile", text, re.IGNORECASE), (
            name
        )
        assert re.findall(r'<script[^>]*src="([^"]*)"', text) == ["/static/cases/form.js"]
        traps = re.findall(r'<div class="trap".*?</div>', text, re.DOTALL)
        hidden_well = ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"')
        assert len(traps) == (name != "return") and all(
            sign in trap for trap in traps for sign in hidden_well
        )
    assert "website" not in {name for _form, name in hers.text_fields()}


HOPS = [  # how many proxies are ours, what stands in the header, and whose network counts
    (0, "203.0.113.5", "127.0.0.0/24"),
    (1, "203.0.113.5", "203.0.113.0/24"),
    (1, "10.0.0.1, 198.51.100.9, 203.0.113.5", "203.0.113.0/24"),
    (2, "198.51.100.9, 203.0.113.5", "198.51.100.0/24"),
    (3, "198.51.100.9, 203.0.113.5", "127.0.0.0/24"),
    (1, "2001:db8:1:2ff:3::9", "2001:db8:1:200::/56"),
    (1, "", "127.0.0.0/24"),
    (1, " , ,", "127.0.0.0/24"),
    (1, "<script>", "unknown"),
]


@pytest.mark.parametrize(("hops", "forwarded", "network"), HOPS)
def test_b26_so_many_hops_are_believed_and_no_more(
    settings: Any, hops: int, forwarded: str, network: str
) -> None:
    """Fewer entries than proxies of ours: the request came past them, so nothing it says counts."""
    settings.TRUSTED_PROXY_HOPS = hops
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)
    assert throttle.prefix(person.network(request)) == network
    assert device.network_of(request) == network  # at the door of the desk too


@pytest.mark.parametrize("hops", [0, 1])
def test_b26_whoever_names_other_addresses_is_held_back_all_the_same(settings: Any, hops: int) -> None:
    """Thirty-one starts, each with another address in front: they count for one network."""
    settings.TRUSTED_PROXY_HOPS = hops
    seen = [
        Browser(HTTP_X_FORWARDED_FOR=f"198.51.{number}.1, 203.0.113.5", HTTP_X_REAL_IP=f"198.51.{number}.1")
        .answer("device")
        .status_code
        for number in range(31)
    ]
    assert seen == [303] * 30 + [429]


def test_b26_behind_our_proxy_each_network_has_its_own_limits(settings: Any) -> None:
    settings.TRUSTED_PROXY_HOPS = 1
    for number in range(31):
        assert Browser(HTTP_X_FORWARDED_FOR=f"198.51.{number}.1").answer("device").status_code == 303
