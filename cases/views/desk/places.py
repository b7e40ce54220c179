"""The links of a case, grouped by platform, as staff may see them: defanged, with Copy, never as links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from cases.models import Event, Item, Kind, Location
from cases.models.fields import DAMAGED, readable
from cases.permissions import may
from cases.rules import urls
from cases.views.desk import words
from cases.views.desk.timeline import Story

L = Location.State
TONES = {L.LIVE: "live", L.CLAIMED_REMOVED: "claimed", L.REMOVED: "gone"}
LOOKS = {
    Kind.CONFIRMED_LIVE, Kind.CLAIMED_REMOVED, Kind.VERIFIED_REMOVED, Kind.REAPPEARED, Kind.LOST_SIGHT,
    Kind.GIVEN_UP, Kind.RETRIED, Kind.MERGED,
}  # fmt: skip
# What a person can say about a link: the address's word, the transition and the button.
SAYINGS = {
    "still-up": ("confirm_live", "Still up"),
    "gone": ("verify_removed", "Gone"),
    "they-say-gone": ("claim_removed", "They say it is gone"),
    "found-again": ("find_again", "Up again"),
    "not-visible": ("lose_sight", "Cannot be seen"),
    "give-up": ("give_up", "Give up"),
    "try-again": ("retry", "Try again"),
    "double": ("merge", "A double"),
}


@dataclass(frozen=True)
class Place:
    """One link as a row."""

    number: int
    shown: str
    exact: str  # what Copy copies; empty where the address cannot be opened
    state: str
    tone: str
    second: str
    sayings: tuple[tuple[str, str], ...]
    notice: int | None


@dataclass(frozen=True)
class Group:
    """The links on one platform."""

    platform: str
    note: str
    places: list[Place]


def rows(story: Story, locations: Iterable[Location], events: list[Event]) -> list[Place]:
    looks = last_looks(events)
    open_items = Item.objects.filter(location__case=story.case, is_open=True)
    on_notice = dict(open_items.values_list("location_id", "notice__number"))
    allowed = may(story.reader, "look", story.case) and not story.case.safeguarding
    return [place(each, story, looks.get(each.pk), on_notice, allowed) for each in locations]


def place(
    location: Location, story: Story, look: Event | None, on_notice: Mapping[UUID, int], allowed: bool
) -> Place:
    address = readable(location, "address")
    whole = address != DAMAGED
    return Place(
        number=location.number,
        shown=urls.defang(address) if whole else DAMAGED,
        exact=address if whole else "",
        state=words.opening(location.get_state_display()),
        tone=TONES.get(location.state, ""),
        second=seen(location, story, look),
        sayings=sayings(location) if allowed else (),
        notice=on_notice.get(location.pk),
    )


def sayings(location: Location) -> tuple[tuple[str, str], ...]:
    """The buttons of a link: what its state lets a person say."""
    can = {each.name for each in location.get_available_state_transitions()}
    if location.state == L.LIVE:
        can.add("confirm_live")  # looked again: no new state, but a new time
    said = [(word, label) for word, (transition, label) in SAYINGS.items() if transition in can]
    doubted = location.state == L.CLAIMED_REMOVED
    return tuple((word, "Still up" if doubted and word == "found-again" else label) for word, label in said)


def last_looks(events: list[Event]) -> dict[UUID, Event]:
    """The newest observation of each link; events come newest first."""
    found: dict[UUID, Event] = {}
    for event in events:
        if event.location_id and event.kind in LOOKS:
            found.setdefault(event.location_id, event)
    return found


def seen(location: Location, story: Story, look: Event | None) -> str:
    if look is None:
        return f"reported {words.short_moment(location.reported_at, story.at)}"
    if look.kind == Kind.CLAIMED_REMOVED:
        return "nobody looked yet"
    who = story.who(look.actor_id)
    return f"{'you' if who == 'You' else who}, {words.short_moment(look.at, story.at)}"


def groups(pairs: Iterable[tuple[str, Place]], notes: Mapping[str, str]) -> list[Group]:
    """In the order of the links, each platform once."""
    found: dict[str, list[Place]] = {}
    for name, each in pairs:
        found.setdefault(name, []).append(each)
    return [Group(name, notes.get(name, ""), members) for name, members in found.items()]


def site_name(location: Location) -> str:
    if location.platform:
        return location.platform.name
    site = readable(location, "site")
    return urls.defang(site) if site else "Another website"
