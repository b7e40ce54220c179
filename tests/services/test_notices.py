"""Drafting, checking, approving, revising and withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case, Channel, Delivery, Depiction, Item, Location, Notice
from cases.models.base import TransitionNotAllowed
from cases.rules.regime import UnknownRegime
from cases.services import notices, triage
from cases.services.refusal import Refused
from tests.conftest import AT, build_location, build_platform
from tests.services.story import approved, kinds, last, received, states

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


def test_one_notice_per_platform_carries_its_locations(make_case: Make, bo: Any) -> None:
    case = make_case(links=2)
    build_location(case, number=3, platform=build_platform("otherside"))
    first, second = notices.draft(case_id=case.pk, actor=bo, at=AT)
    assert (first.platform.slug, first.items.count(), first.number) == ("clipshare", 2, 1)
    assert (second.platform.slug, second.items.count(), second.number) == ("otherside", 1, 2)


def test_a_draft_carries_every_regime_that_applies(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case(place="GB").pk, actor=bo, at=AT)
    assert {"us-tida", "uk-osa-u2u"} <= set(notice.regimes)
    assert last(notice.case).facts["regimes"] == notice.regimes


def test_the_law_in_force_on_that_day_decides(make_case: Make, bo: Any) -> None:
    before = AT.replace(year=2026, month=1)
    [notice] = notices.draft(case_id=make_case(place="GB").pk, actor=bo, at=before)
    assert not {"us-tida", "uk-osa-u2u"} & set(notice.regimes)


def test_unknown_sites_are_grouped_by_their_name(make_case: Make, bo: Any) -> None:
    case = make_case(links=3)
    case.locations.update(platform=None)
    for location, site in zip(case.locations.order_by("number"), ["a.test", "b.test", "a.test"], strict=True):
        location.site = site
        location.save(update_fields=["site"])
    drafts = notices.draft(case_id=case.pk, actor=bo, at=AT)
    assert [notice.items.count() for notice in drafts] == [2, 1]
    assert all(notice.platform is None and notice.channel is None for notice in drafts)


def test_a_location_on_an_open_notice_is_not_drafted_again(make_case: Make, bo: Any) -> None:
    case = make_case()
    notices.draft(case_id=case.pk, actor=bo, at=AT)
    with pytest.raises(Refused, match="on a notice already"):
        notices.draft(case_id=case.pk, actor=bo, at=AT)
    assert case.notices.count() == 1


@pytest.mark.parametrize("state", ["removed", "claimed_removed", "out_of_reach", "duplicate"])
def test_what_is_gone_or_given_up_is_not_drafted(make_case: Make, bo: Any, state: str) -> None:
    case = make_case(links=1)
    case.locations.update(state=state)
    with pytest.raises(Refused):
        notices.draft(case_id=case.pk, actor=bo, at=AT)


@pytest.mark.parametrize("state", ["submitted", "in_review", "on_hold", "resolved", "closed", "withdrawn"])
def test_only_an_active_case_gets_drafts(make_case: Make, bo: Any, state: str) -> None:
    with pytest.raises(Refused, match="once the case is accepted"):
        notices.draft(case_id=make_case(state=state).pk, actor=bo, at=AT)


def test_a_flagged_case_gets_no_drafts(make_case: Make, bo: Any) -> None:
    with pytest.raises(Refused):
        notices.draft(case_id=make_case(safeguarding=True).pk, actor=bo, at=AT)


def test_items_are_numbered_in_the_order_of_the_report(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case(links=3).pk, actor=bo, at=AT)
    assert list(notice.items.values_list("number", "location__number")) == [(1, 1), (2, 2), (3, 3)]


def test_nothing_is_missing_in_a_well_told_report(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    found = notices.check(notice, at=AT)
    assert found.ok, (found.missing, found.blocked)
    assert set(found.missing) == set(notice.regimes)


def test_it_says_what_is_missing_and_where(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case(statements={"affirmed": []}).pk, actor=bo, at=AT)
    assert not notices.check(notice, at=AT).ok
    with pytest.raises(Refused, match=r"is missing.*then approve"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)
    assert Notice.objects.get(pk=notice.pk).state == "draft"


def test_her_name_does_not_leave_the_house(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case(facts="I am Ana Example.").pk, actor=bo, at=AT)
    assert notices.check(notice, at=AT).blocked
    with pytest.raises(Refused, match="may not be in a letter"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def test_nor_does_the_name_of_her_caseworker(make_case: Make, bo: Any) -> None:
    bo.first_name, bo.last_name = "Bo", "Caseworker-Lund"
    bo.save()
    [notice] = notices.draft(case_id=make_case(facts="Told to Bo Caseworker-Lund.").pk, actor=bo, at=AT)
    assert notices.check(notice, at=AT).blocked


def test_approval_freezes_text_and_signature(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    assert (notice.state, notice.approved_by, notice.approved_at) == ("approved", bo, AT)
    assert notice.document["signature"]["signed_at"] == "2026-11-23T10:00:00Z"
    assert notice.document["signature"]["name"] == "Dana Whitfield"


def test_what_was_approved_is_shown_ever_after(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    Case.objects.get(pk=notice.case_id)
    case = Case.objects.get(pk=notice.case_id)
    case.facts = "Something else entirely."
    case.save()
    shown = notices.preview(Notice.objects.get(pk=notice.pk), at=AT + HOUR)
    assert shown.to_json() == notice.document


def test_a_draft_is_shown_as_it_would_be_sent_now(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    shown = notices.preview(notice, at=AT)
    assert shown.signature.signed_at is None
    assert [item.n for item in shown.items] == [1, 2]


def test_approval_puts_one_delivery_into_the_outbox(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    [delivery] = Delivery.objects.filter(notice=notice)
    assert (delivery.kind, delivery.state, delivery.by_hand) == ("notice", "queued", True)
    assert delivery.next_attempt_at == AT


def test_a_checked_mail_address_is_written_to(make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    notice = approved(make_case(), bo)
    assert not Delivery.objects.get(notice=notice).by_hand


def test_an_address_nobody_checked_is_refused(make_case: Make, bo: Any) -> None:
    build_platform(channel="email", checked=False)
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    with pytest.raises(Refused, match="Nobody has checked"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)
    assert states(notice.case) == []


def test_approval_is_recorded_with_the_digest_of_the_text(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    event = last(notice.case)
    assert (event.kind, event.from_state, event.to_state) == ("approved", "draft", "approved")
    assert len(event.facts["document"]) == 64
    assert event.facts["consent"] == "1"


def test_approving_twice_sends_once(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    with pytest.raises(TransitionNotAllowed):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)
    assert len(states(notice.case)) == 1


@pytest.mark.parametrize("change", [{"state": "on_hold"}, {"state": "withdrawn"}, {"safeguarding": True}])
def test_a_case_that_rests_sends_nothing(make_case: Make, bo: Any, change: dict[str, Any]) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    Case.objects.filter(pk=notice.case_id).update(**change)
    with pytest.raises(Refused, match="nothing can be sent"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def test_without_authority_nothing_is_approved(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case(authority_until=date(2026, 11, 22)).pk, actor=bo, at=AT)
    with pytest.raises(Refused, match="authority to act has ended"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def test_a_notice_without_open_link_is_not_approved(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    Item.objects.update(is_open=False)
    with pytest.raises(Refused, match="no open link"):
        notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def test_revising_takes_signature_and_queue_back(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    notice = notices.revise(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    assert (notice.state, notice.document, notice.approved_by) == ("draft", {}, None)
    assert states(notice.case) == ["cancelled"]
    assert last(notice.case).kind == "revised"


def test_a_revised_notice_goes_out_as_a_new_delivery(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    notices.revise(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    notices.approve(notice_id=notice.pk, actor=bo, at=AT + 2 * HOUR)
    assert states(notice.case) == ["cancelled", "queued"]


def test_what_was_sent_cannot_be_revised(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    with pytest.raises(TransitionNotAllowed):
        notices.revise(notice_id=notice.pk, actor=bo, at=AT)


def test_withdrawing_stops_clocks_and_frees_locations(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    notices.withdraw(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    assert set(notice.clocks.values_list("stop_reason", "stopped_at")) == {("withdrawn", AT + HOUR)}
    assert not notice.items.filter(is_open=True).exists()
    assert notices.draft(case_id=notice.case_id, actor=bo, at=AT + HOUR)[0].number == 2


def test_withdrawing_cancels_what_waits(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    notices.withdraw(notice_id=notice.pk, actor=bo, at=AT)
    assert states(notice.case) == ["cancelled"]
    assert kinds(notice.case)[-1] == "notice_withdrawn"


def test_regimes_can_be_chosen_while_it_is_a_draft(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    notices.set_regimes(notice_id=notice.pk, codes=["us-tida", "us-tida"], actor=bo, at=AT)
    assert Notice.objects.get(pk=notice.pk).regimes == ["us-tida"]


@pytest.mark.parametrize("codes", [[], ["kr-tba-22-5"], ["au-osa-iba"]])
def test_a_notice_carries_at_least_one_regime_we_can_use(make_case: Make, bo: Any, codes: list[str]) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    with pytest.raises(Refused, match="at least one regime"):
        notices.set_regimes(notice_id=notice.pk, codes=codes, actor=bo, at=AT)


def test_an_unknown_regime_is_refused(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    with pytest.raises(UnknownRegime):
        notices.set_regimes(notice_id=notice.pk, codes=["xx-nothing"], actor=bo, at=AT)


def test_an_approved_notice_keeps_its_regimes(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    with pytest.raises(Refused):
        notices.set_regimes(notice_id=notice.pk, codes=["us-tida"], actor=bo, at=AT)


def test_a_sentence_can_be_chosen_while_it_is_a_draft(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    for value in ("nudity", "forgery"):
        notices.choose(notice_id=notice.pk, code="in-it-3-2-b", key="kind", value=value, actor=bo, at=AT)
    assert Notice.objects.get(pk=notice.pk).choices == {"in-it-3-2-b": {"kind": "forgery"}}


def test_an_approved_notice_keeps_its_sentences(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    with pytest.raises(Refused, match="back to draft"):
        notices.choose(notice_id=notice.pk, code="us-tida", key="kind", value="x", actor=bo, at=AT)


def test_a_verified_channel_is_used_before_another(make_case: Make, bo: Any) -> None:
    platform = build_platform(checked=False)
    checked = Channel.objects.create(
        platform=platform, kind="email", address="abuse@clipshare.test", verified_at=AT
    )
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    assert notice.channel == checked


def test_a_forgery_decides_which_regimes_apply(make_case: Make, bo: Any) -> None:
    case = make_case(place="US")
    Depiction.objects.filter(case=case).update(made="forgery")
    [notice] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    assert "us-tida" in notice.regimes


def test_a_notice_of_a_withdrawn_case_is_over(make_case: Make, bo: Any) -> None:
    notice = approved(make_case(), bo)
    triage.withdraw(case_id=notice.case_id, actor=bo, at=AT)
    with pytest.raises(TransitionNotAllowed):
        notices.revise(notice_id=notice.pk, actor=bo, at=AT)
    assert Location.objects.filter(items__is_open=True).count() == 0
