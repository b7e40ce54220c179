"""The form between two clicks: what was typed on each page, and which page comes next."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from cases.forms import first, intake
from cases.forms.contact import FirstContactForm
from cases.forms.links import LinksForm, is_of_a_place
from cases.forms.plain import PlainField, without_pictures
from cases.models import Case, Depiction
from cases.rules.help import ELSEWHERE, place
from cases.rules.sources import Source
from cases.rules.statements import ONLINE, Statement, current, names_a_place, occasion

TOKEN_BYTES = 16
INTO_ACCOUNTS = {Source.PASSWORD, Source.STALKERWARE, Source.MY_PHONE}


@dataclass(frozen=True)
class Page:
    """One page of the form: its place in the count, its questions, and whether it may be skipped."""

    key: str
    number: int
    form: type[forms.Form]
    skippable: bool = False


BEFORE = (
    Page("device", 1, first.DeviceForm, skippable=True),
    Page("advice", 1, first.AdviceForm),
    Page("age", 1, intake.AgeForm),
)
ADULT = (
    *BEFORE,
    Page("harm", 2, first.HarmForm, skippable=True),
    Page("place", 3, intake.HomeForm, skippable=True),
    Page("links", 4, LinksForm),
    Page("pictures", 5, intake.PicturesForm, skippable=True),
    Page("whom", 6, intake.WhomForm, skippable=True),
    Page("sign", 6, intake.SignForm),
    Page("contact", 7, FirstContactForm, skippable=True),
    Page("check", 8, intake.CheckForm),
)
YOUNG = (
    *BEFORE,
    Page("services", 2, intake.HelpForm),
    Page("contact", 3, FirstContactForm, skippable=True),
    Page("check", 4, intake.CheckForm),
)


SKIPPED = "skipped"
# A question left out counts as the careful answer, where there is one.
LEFT_OUT: dict[str, dict[str, list[str]]] = {"device": {"device": [Case.Device.UNSURE], SKIPPED: ["yes"]}}
# What happened already answers some of the questions about the pictures.
KNOWN_FROM: dict[str, dict[str, Any]] = {
    Case.Harm.FORGERY: {"made": Depiction.Made.FORGERY, "sources": [Source.PUBLIC_PICTURES]},
    Case.Harm.HIDDEN_CAMERA: {"made": Depiction.Made.AUTHENTIC, "sources": [Source.HIDDEN_CAMERA]},
}


def typed_on(key: str, posted: QueryDict) -> list[tuple[str, str]]:
    """What was typed by hand on a page of this name, field by field."""
    fields = next((page.form.base_fields for page in (*ADULT, *YOUNG) if page.key == key), {})
    by_hand = [name for name, field in fields.items() if isinstance(field, PlainField) and name in posted]
    return [(name, posted[name]) for name in by_hand if posted[name].strip()]


class Draft:
    """Answers as typed, page by page. Nothing in it is trusted: every form is bound and checked again."""

    def __init__(self, answers: dict[str, Any] | None = None) -> None:
        self.answers: dict[str, Any] = answers or {}
        self._bound: dict[str, forms.Form] = {}  # links are read once a request, not at each question

    @property
    def typed(self) -> dict[str, dict[str, list[str]]]:
        return self.answers.setdefault("typed", {})

    @property
    def by_phone(self) -> bool:
        """Whether one of ours types what the person says."""
        return bool(self.answers.get("by_phone"))

    @property
    def is_young(self) -> bool:
        return self.said("age", "under_18") in ("yes", "unsure")

    @property
    def device_at_risk(self) -> bool:
        return self.said("device", "device") in (Case.Device.UNSURE, Case.Device.WATCHED)

    @property
    def account_at_risk(self) -> bool:
        """Someone was, or may have been, in her accounts: her mailbox may be one of them."""
        ways = set(self.typed.get("pictures", {}).get("sources", ()))
        return self.harm == Case.Harm.ACCOUNT or bool(ways & INTO_ACCOUNTS)

    @property
    def harm(self) -> str:
        """What happened, where she told us; the path for the young does not ask."""
        return "" if self.is_young else self.said("harm", "harm")

    @property
    def is_threat(self) -> bool:
        """Nothing is online yet, so no link is asked for."""
        return self.harm == Case.Harm.THREAT

    @property
    def names_a_place(self) -> bool:
        """Whether she said where it is, on the page about links."""
        told = self.typed.get("links", {})
        described = any(value.strip() for name in told if is_of_a_place(name) for value in told[name])
        return names_a_place(self.harm, links=self.said("links", "links"), described=described)

    @property
    def occasion(self) -> str:
        """Which statement fits, from what happened and where it is."""
        return occasion(self.harm, without_place=not self.names_a_place)

    @property
    def is_online(self) -> bool:
        """It was shared, as far as she knows: only then is she asked what shows that she did not agree."""
        return self.occasion == ONLINE

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What she is asked to affirm."""
        return current().to_affirm(on_behalf=self.on_behalf, when=self.occasion)

    @property
    def to_read(self) -> list[str]:
        return [statement.text for statement in self.statements]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages on her way."""
        way = YOUNG if self.is_young else ADULT
        return tuple(page for page in way if page.key != "advice" or self.device_at_risk)

    @property
    def page(self) -> Page:
        """Where she is now."""
        wanted = self.answers.get("at", "device")
        return next((page for page in self.pages if page.key == wanted), self.pages[0])

    @property
    def on_behalf(self) -> bool:
        return self.said("whom", "on_behalf") == "yes"

    @property
    def signs_herself(self) -> bool:
        """Only the person in the pictures can sign herself; for anyone else the helpline signs."""
        return self.said("whom", "signer") == "self" and not (self.on_behalf or self.by_phone)

    @property
    def place(self) -> str:
        return self.said("place", "here") or self.said("place", "place") or self.said("services", "place")

    @property
    def home(self) -> str:
        """Where she lives; another country once she named none, so that no number of ours passes for hers."""
        return self.place or (ELSEWHERE if "place" in self.typed else "")

    def said(self, page: str, name: str) -> str:
        """One typed value, or nothing; of several the last, as the forms read it."""
        values = self.typed.get(page, {}).get(name) or [""]
        return values[-1]

    @property
    def cut(self) -> list[str]:
        """The fields of this page out of which a picture was cut."""
        return self.answers.get("cut", [])

    def has_reached(self, key: str) -> bool:
        """Whether this page is on her way: she is there, or answered or left out every page before it."""
        keys = [page.key for page in self.pages]
        if key not in keys:
            return False
        return key == self.page.key or all(before in self.typed for before in keys[: keys.index(key)])

    def keep(self, posted: QueryDict) -> None:
        """Keep what was typed on this page, without any picture in it."""
        names = [name for name in self.page.form.base_fields if name in posted]
        values = {name: posted.getlist(name) for name in names}
        kept = {name: [without_pictures(value) for value in given] for name, given in values.items()}
        self.typed[self.page.key] = kept
        self._bound.clear()
        if self.page.key == "sign":
            self.answers["read"] = self.to_read
        self.answers["cut"] = [name for name in names if kept[name] != values[name]]

    def form(self, key: str) -> forms.Form:
        """A page's form: bound to what was typed there, or fresh with sensible beginnings."""
        if key not in self._bound:
            self._bound[key] = self._form(key)
        return self._bound[key]

    def _form(self, key: str) -> forms.Form:
        page = next(page for page in (*ADULT, *YOUNG) if page.key == key)
        home = place(self.place)
        options: dict[str, Any] = {}
        if page.form is LinksForm:
            options = {"needed": not self.is_threat, "zone": home.clock_of_all, "near": home.all_zones}
        if page.form is intake.SignForm:
            has_read = self.answers.get("read", self.to_read) == self.to_read
            options = {"signs_herself": self.signs_herself, "has_read": has_read}
        if page.form is intake.WhomForm:
            options = {"may_sign": not self.by_phone}
        if page.form is FirstContactForm:
            options = {"device_at_risk": self.device_at_risk, "account_at_risk": self.account_at_risk}
            options |= {"alone": not self.by_phone, "near": home.all_zones}
        if key in self.typed:
            return page.form(MultiValueDict(self.typed[key]), **options)
        return page.form(initial=self.beginnings(page), **options)

    def beginnings(self, page: Page) -> dict[str, Any]:
        """What a fresh page has filled in already, from the answers before it."""
        if page.form is FirstContactForm:
            return {"zone": self.said("links", "clock") or place(self.place).clock_of_all}
        if page.form is LinksForm:
            return {"clock": place(self.place).clock_of_all}
        if page.form is intake.PicturesForm:
            return dict(KNOWN_FROM.get(self.harm, {}))
        return {}

    def is_done(self, page: Page) -> bool:
        if page.key == "check":
            return True
        if page is self.page and self.cut:
            return False
        return page.key in self.typed and self.form(page.key).is_valid()

    def unfinished(self) -> Page | None:
        """The first page that still needs something from her."""
        return next((page for page in self.pages if not self.is_done(page)), None)

    def go_on(self) -> None:
        """To the next page; after a change made from the last page, back to it."""
        keys = [page.key for page in self.pages]
        after = keys[min(keys.index(self.page.key) + 1, len(keys) - 1)]
        if self.answers.get("checking"):
            gap = self.unfinished()  # a changed answer can open a page she has not seen
            after = gap.key if gap else "check"
        self.go_to(after)

    def go_back(self) -> None:
        keys = [page.key for page in self.pages]
        self.go_to(keys[max(keys.index(self.page.key) - 1, 0)])

    def go_to(self, key: str) -> None:
        self.answers["at"] = key
        self.answers.update(tried=False, cut=[])
        if key == "check":
            self.answers["checking"] = True
            self.answers.setdefault("token", secrets.token_urlsafe(TOKEN_BYTES))

    def show_errors(self) -> None:
        """She tried to go on, so the page says what is missing."""
        self.answers["tried"] = True

    def skip(self) -> None:
        """Leave this page empty and go on."""
        self.typed[self.page.key] = dict(LEFT_OUT.get(self.page.key, {}))
        self._bound.clear()
        self.go_on()
