"""From the answers on the pages to one report."""

from __future__ import annotations

from typing import Any

from cases.forms.contact import ContactForm
from cases.forms.draft import Draft
from cases.forms.links import LinksForm
from cases.languages import ENGLISH
from cases.models import Case, Depiction
from cases.rules.help import place
from cases.services.intake import Report


def answers(draft: Draft) -> dict[str, dict[str, Any]]:
    """The checked answers of every page on her way."""
    told = {}
    for page in draft.pages:
        form = draft.form(page.key)
        told[page.key] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return told


def report(draft: Draft, *, burst: bool = False) -> Report:
    """What will be kept. Answers on pages that are not on her way are left out."""
    told = answers(draft)
    contact, where = told["contact"], draft.place
    common: dict[str, Any] = {
        "language": draft.answers.get("language") or ENGLISH,
        "device": told["device"]["device"],
        "under_18": told["age"]["under_18"],
        "place": where,
        "zone": contact.get("zone") or told.get("links", {}).get("clock") or place(where).zone,
        "safe_contact": safe_contact(contact),
        "keep_from": contact.get("keep_from", ""),
        "colleague": contact.get("colleague", False),
        "phrase": contact.get("phrase", ""),
        "burst": burst,
        "by_phone": draft.by_phone,
    }
    if draft.is_young:
        return Report(**common)
    found, pictures, whom, sign = (told[key] for key in ("links", "pictures", "whom", "sign"))
    return Report(
        **common,
        harm=draft.harm,
        links=found.get("links", ""),
        **without_links(draft),
        kind=pictures.get("kind") or Depiction.Kind.OTHER,
        made=pictures.get("made") or made_as(draft.harm),
        description=pictures.get("description", ""),
        sources=tuple(pictures.get("sources", ())),
        others_shown=pictures.get("others_shown", ""),
        facts=pictures.get("facts", ""),
        **on_behalf(draft, whom),
        signs_herself=draft.signs_herself,
        **named(whom),
        affirmed=sign["affirmed"],
        shown_in=sign["shown_in"] or ENGLISH,
        agreed=tuple(sign["agreed"]),
        signature_name=sign["signature_name"],
    )


def without_links(draft: Draft) -> dict[str, Any]:
    """The places she described and what she told sites before, from the page that asks for links."""
    form = draft.form("links")
    if not isinstance(form, LinksForm) or not (form.is_bound and form.is_valid()):
        return {}
    return {"unlinked": form.unlinked(), "earlier": form.earlier()}


def on_behalf(draft: Draft, told: dict[str, Any]) -> dict[str, Any]:
    """By what right she acts for someone, if she does."""
    if not draft.on_behalf:
        return {"on_behalf": False}
    return {
        "on_behalf": True,
        "authority_type": told.get("authority_type", ""),
        "authority_note": told.get("authority_note", ""),
        "authority_until": told.get("authority_until"),
    }


def named(told: dict[str, Any]) -> dict[str, Any]:
    """What may be said where a name is asked for; a name typed and then not chosen is not kept."""
    chosen = told.get("named_as") or Case.Named.NOBODY
    return {
        "named_as": chosen,
        "name_in_notices": "" if chosen == Case.Named.NOBODY else told.get("name_in_notices", ""),
    }


def made_as(harm: str) -> str:
    """Where she left out whether it is real, what happened may say it."""
    return Depiction.Made.FORGERY if harm == Case.Harm.FORGERY else Depiction.Made.UNSURE


def safe_contact(told: dict[str, Any]) -> dict[str, Any]:
    """How and when she may be written to; without her wish, not at all."""
    spoken = {name: told.get(name) for name in ("code_word", "never") if told.get(name)}
    windows = told.get("windows") or []
    if told.get("channel") != "email":
        hours = {"windows": windows, "zone": told["zone"]} if windows else {}
        return {"channel": "none", **hours, **spoken}
    return {
        **spoken,
        "channel": "email",
        "address": told["email"],
        "shared": told["shared"],
        "subject": told["subject"] or ContactForm.base_fields["subject"].choices[0][0],
        "windows": windows,
        "zone": told["zone"],
        "acknowledge": told["acknowledge"],
        "only_once": told["only_once"],
    }
