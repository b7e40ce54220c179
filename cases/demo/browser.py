"""A browser without pictures: keeps its cookies, reads real pages, sends real forms, follows redirects."""

from __future__ import annotations

from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

from cases.demo.pages import Form, Page

SECONDS = 60


class Browser:
    """Someone's browser. It talks to the demo's own server on this machine and to nothing else."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        # Without a proxy: what is typed here never leaves this machine.
        self.opener: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies))

    def open(self, path: str) -> Page:
        """The page at a path, after redirects."""
        return self.fetch(Request(urljoin(self.site, path)))  # noqa: S310  fetch() checks the address

    def send(
        self,
        page: Page,
        form: Form,
        answers: dict[str, str | list[str]] | None = None,
        *,
        press: tuple[str, str] | None = None,
    ) -> Page:
        """Fill in a form of a page, press a button, and read what comes back."""
        body = urlencode(form.filled(answers or {}, press)).encode()
        address = urljoin(self.site, form.action or page.address)
        return self.fetch(Request(address, data=body, headers={"Origin": self.site}))  # noqa: S310  as above

    def fetch(self, request: Request) -> Page:
        if not request.full_url.startswith(f"{self.site}/"):
            raise ValueError("The demo talks to its own server only.")
        try:
            answer = self.opener.open(request, timeout=SECONDS)
        except HTTPError as error:
            answer = error  # a refusal is a page like any other
        with answer:
            return Page(
                address=urlsplit(answer.url).path,
                status=answer.status,
                body=answer.read(),
                kind=answer.headers.get_content_type(),
            )

    def forget(self) -> None:
        """Close it: every cookie is gone."""
        self.cookies.clear()
