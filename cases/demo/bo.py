"""The caseworker at the desk: signs in, takes up the report, reads the letters, approves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.demo.browser import Browser
from cases.demo.pages import NotOnThePage, Page


@dataclass
class Bo:
    """Everything here goes through the desk's own pages and forms."""

    browser: Browser
    name: str
    password: str
    code: Callable[[], str]  # what the app on Bo's phone shows now
    reference: str = ""

    def sign_in(self) -> Page:
        """In a fresh browser, with name, password and the code of the app; the desk's first page."""
        self.browser.forget()
        page = self.browser.open("/desk/sign-in")
        typed: dict[str, str | list[str]] = {"name": self.name, "password": self.password}
        page = self.browser.send(page, page.form("/desk/sign-in"), typed)
        if page.address == "/desk/sign-in/factor":
            page = self.show_code(page)
        if page.address != "/desk/":
            raise NotOnThePage(f"The desk did not open: {page.words[:120]}")
        return page

    def show_code(self, page: Page) -> Page:
        """Type the code where a page asks for the second factor; what was on its way goes on."""
        return self.browser.send(page, page.form(asks="factor_code"), {"factor_code": self.code()})

    def find_case(self) -> str:
        """The reference of the only case there is, from the list."""
        link = self.browser.open("/desk/cases").link("/desk/cases/")
        self.reference = link.removeprefix("/desk/cases/").partition("/")[0].partition("?")[0]
        return self.reference

    def case(self) -> Page:
        return self.browser.open(f"/desk/cases/{self.reference}")

    def do(self, what: str, notice: int | None = None) -> Page:
        """Open the page of one doing and press its button; the page that follows, or the same with its no."""
        subject = f"/desk/cases/{self.reference}" + (f"/notices/{notice}" if notice else "")
        path = f"{subject}/do/{what}"
        page = self.browser.open(path)
        page = self.browser.send(page, page.form(path))
        return self.show_code(page) if page.status == 403 else page

    def must(self, what: str, notice: int | None = None) -> Page:
        """The same, where a no would end the story."""
        page = self.do(what, notice)
        if page.status != 200:
            raise NotOnThePage(f"The desk refused “{what}”: {page.words[:200]}")
        return page

    def read_notice(self, notice: int) -> Page:
        """The notice's page with its letter, as it would leave."""
        page = self.browser.open(f"/desk/cases/{self.reference}/notices/{notice}")
        if page.status != 200 or f"{self.reference}-{notice}" not in page.words:
            raise NotOnThePage(f"The letter of notice {notice} cannot be read: {page.words[:120]}")
        return page

    def open_paper(self, notice: int) -> bytes:
        """The letter as PDF, from the link on the notice's page."""
        link = self.read_notice(notice).link(f"/desk/cases/{self.reference}/papers/")
        page = self.browser.open(link)
        if not page.body.startswith(b"%PDF-"):
            raise NotOnThePage(f"The link of notice {notice} opens no letter: {page.words[:120]}")
        return page.body

    def check_address(self, platform: str) -> Page:
        """Say that the platform's address was checked by a person."""
        page = self.browser.open(f"/desk/directory/{platform}")
        return self.browser.send(page, page.form("/verify"))
