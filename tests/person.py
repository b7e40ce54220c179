"""A person's browser for tests: forms are posted as browsers post them, redirects are followed by hand."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases.models import Case
from cases.services import visits

FORM = "application/x-www-form-urlencoded"
LINKS = "look what came up https://photoline.test/p/8842193\nand also clipshare.test/v/tq81x"
ANSWERS: dict[str, dict[str, Any]] = {
    "device": {"device": "safe"},
    "age": {"under_18": "no"},
    "harm": {"harm": "shared"},
    "place": {"place": "GB"},
    "links": {"links": LINKS},
    "pictures": {"kind": "photo", "made": "authentic", "description": "", "facts": "I did not agree to it."},
    "whom": {"on_behalf": "no", "authority_note": "", "signer": "helpline", "name_in_notices": ""},
    "sign": {"affirmed": "on", "agreed": ["platforms"], "signature_name": ""},
    "contact": {"channel": "none", "keep_from": ""},
}
PAGES = tuple(ANSWERS)
MAIL = {
    "channel": "email",
    "email": "ana@example.org",
    "shared": "no",
    "subject": "Monthly note",
    "days": ["0", "2"],
    "start": "9",
    "until": "17",
    "zone": "Europe/London",
}


class Browser(Client):
    """Posts forms urlencoded. Nothing else is accepted anywhere."""

    def send(self, path: str, values: dict[str, Any] | None = None, **extra: Any) -> HttpResponse:
        return self.post(path, urlencode(values or {}, doseq=True), content_type=FORM, **extra)

    def answer(self, page: str, /, go: str = "next", **changes: Any) -> HttpResponse:
        """Press a button on one page of the form; without a visit the age question is not the first."""
        if page == "age" and settings.VISIT_COOKIE_NAME not in self.cookies:
            self.answer("device")
        return self.send("/form", {"page": page, "go": go, **ANSWERS.get(page, {}), **changes})

    def fill(self, until: str = "check", **changes: dict[str, Any]) -> str:
        """Answer page after page up to `until`; the text of that page."""
        for page in PAGES:
            if page == until:
                break
            self.answer(page, **changes.get(page, {}))
            if page == "device" and changes.get(page, {}).get("device", "safe") != "safe":
                self.answer("advice")
        return self.see("/form")

    def see(self, path: str) -> str:
        return self.get(path).content.decode()

    def last_page(self) -> dict[str, str]:
        """What the last page posts when its button is pressed."""
        text = self.see("/form")
        return {"page": "check", "go": "send", "token": hidden(text, "token"), "seal": hidden(text, "seal")}

    def report(self, **changes: dict[str, Any]) -> HttpResponse:
        """Fill in everything and send it."""
        self.fill(**changes)
        return self.send("/form", self.last_page())


def inside(case: Case) -> Browser:
    """A browser that has this case open."""
    browser = Browser()
    token, _ = visits.begin(at=timezone.now(), case=case)
    browser.cookies["v"] = token
    return browser


def hidden(text: str, name: str) -> str:
    """The value of a hidden field; an error where there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, f"no hidden field {name}"
    return found[1]


def shown(response: HttpResponse) -> tuple[str, str]:
    """The code and the words on the page that shows them once."""
    text = response.content.decode()
    code = re.search(r'class="code">([^<]+)<', text)
    assert code, "no code on this page"
    words = re.search(r'<ol class="words">(.*?)</ol>', text, re.DOTALL)
    assert words
    return code[1], " ".join(re.findall(r"<li>([a-z]+)</li>", words[1]))


def young(browser: Browser, **contact: Any) -> HttpResponse:
    """Someone under 18 asks to be contacted."""
    browser.answer("age", under_18="yes")
    browser.send("/form", {"page": "services", "go": "next", "place": "GB"})
    browser.answer("contact", **contact)
    return browser.send("/form", browser.last_page())
