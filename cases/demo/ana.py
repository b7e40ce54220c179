"""The person: fills in the form in her browser, writes down code and words, comes back to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cases.demo.browser import Browser
from cases.demo.pages import Form, NotOnThePage, Page

Answers = dict[str, dict[str, str | list[str]]]
MOST_PAGES = 14
NEXT, SEND = ("go", "next"), ("go", "send")
LOOKALIKES = str.maketrans({"0": "o", "1": "l", "-": " "})


@dataclass
class Ana:
    """`thinks` is called before each page is sent: people take a while."""

    browser: Browser
    name: str
    answers: Answers
    thinks: Callable[[], None]
    code: str = ""
    words: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(self.answers["contact"]["email"])

    def report(self) -> None:
        """The whole form, page by page, as the pages ask for it."""
        page = self.browser.open("/")
        for _ in range(MOST_PAGES):
            form = page.form(asks="page")
            key = form.value("page")
            self.seen.append(key)
            self.thinks()
            if key == "check":
                self.write_down(self.browser.send(page, form, press=SEND))
                return
            page = self.answer(page, form, self.answers[key])
            if page.forms and page.form(asks="page").value("page") == key:
                raise NotOnThePage(
                    f"The form does not go on after “{key}”: {' '.join(page.inside('summary'))}"
                )
        raise NotOnThePage("The form does not come to an end.")

    def answer(self, page: Page, form: Form, answers: dict[str, str | list[str]]) -> Page:
        """Some questions are answered by the button itself; the others are filled in and sent."""
        for name, value in answers.items():
            if (name, value) in form.buttons:
                return self.browser.send(page, form, press=(name, str(value)))
        return self.browser.send(page, form, answers, press=NEXT)

    def write_down(self, page: Page) -> None:
        """The code and the words stand on this page and nowhere else."""
        code, words = page.inside("code"), page.inside("words")
        if page.status != 200 or len(code) != 1 or len(words) < 4:
            raise NotOnThePage(f"The last page shows no code and words: {page.words[:120]}")
        self.code, self.words = code[0], tuple(words)

    def come_back(self) -> Page:
        """In a fresh browser, with code and words typed as people type them; her page."""
        self.browser.forget()
        page = self.browser.open("/return")
        typed: dict[str, str | list[str]] = {"code": self.messy_code, "words": self.messy_words}
        return self.browser.send(page, page.form("/return", asks="code"), typed)

    @property
    def messy_code(self) -> str:
        """Small letters, a space for the dash, O and L for 0 and 1."""
        return f" {self.code.translate(LOOKALIKES).lower()} "

    @property
    def messy_words(self) -> str:
        """Big and small letters, dashes and double spaces."""
        first, *rest = self.words
        return f"  {first.title()}-{'  '.join(word.upper() for word in rest)} "

    def look(self) -> Page:
        """Her page, where the browser still has it open."""
        return self.browser.open("/progress")
