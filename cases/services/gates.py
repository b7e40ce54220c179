"""What keeps mail in the house for a while: a kind that fails and fails, a server that is away, the pace.

Kept in the database, so that every worker is held by the same gates.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce

from cases.models import Delivery, Gate

FAILURES_TO_SHUT = 10
SHUT_FOR = timedelta(minutes=5)
NOT_ASKED_FOR = timedelta(seconds=20)  # the rest of a round: a server that is away is asked once in each
DOWN_AFTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


def went(kind: str) -> None:
    """An attempt of this kind succeeded."""
    Gate.objects.filter(name=kind, failures__gt=0).update(failures=0, shut_until=None)


def failed(kind: str, *, at: datetime) -> None:
    """An attempt of this kind failed: the tenth in a row and each one after it shut it for five minutes."""
    Gate.objects.get_or_create(name=kind)
    Gate.objects.filter(name=kind).update(failures=F("failures") + 1)
    Gate.objects.filter(name=kind, failures__gte=FAILURES_TO_SHUT).update(shut_until=at + SHUT_FOR)


def shut(*, at: datetime) -> list[str]:
    """The kinds of delivery that are not tried now."""
    return list(Gate.objects.filter(shut_until__gt=at).exclude(name=Gate.MAIL).values_list("name", flat=True))


def server_away(*, at: datetime) -> None:
    """The mail server could not be reached: the other mails of this round need not try."""
    Gate.objects.get_or_create(name=Gate.MAIL)
    Gate.objects.filter(name=Gate.MAIL).update(since=Coalesce("since", at), shut_until=at + NOT_ASKED_FOR)


def server_back() -> None:
    """The mail server answered, whatever it said."""
    Gate.objects.filter(name=Gate.MAIL, since__isnull=False).update(since=None, shut_until=None)


def down_since(*, at: datetime) -> datetime | None:
    """Since when no mail has left, once that is worth saying and mail waits."""
    since = Gate.objects.filter(name=Gate.MAIL, since__lte=at - DOWN_AFTER).values_list("since", flat=True)
    waiting = Delivery.objects.filter(state__in=Delivery.WAITING, by_hand=False)
    return since.first() if waiting.exists() else None


def room(*, at: datetime) -> int:
    """How many mails may be begun now: none while the server is away, else what the minute has left."""
    if Gate.objects.filter(name=Gate.MAIL, shut_until__gt=at).exists():
        return 0
    lately = Delivery.objects.filter(by_hand=False, tried_at__gt=at - MINUTE).count()
    return max(0, settings.MAILS_PER_MINUTE - lately)


def lock_room(*, at: datetime) -> bool:
    """Whether one more mail may leave, asked in the transaction of its claim.

    The row of the mail server is locked, so that two workers do not count the same free place.
    """
    Gate.objects.get_or_create(name=Gate.MAIL)
    Gate.objects.select_for_update().get(name=Gate.MAIL)
    claimed = Delivery.objects.filter(state=Delivery.State.CLAIMED, by_hand=False, lease_until__gte=at)
    return claimed.count() < settings.MAIL_CONNECTIONS and room(at=at) > 0
