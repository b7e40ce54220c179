"""Adding links, and what people saw there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Location, Notice
from cases.models.base import TransitionNotAllowed
from cases.services import locations, notices, outbox
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.services.story import kinds, last, received

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


def test_links_are_read_out_of_messy_text(make_case: Make, bo: Any) -> None:
    case = make_case(links=0)
    build_platform()
    text = "It is here: https://clipshare.test/v/1, and <http://www.other-site.test/a>."
    reading = locations.add(case=case, text=text, actor=bo, at=AT)
    assert len(reading.links) == 2
    first, second = case.locations.order_by("number")
    assert (first.platform.slug, first.state, first.reported_at) == ("clipshare", "reported", AT)
    assert second.platform is None


def test_what_was_pasted_is_kept_beside_the_address(make_case: Make, bo: Any) -> None:
    case = make_case(links=0)
    locations.add(case=case, text="HTTPS://Clipshare.test:443/v/1", actor=bo, at=AT)
    location = case.locations.get()
    assert location.pasted == "HTTPS://Clipshare.test:443/v/1"
    assert location.address == "https://clipshare.test/v/1"


def test_a_link_is_once_in_a_case(make_case: Make, bo: Any) -> None:
    case = make_case(links=0)
    for _ in range(2):
        locations.add(case=case, text="https://clipshare.test/v/1", actor=bo, at=AT)
    assert case.locations.count() == 1
    assert kinds(case) == ["location_added"]


def test_new_links_are_numbered_on(make_case: Make, bo: Any) -> None:
    case = make_case(links=2)
    locations.add(case=case, text="https://clipshare.test/v/new", actor=bo, at=AT)
    assert case.locations.order_by("-number")[0].number == 3


def test_an_event_never_carries_the_address(make_case: Make, bo: Any) -> None:
    case = make_case(links=0)
    locations.add(case=case, text="https://clipshare.test/v/1", actor=bo, at=AT)
    event = last(case)
    assert (event.kind, event.location_id) == ("location_added", case.locations.get().pk)
    assert "clipshare" not in str(event.facts)


def test_b06_a_case_has_room_for_so_many(make_case: Make, bo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "URLS_PER_CASE", 2)
    case = make_case(links=1)
    with pytest.raises(Refused, match="at most 2 links"):
        locations.add(case=case, text="https://a.example.org/1 https://a.example.org/2", actor=bo, at=AT)
    assert case.locations.count() == 1


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_a_new_link_opens_the_case_again(make_case: Make, bo: Any, state: str) -> None:
    case = make_case(state=state, links=0, retain_until=date(2027, 1, 1))
    locations.add(case=case, text="https://clipshare.test/v/1", actor=bo, at=AT)
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.retain_until) == ("active", None)
    assert kinds(case) == ["reopened", "location_added"]


@pytest.mark.parametrize("state", ["withdrawn", "referred"])
def test_a_stopped_case_takes_no_new_links(make_case: Make, bo: Any, state: str) -> None:
    case = make_case(state=state, links=0)
    with pytest.raises(Refused, match="stopped or handed over"):
        locations.add(case=case, text="https://clipshare.test/v/1", actor=bo, at=AT)


def test_text_without_link_opens_nothing(make_case: Make, bo: Any) -> None:
    case = make_case(state="closed", links=0)
    assert not locations.add(case=case, text="nothing here", actor=bo, at=AT).links
    assert Case.objects.get(pk=case.pk).state == "closed"


@pytest.mark.parametrize(
    ("act", "start", "state", "kind"),
    [
        ("confirm_live", "reported", "live", "confirmed_live"),
        ("claim_removed", "live", "claimed_removed", "claimed_removed"),
        ("lose_sight", "live", "unclear", "lost_sight"),
        ("give_up", "live", "out_of_reach", "given_up"),
        ("retry", "out_of_reach", "reported", "retried"),
        ("merge", "reported", "duplicate", "merged"),
        ("verify_removed", "live", "removed", "verified_removed"),
    ],
)
def test_what_was_seen_is_recorded(
    make_case: Make, make_location: Make, bo: Any, act: str, start: str, state: str, kind: str
) -> None:
    location = make_location(make_case(links=0), state=start)
    location = getattr(locations, act)(location_id=location.pk, actor=bo, at=AT)
    event = last(location.case)
    assert (event.kind, event.from_state, event.to_state) == (kind, start, state)
    assert (event.location_id, event.actor, location.state) == (location.pk, bo, state)


@pytest.mark.parametrize("act", ["confirm_live", "claim_removed", "lose_sight", "give_up"])
def test_nothing_but_seeing_it_gone_stops_a_clock(make_notice: Make, bo: Any, act: str) -> None:
    notice = make_notice(state="sent")
    location = notice.items.first().location
    getattr(locations, act)(location_id=location.pk, actor=bo, at=AT)
    assert notice.clocks.filter(stopped_at=None).count() == 2
    assert Notice.objects.get(pk=notice.pk).state == "sent"


def test_a_claim_is_checked_by_a_person(make_notice: Make, bo: Any) -> None:
    location = make_notice(state="sent").items.first().location
    with pytest.raises(Refused, match="Only a person"):
        locations.verify_removed(location_id=location.pk, actor=None, at=AT)


def test_with_one_still_up_the_notice_stays_open(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    locations.verify_removed(location_id=notice.items.first().location_id, actor=bo, at=AT)
    assert Notice.objects.get(pk=notice.pk).state == "sent"


@pytest.mark.parametrize("state", ["sent", "acknowledged", "refused", "escalated"])
def test_the_last_one_gone_closes_the_notice(make_notice: Make, bo: Any, state: str) -> None:
    notice = make_notice(state=state)
    for item in notice.items.all():
        locations.verify_removed(location_id=item.location_id, actor=bo, at=AT + HOUR)
    notice.refresh_from_db()
    assert (notice.state, notice.complied_at, notice.next_step_at) == ("complied", AT + HOUR, None)
    assert set(notice.clocks.values_list("stop_reason", "stopped_at")) == {("removed", AT + HOUR)}
    assert not notice.items.filter(is_open=True).exists()


@pytest.mark.parametrize(
    ("gone", "late"), [(48 * HOUR, 0), (48 * HOUR + timedelta(minutes=1), 1), (50 * HOUR, 120)]
)
def test_how_late_it_was_is_kept(make_notice: Make, bo: Any, gone: timedelta, late: int) -> None:
    notice = make_notice(state="sent")
    for item in notice.items.all():
        locations.verify_removed(location_id=item.location_id, actor=bo, at=AT + gone)
    assert last(notice.case).facts == {"minutes_late": {"us-tida": late, "uk-osa-u2u": late}}


def test_when_all_is_gone_nothing_more_is_sent(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    outbox.put([outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice)])
    for item in notice.items.all():
        locations.verify_removed(location_id=item.location_id, actor=bo, at=AT)
    assert Delivery.objects.get(key="c").state == "cancelled"


def test_she_hears_that_it_is_gone_once_an_hour_at_most(make_case: Make, make_notice: Make, bo: Any) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org"})
    notice = make_notice(state="sent", case=case)
    for item in notice.items.all():
        locations.verify_removed(location_id=item.location_id, actor=bo, at=AT)
    assert Delivery.objects.filter(kind="update").count() == 1


@pytest.mark.parametrize("act", ["give_up", "merge"])
def test_what_leaves_the_work_is_on_no_open_notice(make_notice: Make, bo: Any, act: str) -> None:
    location = make_notice(state="sent").items.first().location
    getattr(locations, act)(location_id=location.pk, actor=bo, at=AT)
    assert not location.items.filter(is_open=True).exists()


def test_trying_again_opens_a_closed_case(make_case: Make, make_location: Make, bo: Any) -> None:
    case = make_case(state="closed", links=0, retain_until=date(2027, 1, 1))
    location = make_location(case, state="out_of_reach")
    locations.retry(location_id=location.pk, actor=bo, at=AT)
    assert Case.objects.get(pk=case.pk).state == "active"


def test_a_description_is_neutral_words_on_the_depiction(make_case: Make, bo: Any) -> None:
    location = make_case(links=1).locations.get()
    words = {"kind": "photo", "made": "forgery", "description": "Blue curtain", "position": "01:10"}
    location = locations.describe(location_id=location.pk, actor=bo, at=AT, **words)
    depiction = location.depiction
    assert (depiction.kind, depiction.made, depiction.description) == ("photo", "forgery", "Blue curtain")
    assert Location.objects.get(pk=location.pk).position == "01:10"


def test_describing_one_location_leaves_its_copies_alone(make_case: Make, bo: Any) -> None:
    case = make_case(links=2)
    first, second = case.locations.order_by("number")
    Location.objects.filter(pk=second.pk).update(depiction=first.depiction)
    words = {"kind": "photo", "made": "unsure", "description": "Other", "position": ""}
    locations.describe(location_id=second.pk, actor=bo, at=AT, **words)
    assert Location.objects.get(pk=first.pk).depiction.description == "Adult, indoors"


def test_an_observation_that_cannot_be_is_refused(make_case: Make, make_location: Make, bo: Any) -> None:
    location = make_location(make_case(links=0), state="removed")
    with pytest.raises(TransitionNotAllowed):
        locations.claim_removed(location_id=location.pk, actor=bo, at=AT)
    assert kinds(location.case) == []


def test_a_notice_with_a_link_given_up_is_not_complied_with(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    first, second = (item.location_id for item in notice.items.all())
    locations.give_up(location_id=first, actor=bo, at=AT + HOUR)
    locations.verify_removed(location_id=second, actor=bo, at=AT + HOUR)
    assert Notice.objects.get(pk=notice.pk).state == "sent"


def test_a_double_does_not_keep_its_notice_open(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    first, second = (item.location_id for item in notice.items.all())
    locations.merge(location_id=first, actor=bo, at=AT + HOUR)
    locations.verify_removed(location_id=second, actor=bo, at=AT + HOUR)
    assert Notice.objects.get(pk=notice.pk).state == "complied"


def test_a_double_found_last_completes_the_notice(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    first, second = (item.location_id for item in notice.items.all())
    locations.verify_removed(location_id=second, actor=bo, at=AT + HOUR)
    locations.merge(location_id=first, actor=bo, at=AT + HOUR)
    assert Notice.objects.get(pk=notice.pk).state == "complied"


def test_doubles_alone_complete_nothing(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    for item in notice.items.all():
        locations.merge(location_id=item.location_id, actor=bo, at=AT + HOUR)
    assert Notice.objects.get(pk=notice.pk).state == "sent"


def test_what_was_given_up_ends_by_withdrawing_the_notice(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    for item in notice.items.all():
        locations.give_up(location_id=item.location_id, actor=bo, at=AT + HOUR)
    notices.withdraw(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    assert Notice.objects.get(pk=notice.pk).state == "withdrawn"
    assert not notice.clocks.filter(stopped_at=None).exists()


def test_describing_is_an_event_without_the_words(make_case: Make, bo: Any) -> None:
    location = make_case().locations.first()
    words = {"kind": "photo", "made": "unsure", "description": "Red wall", "position": ""}
    locations.describe(location_id=location.pk, actor=bo, at=AT, **words)
    event = last(location.case)
    assert (event.kind, event.actor, event.location_id) == ("described", bo, location.pk)
    assert "Red" not in str(event.facts)
