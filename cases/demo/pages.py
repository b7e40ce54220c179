"""Reads a page as a browser does: its forms with what they would send, its links, its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
TICKED = ("checkbox", "radio")
Attributes = dict[str, str]


class NotOnThePage(Exception):
    """The page does not have what the story looks for; the message is one sentence."""


@dataclass
class Form:
    """A form as it stands on the page: where it goes, what it would send, what else it offers."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, set[str]] = field(default_factory=dict)  # free text offers the empty set
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(
        self, answers: dict[str, str | list[str]], press: tuple[str, str] | None
    ) -> list[tuple[str, str]]:
        """What is sent with these answers and this button. An answer the page does not offer is refused."""
        for name, answer in answers.items():
            self.check(name, as_list(answer))
        kept = [(name, value) for name, value in self.values if name not in answers]
        given = [(name, value) for name, answer in answers.items() for value in as_list(answer)]
        return kept + given + ([self.button(press)] if press else [])

    def check(self, name: str, answer: list[str]) -> None:
        if name not in self.offered:
            raise NotOnThePage(f"The page asks nothing named {name}.")
        choices = self.offered[name]
        if choices and not set(answer) <= choices:
            raise NotOnThePage(f"The page does not offer {answer} for {name}.")

    def button(self, press: tuple[str, str]) -> tuple[str, str]:
        if press not in self.buttons:
            raise NotOnThePage(f"The page has no button {press[0]}={press[1]}.")
        return press

    def value(self, name: str) -> str:
        """What the form sends under this name as it stands, or nothing."""
        return dict(self.values).get(name, "")


def as_list(answer: str | list[str]) -> list[str]:
    return [answer] if isinstance(answer, str) else answer


@dataclass
class Page(HTMLParser):
    """A read page. What is no page (a letter as PDF) keeps its bytes and has no words."""

    address: str
    status: int
    body: bytes
    kind: str = "text/html"
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    texts: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[tuple[str, str]] = []  # tag and classes, outermost first
        self.form_now: Form | None = None
        self.select: tuple[str, bool] | None = None
        self.area: str | None = None
        if self.kind == "text/html":
            self.feed(self.body.decode("utf-8", "replace"))

    @property
    def words(self) -> str:
        """Everything that can be read, in one line."""
        hidden = {"script", "style"}
        return " ".join(" ".join(text for path, text in self.texts if not hidden & set(path)).split())

    def inside(self, class_name: str) -> list[str]:
        """The texts inside elements of a class, as shown."""
        return [text.strip() for path, text in self.texts if f".{class_name}" in path and text.strip()]

    def form(self, ending: str = "", *, asks: str = "") -> Form:
        """The form whose address ends so (or that posts to this very page), and that asks for this."""
        for each in self.forms:
            fits = (each.action or self.address).partition("#")[0].endswith(ending)
            if each.method == "post" and fits and (not asks or asks in each.offered):
                return each
        raise NotOnThePage(f"There is no form for {ending or 'anything'} on {self.address}.")

    def link(self, start: str) -> str:
        """The first link that begins so."""
        for each in self.links:
            if each.startswith(start):
                return each
        raise NotOnThePage(f"There is no link to {start} on {self.address}.")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.opened.append((tag, values.get("class", "")))
        if tag == "a":
            self.links.append(values.get("href", ""))
        elif tag == "form":
            self.form_now = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self.form_now)
        elif self.form_now is not None:
            self.control(self.form_now, tag, values, {name for name, _ in attrs})

    def control(self, form: Form, tag: str, values: Attributes, present: set[str]) -> None:
        name = values.get("name", "")
        if tag == "button" and "name" in present and values.get("type", "submit") == "submit":
            form.buttons.append((name, values.get("value", "")))
        elif tag == "textarea":
            self.area = name
            form.offered[name] = set()
        elif tag == "select":
            self.select = (name, False)
            form.offered[name] = set()
        elif tag == "option" and self.select:
            self.option(form, values, chosen="selected" in present)
        elif tag == "input" and name:
            self.typed(form, name, values, ticked="checked" in present)

    def option(self, form: Form, values: Attributes, *, chosen: bool) -> None:
        """As browsers do: without a chosen option the first one counts."""
        assert self.select is not None  # noqa: S101  the caller has looked
        name, settled = self.select
        first = not form.offered[name]
        form.offered[name].add(values.get("value", ""))
        if first or (chosen and not settled):
            form.values = [pair for pair in form.values if pair[0] != name]
            form.values.append((name, values.get("value", "")))
            self.select = (name, chosen)

    def typed(self, form: Form, name: str, values: Attributes, *, ticked: bool) -> None:
        kind = values.get("type", "text")
        if kind in TICKED:
            form.offered.setdefault(name, set()).add(values.get("value", "on"))
            if ticked:
                form.values.append((name, values.get("value", "on")))
        elif kind not in ("submit", "button"):
            form.offered.setdefault(name, set())
            form.values.append((name, values.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.area is not None and self.form_now is not None:
            self.form_now.values.append((self.area, data.removeprefix("\n")))
            return
        path = tuple(
            part for tag, classes in self.opened for part in (tag, *(f".{each}" for each in classes.split()))
        )
        self.texts.append((path, data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form_now = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None
        if any(tag == opened for opened, _ in self.opened):
            while self.opened.pop()[0] != tag:
                pass
