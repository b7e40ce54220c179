"""Limits on tries, kept in the database so that every process counts the same. No address is stored.

A bucket is one instant: when it would be full again. Each try pushes it forward by the time one try costs,
in a single conditional UPDATE, and is refused where that instant lies too far ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil

from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Greatest

from cases.models import Bucket
from cases.models.fields import blind_index

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FORGET_AFTER = DAY


@dataclass(frozen=True)
class Limit:
    """So many tries at once, and one more after each `every`."""

    name: str
    burst: int
    every: timedelta

    @property
    def reach(self) -> timedelta:
        """How far ahead a bucket may be and still let one more try in."""
        return self.every * (self.burst - 1)


FORM_STARTS = Limit("form start", 30, HOUR / 30)
FIRST_ANSWER = Limit("first answer", 1, timedelta(seconds=10))  # a cookie went out and has not come back yet
SUBMISSIONS_HOUR = Limit("submission hour", 6, HOUR / 6)
SUBMISSIONS_DAY = Limit("submission day", 20, DAY / 20)
SUBMISSIONS_ALL = Limit("submission all", 120, HOUR / 120)
SEARCHES = Limit("staff search", 30, MINUTE / 30)
PEOPLE_DECLARED = Limit("people declared", 30, DAY / 30)  # nobody learns names by trying many
RETURN_PAIR = Limit("return pair", 5, MINUTE)
RETURN_PREFIX = Limit("return prefix", 20, MINUTE)
OWN_WORDS = Limit("own words", 5, MINUTE)  # of one visit that is in: nobody else's tries count there
# Of 300 checks a minute, sixty wait for networks that have not tried lately: a flood cannot use them up.
RETURN_FIRST = Limit("return first", 60, MINUTE / 60)
RETURN_AGAIN = Limit("return again", 240, MINUTE / 240)


def prefix(address: str) -> str:
    """The network a visitor comes from: IPv4 /24, IPv6 /56; an unreadable address is a network of its own."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))


def bucket_key(limit: Limit, who: str) -> str:
    return blind_index(f"{limit.name}\x00{who}", purpose="throttle")


def allow(limit: Limit, who: str, *, at: datetime) -> bool:
    """Spend one try of this key; False where none is left. Safe from many processes at once."""
    key = bucket_key(limit, who)
    if push(limit, key, at=at):
        return True
    _, is_new = Bucket.objects.get_or_create(key=key, defaults={"filled_at": at + limit.every})
    return is_new or push(limit, key, at=at)  # another process may have made it just now


def push(limit: Limit, key: str, *, at: datetime) -> bool:
    """Spend one try of a bucket that is there and has one left."""
    pushed = ExpressionWrapper(
        Greatest(F("filled_at"), Value(at, DateTimeField())) + Value(limit.every),
        output_field=DateTimeField(),
    )
    free = Bucket.objects.filter(key=key, filled_at__lte=at + limit.reach)
    return free.update(filled_at=pushed) == 1


def wait(limit: Limit, who: str, *, at: datetime) -> timedelta:
    """How long until this key has a try again; zero where it has one now."""
    filled_at = Bucket.objects.filter(key=bucket_key(limit, who)).values_list("filled_at", flat=True).first()
    return max(timedelta(0), filled_at - limit.reach - at) if filled_at else timedelta(0)


def spent(limit: Limit, who: str, *, at: datetime) -> int:
    """How many tries of this key have not come back yet."""
    filled_at = Bucket.objects.filter(key=bucket_key(limit, who)).values_list("filled_at", flat=True).first()
    return max(0, ceil((filled_at - at) / limit.every)) if filled_at else 0


def may_try_words(*, code: str, network: str, at: datetime) -> bool:
    """Whether a code and words may be checked now. The same whether or not such a case exists."""
    newcomer = not known(RETURN_PREFIX, network, at=at)
    if not allow(RETURN_PREFIX, network, at=at):
        return False
    if not allow(RETURN_PAIR, f"{code}\x00{network}", at=at):
        return False
    return allow(RETURN_AGAIN, "", at=at) or (newcomer and allow(RETURN_FIRST, "", at=at))


def known(limit: Limit, who: str, *, at: datetime) -> bool:
    """Whether this key has tried lately: its bucket is not full yet."""
    return Bucket.objects.filter(key=bucket_key(limit, who), filled_at__gt=at).exists()


def settle(limit: Limit, who: str) -> None:
    """What was waited for has come: the bucket of this key is full again."""
    Bucket.objects.filter(key=bucket_key(limit, who)).delete()


def forget(*, at: datetime) -> int:
    """Remove buckets that have been full for a day."""
    return Bucket.objects.filter(filled_at__lt=at - FORGET_AFTER).delete()[0]
