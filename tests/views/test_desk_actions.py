"""What a person does to a case and its links: allowed, refused, stale, and with the typed text kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import Case, Location, Notice
from cases.views.desk.case_doings import DOINGS
from tests.conftest import build_location, person_of_staff
from tests.views.desk import after, do, read, text_of

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]


def act(client: Client, case: Case, action: str, **fields: object) -> object:
    return do(client, "desk_case_action", case.reference, action, **fields)


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_taking_up_makes_it_yours(as_bo: Client, bo: User, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    act(as_bo, case, "take-up")
    assert Case.objects.get(pk=case.pk).assignee == bo
    assert state_of(case) == "in_review"


def test_the_second_to_take_it_up_is_told_nothing(as_bo: Client, as_cy: Client, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    act(as_bo, case, "take-up")
    assert act(as_cy, case, "take-up").status_code == 404


def test_doing_it_twice_is_one_plain_sentence(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    act(as_bo, case, "take-up")
    response = act(as_bo, case, "take-up")
    assert response.status_code == 409
    assert "This cannot be done now" in text_of(response)


def test_age_is_confirmed_and_then_the_report_accepted(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="in_review")
    Case.objects.filter(pk=case.pk).update(adult_confirmed_at=None)
    act(as_bo, case, "confirm-adult")
    act(as_bo, case, "accept")
    assert state_of(case) == "active"


def test_accepting_too_early_says_what_is_missing(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="in_review")
    Case.objects.filter(pk=case.pk).update(adult_confirmed_at=None)
    response = act(as_bo, case, "accept")
    assert response.status_code == 409
    assert "Confirm first that everyone shown was 18 or older." in text_of(response)


def test_the_page_of_accepting_lists_all_that_is_missing(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="in_review", links=0)
    text = read(as_bo, "desk_case_action", case.reference, "accept")
    assert "Not yet." in text
    assert "The report names no link yet." in text


def test_looking_at_a_page_does_nothing(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="in_review")
    read(as_bo, "desk_case_action", case.reference, "accept")
    assert state_of(case) == "in_review"


def test_drafting_makes_one_notice_per_platform(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    act(as_bo, case, "draft")
    assert list(case.notices.values_list("state", flat=True)) == ["draft"]


def test_holding_and_resuming(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    act(as_bo, case, "hold")
    assert state_of(case) == "on_hold"
    act(as_bo, case, "resume")
    assert state_of(case) == "active"


def test_referring_needs_to_say_to_whom(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    response = act(as_bo, case, "refer", to="")
    assert response.status_code == 422
    assert "Say where the report was handed over" in text_of(response)
    assert state_of(case) == "active"


def test_referring_stops_our_notices(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    act(as_bo, notice.case, "refer", to="Another helpline, reference 12")
    assert state_of(notice.case) == "referred"
    assert Notice.objects.get(pk=notice.pk).state == "withdrawn"


def test_stopping_needs_the_tick(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    assert act(as_bo, case, "withdraw").status_code == 422
    assert state_of(case) == "active"


def test_stopping_at_the_persons_wish(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    text = after(as_bo, act(as_bo, case, "withdraw", sure="on"))
    assert state_of(case) == "withdrawn"
    assert "Everything is stopped." in text


def test_flagging_takes_the_case_out_of_every_list(as_bo: Client, sam: User, make_case: MakeCase) -> None:
    case = make_case()
    response = act(as_bo, case, "flag-under-18", sure="on")
    assert response["Location"] == reverse("desk_today")
    assert "It has left your lists." in after(as_bo, response)
    read(as_bo, "desk_case", case.reference, status=404)


def test_intake_may_flag_a_new_report(signed_in: Callable[[User], Client], make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    ina = signed_in(person_of_staff("ina", "intake"))
    assert act(ina, case, "flag-under-18", sure="on").status_code == 302
    assert Case.objects.get(pk=case.pk).safeguarding


def test_handing_over(as_bo: Client, cy: User, make_case: MakeCase) -> None:
    case = make_case()
    assert f'value="{case.assignee_id}"' not in read(as_bo, "desk_case_action", case.reference, "hand-over")
    response = act(as_bo, case, "hand-over", to=cy.pk)
    assert response["Location"] == reverse("desk_today")
    assert Case.objects.get(pk=case.pk).assignee == cy


def test_a_case_is_not_handed_to_someone_without_the_role(
    as_bo: Client, bo: User, sam: User, make_case: MakeCase
) -> None:
    case = make_case()
    assert act(as_bo, case, "hand-over", to=sam.pk).status_code == 422
    assert Case.objects.get(pk=case.pk).assignee == bo


def test_the_facts_can_be_edited_and_reading_them_is_written_down(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(facts="First words.")
    assert "First words." in read(as_bo, "desk_case_action", case.reference, "facts")
    assert list(case.accesses.values_list("kind", flat=True)) == ["reveal"]
    act(as_bo, case, "facts", facts="Other words.")
    assert Case.objects.get(pk=case.pk).facts == "Other words."


def test_facts_beyond_the_bound_are_not_cut(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(facts="First words.")
    response = act(as_bo, case, "facts", facts="x" * 4001)
    assert response.status_code == 422
    assert "x" * 4001 in text_of(response)
    assert Case.objects.get(pk=case.pk).facts == "First words."


def test_resolving_too_early_lists_what_is_open(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    text = read(as_bo, "desk_case_action", notice.case.reference, "resolve")
    assert "2 links nobody has looked at yet" in text
    assert act(as_bo, notice.case, "resolve").status_code == 409


def test_resolving_closing_and_reopening(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(links=0)
    act(as_bo, case, "resolve")
    assert state_of(case) == "resolved"
    act(as_bo, case, "close", retain_until="2027-05-22")
    assert state_of(case) == "closed"
    act(as_bo, case, "reopen")
    assert state_of(case) == "active"


@pytest.mark.parametrize("day", ["", "2026-11-23", "2020-01-01", "soon"])
def test_closing_needs_a_day_in_the_future(as_bo: Client, make_case: MakeCase, day: str) -> None:
    case = make_case(state="resolved")
    assert act(as_bo, case, "close", retain_until=day).status_code == 422
    assert state_of(case) == "resolved"


@pytest.mark.parametrize("action", sorted(DOINGS))
def test_a_colleague_can_do_nothing(as_cy: Client, make_case: MakeCase, action: str) -> None:
    case = make_case()
    assert act(as_cy, case, action, sure="on", to="x", text="https://clipshare.test/1").status_code == 404
    assert not case.events.exists()


@pytest.mark.parametrize("action", sorted(DOINGS))
def test_a_visitor_is_sent_to_sign_in(client: Client, make_case: MakeCase, action: str) -> None:
    case = make_case()
    assert act(client, case, action)["Location"] == reverse("desk_sign_in")
    assert not case.events.exists()


def test_an_unknown_action_is_not_here(as_bo: Client, make_case: MakeCase) -> None:
    assert act(as_bo, make_case(), "explode").status_code == 404


def test_a_post_without_our_token_is_refused(bo: User, frozen: object, make_case: MakeCase) -> None:
    case = make_case()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bo)
    assert act(strict, case, "hold").status_code == 403
    assert state_of(case) == "active"


def say(client: Client, location: Location, word: str) -> object:
    return do(client, "desk_location_action", location.case.reference, location.number, word)


@pytest.mark.parametrize(
    ("before", "word", "becomes"),
    [
        ("reported", "still-up", "live"), ("reported", "gone", "removed"), ("live", "gone", "removed"),
        ("live", "they-say-gone", "claimed_removed"), ("claimed_removed", "gone", "removed"),
        ("live", "not-visible", "unclear"), ("unclear", "still-up", "live"),
        ("live", "give-up", "out_of_reach"),
        ("out_of_reach", "try-again", "reported"), ("reported", "double", "duplicate"),
        ("removed", "found-again", "live"), ("claimed_removed", "found-again", "live"),
    ],
)  # fmt: skip
def test_what_is_seen_is_recorded(
    as_bo: Client, make_case: MakeCase, before: str, word: str, becomes: str
) -> None:
    location = build_location(make_case(links=0), state=before)
    assert say(as_bo, location, word).status_code == 302
    assert Location.objects.get(pk=location.pk).state == becomes


def test_looking_again_keeps_the_time(as_bo: Client, make_case: MakeCase, frozen: object) -> None:
    location = build_location(make_case(links=0), state="live")
    say(as_bo, location, "still-up")
    assert Location.objects.get(pk=location.pk).confirmed_live_at == frozen


def test_what_cannot_be_said_any_more_is_explained(as_bo: Client, make_case: MakeCase) -> None:
    location = build_location(make_case(links=0), state="removed")
    assert "This cannot be done now" in after(as_bo, say(as_bo, location, "still-up"))
    assert Location.objects.get(pk=location.pk).state == "removed"


def test_the_last_link_gone_stops_the_clocks(as_bo: Client, make_notice: Make, make_case: MakeCase) -> None:
    notice = make_notice(state="sent", case=make_case(links=1))
    say(as_bo, notice.case.locations.get(), "gone")
    assert Notice.objects.get(pk=notice.pk).state == "complied"
    assert not notice.clocks.filter(stopped_at=None).exists()


def test_a_colleague_cannot_say_anything_about_a_link(as_cy: Client, make_case: MakeCase) -> None:
    case = make_case()
    assert say(as_cy, case.locations.get(number=1), "gone").status_code == 404
    assert case.locations.get(number=1).state == "reported"


def test_nothing_is_looked_at_in_a_flagged_case(as_sam: Client, make_case: MakeCase) -> None:
    location = build_location(make_case(links=0, safeguarding=True))
    say(as_sam, location, "still-up")
    assert Location.objects.get(pk=location.pk).state == "reported"


def test_an_observation_is_never_a_link_to_follow(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    read(as_bo, "desk_location_action", case.reference, 1, "gone", status=405)


def test_a_link_is_described_in_neutral_words(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    fields = {"kind": "photo", "made": "forgery", "description": "Adult, outdoors", "position": "third"}
    do(as_bo, "desk_describe", case.reference, 1, **fields)
    location = case.locations.get(number=1)
    assert (location.depiction.kind, location.depiction.description) == ("photo", "Adult, outdoors")
    assert location.position == "third"


def test_describing_a_colleagues_link_is_not_here(as_cy: Client, make_case: MakeCase) -> None:
    assert do(as_cy, "desk_describe", make_case().reference, 1, kind="photo").status_code == 404
