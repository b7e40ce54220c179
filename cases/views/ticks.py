"""The laws that will apply to her report, ticked off as her answers stand."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cases.forms.draft import Draft
from cases.forms.links import LinksForm
from cases.models import Depiction
from cases.rules import applicability, asked
from cases.services import directory

ALTERED = {Depiction.Made.AUTHENTIC: "no", Depiction.Made.FORGERY: "yes"}


def laws(draft: Draft, *, at: datetime) -> tuple[asked.Law, ...]:
    """Nothing to tick where nothing is online, or no link is known yet."""
    form = draft.form("links")
    if draft.is_young or not isinstance(form, LinksForm) or not form.is_valid() or form.reading is None:
        return ()
    slugs = {link.platform or "" for link in form.reading.links}
    could = {each.key for each in draft.statements}
    affirmed = could if draft.said("sign", "affirmed") else set()
    answers = asked.Answers(
        signer=draft.said("sign", "signature_name")
        if draft.signs_herself
        else settings.ORGANISATION["signatory_name"],
        standing="subject" if draft.signs_herself else "acting_on_behalf",
        addresses=[link.canonical for link in form.reading.links],
        facts=draft.said("pictures", "facts"),
        organisation=settings.ORGANISATION["name"],
        email=settings.ORGANISATION["email"],
    )
    codes = {
        each.code
        for platform in directory.facts_of(slugs)
        for each in applicability.applicable(
            person_in=draft.place, platform=platform, altered=altered(draft), at=at
        )
    }
    return asked.laws(codes, answers, affirmed=affirmed, could=could, at=at)


def altered(draft: Draft) -> str:
    made = draft.said("pictures", "made")
    return ALTERED.get(Depiction.Made(made), "unknown") if made in Depiction.Made.values else "unknown"
