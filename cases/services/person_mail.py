"""Our mail to persons, shown to a caseworker in full before it first goes out in a case of theirs (V-46)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import override

from cases.models import Delivery, Shown
from cases.rules import person_mail
from cases.services import outbox

UNSEEN = "held: the caseworker has not been shown this mail yet"


@dataclass(frozen=True)
class Template:
    """All that the mail says: from whom, and its text in the person's language and in English."""

    sender: str
    text: str
    english: str


def template(language: str) -> Template:
    sender = f"{settings.ORGANISATION['neutral_sender']} <{settings.MAIL_FROM}>"
    return Template(sender, said_in(language), said_in(settings.LANGUAGE_CODE))


def said_in(language: str) -> str:
    with override(language):
        return person_mail.says()


def digest() -> str:
    """Changes when a sentence of the mail changes in any language, or who it seems to be from."""
    texts = {code: said_in(code) for code, _name in settings.LANGUAGES}
    told = json.dumps([template(settings.LANGUAGE_CODE).sender, texts], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def show(*, user: AbstractBaseUser, at: datetime) -> bool:
    """Note that this person is shown the mail now, and let go what waited for it; whether it was new."""
    _row, is_new = Shown.objects.get_or_create(user_id=user.pk, digest=digest(), defaults={"at": at})
    waiting = Delivery.objects.filter(state=Delivery.State.HELD, last_error=UNSEEN, case__assignee=user.pk)
    rows = list(waiting)
    waiting.update(state=Delivery.State.QUEUED, next_attempt_at=at, last_error="")
    outbox.hint(rows)
    return is_new


def waits(delivery: Delivery) -> bool:
    """Whether this mail waits for its caseworker's eyes. What she asked for before anyone had it does not."""
    if delivery.kind != Delivery.Kind.UPDATE or delivery.case.assignee_id is None:
        return False
    return not Shown.objects.filter(user=delivery.case.assignee_id, digest=digest()).exists()
