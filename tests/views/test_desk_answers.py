"""What platforms answer: the form filed by hand, receipt, refusal, demands, drafts a person filed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import tasks
from cases.models import Case, Clock, Delivery, Notice
from cases.services import outbox
from tests.conftest import AT
from tests.services.story import two_agree
from tests.views.desk import after, do, read, say_why, text_of

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]
H = timedelta(hours=1)


def show(client: Client, notice: Notice, status: int = 200) -> str:
    return read(client, "desk_notice", notice.case.reference, notice.number, status=status)


def act(client: Client, notice: Notice, action: str, **fields: object) -> object:
    return do(client, "desk_notice_action", notice.case.reference, notice.number, action, **fields)


def again(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def receipt(client: Client, notice: Notice, **fields: object) -> object:
    typed = {"day": "2026-11-23", "time": "09:30", "zone": "Europe/London", "basis": "ticket_number"}
    return act(client, notice, "receipt", **{**typed, "reference": "CS-5521", **fields})


@pytest.fixture
def approved(make_notice: Make) -> Notice:
    """Approved an hour ago, to be filed by hand."""
    notice = make_notice(state="approved")
    Notice.objects.filter(pk=notice.pk).update(approved_at=AT - H)
    return again(notice)


def test_an_approved_form_shows_each_answer_in_order(as_bo: Client, approved: Notice) -> None:
    text = show(as_bo, approved)
    labels = ["Who reports", "Organisation", "E-mail", "Our reference", "Links, one per line", "Signature"]
    places = [text.index(f">{label}</p>") for label in labels]
    assert places == sorted(places)


def test_the_answers_hold_the_exact_links(as_bo: Client, approved: Notice) -> None:
    response = as_bo.get(reverse("desk_notice", args=[approved.case.reference, 1]))
    reference = approved.case.reference
    links = [f"https://clipshare.test/v/{reference}-{number}" for number in (1, 2)]
    assert "\n".join(links) in response.content.decode()


def test_their_form_is_opened_in_two_steps(as_bo: Client, approved: Notice) -> None:
    text = show(as_bo, approved)
    assert "<summary>Open their form</summary>" in text
    assert 'rel="noreferrer noopener" target="_blank" href="https://clipshare.test/report"' in text


def test_the_answers_never_name_the_caseworker(as_bo: Client, approved: Notice) -> None:
    text = show(as_bo, approved)
    assert ">Bo<" not in text[text.index('class="answers"') : text.index('class="receiptbox"')]


def test_a_receipt_starts_the_clocks_at_their_time(as_bo: Client, approved: Notice) -> None:
    text = after(as_bo, receipt(as_bo, approved))
    clock = approved.clocks.get(regime="us-tida")
    assert clock.started_at == AT - timedelta(minutes=30)
    assert "Receipt is recorded." in text
    assert "47 h 30 min left" not in text  # hours alone above a day
    assert "47 h left" in text


def test_a_receipt_is_read_in_the_zone_that_was_chosen(as_bo: Client, approved: Notice) -> None:
    receipt(as_bo, approved, time="04:30:00", zone="America/New_York")
    assert approved.clocks.get(regime="us-tida").started_at == AT - timedelta(minutes=30)


def test_the_reference_and_the_proof_are_kept(as_bo: Client, approved: Notice) -> None:
    receipt(as_bo, approved)
    kept = again(approved)
    assert (kept.platform_reference, kept.receipt_basis) == ("CS-5521", "ticket_number")


def test_a_time_that_happens_twice_is_explained_with_both_readings(as_bo: Client, approved: Notice) -> None:
    response = receipt(as_bo, approved, day="2026-10-25", time="01:30")
    text = text_of(response)
    assert response.status_code == 422
    assert "happens twice" in text
    assert "2026-10-25T00:30:00Z" in text and "2026-10-25T01:30:00Z" in text


def test_a_time_that_does_not_exist_is_explained(as_bo: Client, approved: Notice) -> None:
    response = receipt(as_bo, approved, day="2026-03-29", time="01:30")
    assert "does not exist" in text_of(response)
    assert not approved.clocks.exists()


def test_a_receipt_in_the_future_is_refused_and_stays_typed(as_bo: Client, approved: Notice) -> None:
    response = receipt(as_bo, approved, time="10:01")
    text = text_of(response)
    assert response.status_code == 409
    assert "in the future" in text
    assert 'value="CS-5521"' in text and 'value="10:01"' in text


def test_a_receipt_before_approval_is_refused(as_bo: Client, approved: Notice) -> None:
    assert receipt(as_bo, approved, time="08:59").status_code == 409
    assert not Clock.objects.exists()


@pytest.mark.parametrize("field", ["day", "time", "zone", "basis"])
def test_a_receipt_needs_every_part(as_bo: Client, approved: Notice, field: str) -> None:
    assert receipt(as_bo, approved, **{field: ""}).status_code == 422


def test_an_acknowledgement_moves_no_clock(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    before = list(notice.clocks.values_list("due_at", flat=True))
    act(as_bo, notice, "acknowledge", reference="PL-88120")
    assert again(notice).state == "acknowledged"
    assert list(notice.clocks.values_list("due_at", flat=True)) == before


def test_a_refusal_keeps_their_ground(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    act(as_bo, notice, "refuse", ground="not_intimate_image_content")
    assert (again(notice).state, again(notice).refusal_ground) == ("refused", "not_intimate_image_content")


def test_a_ground_nobody_offers_is_refused(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    assert act(as_bo, notice, "refuse", ground="we do not like it").status_code == 422


def test_asking_for_an_id_card_changes_no_clock(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent", received_at=AT - H)
    act(as_bo, notice, "extra-demand", zone="Europe/London")
    assert notice.clocks.count() == 2
    assert notice.case.events.get().kind == "extra_demand"


def test_a_missing_element_adds_a_second_reading(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent", received_at=AT - 3 * H)
    typed = {"day": "2026-11-23", "time": "09:00", "zone": "UTC", "was_missing": "on"}
    act(as_bo, notice, "extra-demand", **typed)
    assert notice.clocks.filter(reading="conservative", started_at=AT - H).count() == 2


def test_a_missing_element_needs_its_time(as_bo: Client, make_notice: Make) -> None:
    response = act(as_bo, make_notice(state="sent"), "extra-demand", zone="UTC", was_missing="on")
    assert response.status_code == 422
    assert "Say when they received the missing element." in text_of(response)


def test_escalating_too_early_is_refused_in_words(as_bo: Client, make_notice: Make) -> None:
    response = act(as_bo, make_notice(state="sent"), "escalate")
    assert response.status_code == 409
    assert "cannot be escalated yet" in text_of(response)


def test_escalating_prepares_drafts_and_sends_nothing(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="refused")
    text = after(as_bo, act(as_bo, notice, "escalate"))
    assert "Federal Trade Commission" in text and "Ofcom" in text
    assert not notice.deliveries.filter(state="sent").exists()
    assert set(notice.deliveries.values_list("by_hand", flat=True)) == {True}


def held_draft(notice: Notice) -> Delivery:
    return Delivery.objects.create(
        key="draft", case=notice.case, notice=notice, kind="escalation", regime="us-tida", step="regulator",
        message_id="<a@example.org>", state="held", by_hand=True, created_at=AT,
    )  # fmt: skip


def test_a_caseworker_does_not_file_with_a_regulator(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="escalated")
    draft = held_draft(notice)
    assert "a supervisor files it" in show(as_bo, notice)
    assert do(as_bo, "desk_filed", notice.case.reference, 1, draft.pk).status_code == 404


def test_s30_a_supervisor_marks_as_filed_what_two_agreed_to(
    as_di: Client, bo: Any, di: Any, make_notice: Make
) -> None:
    notice = make_notice(state="escalated")
    draft = held_draft(notice)
    say_why(as_di, notice.case)
    assert "a second person has to agree first" in show(as_di, notice)
    two_agree(draft, bo, di)
    typed = {"day": "2026-11-23", "time": "09:45", "zone": "UTC", "reference": "FTC-9"}
    text = after(as_di, do(as_di, "desk_filed", notice.case.reference, 1, draft.pk, **typed))
    kept = Delivery.objects.get(pk=draft.pk)
    assert (kept.state, kept.reply, kept.sent_at) == ("sent", "FTC-9", AT - timedelta(minutes=15))
    assert "filed today 09:45 GMT, FTC-9" in text


def test_a_draft_of_another_notice_is_not_filed_here(as_di: Client, make_notice: Make) -> None:
    draft = held_draft(make_notice(state="escalated"))
    other = make_notice(state="escalated")
    assert do(as_di, "desk_filed", other.case.reference, 1, draft.pk).status_code == 404


@pytest.fixture
def withdrawn(as_bo: Client, approved: Notice) -> Notice:
    """Filed in a web form, and withdrawn since."""
    receipt(as_bo, approved)
    act(as_bo, approved, "withdraw", sure="on")
    return again(approved)


def test_a_letter_of_withdrawal_is_offered_written_and_filed(as_bo: Client, withdrawn: Notice) -> None:
    assert "Write a letter of withdrawal" in show(as_bo, withdrawn)
    act(as_bo, withdrawn, "tell-withdrawn", sure="on")
    row = Delivery.objects.get(kind="withdrawal")
    tasks.deliver_one(row.pk, at=AT)
    text = show(as_bo, withdrawn)
    assert "Letters to file with Clipshare" in text
    assert "Letter of withdrawal" in text and "waits for a person" in text
    assert "Write a letter of withdrawal" not in text
    typed = {"day": "2026-11-23", "time": "09:45", "zone": "UTC", "reference": "CS-7"}
    do(as_bo, "desk_letter_filed", withdrawn.case.reference, 1, row.pk, **typed)
    assert Delivery.objects.get(kind="withdrawal").state == "sent"
    assert "filed today 09:45 GMT, CS-7" in show(as_bo, withdrawn)


def test_it_wants_to_be_sure_first(as_bo: Client, withdrawn: Notice) -> None:
    assert act(as_bo, withdrawn, "tell-withdrawn").status_code == 422  # type: ignore[attr-defined]
    assert not Delivery.objects.filter(kind="withdrawal").exists()


@pytest.mark.parametrize("kind", ["escalation", "notice"])
def test_what_is_no_letter_about_a_notice_is_not_filed_there(
    as_bo: Client, make_notice: Make, kind: str
) -> None:
    notice = make_notice(state="sent")
    row = outbox.row(case=notice.case, kind=kind, key="k", at=AT, notice=notice, by_hand=True)
    outbox.put([row])
    read(as_bo, "desk_letter_filed", notice.case.reference, 1, row.pk, status=404)


def test_a_chaser_that_no_mail_carries_is_filed_by_her_caseworker(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    row = outbox.row(case=notice.case, kind="chaser", key="c", at=AT, notice=notice, by_hand=True)
    row.state = "held"
    outbox.put([row])
    text = show(as_bo, notice)
    assert "Chaser" in text[text.index("Letters to file with") :]
    assert reverse("desk_letter_filed", args=[notice.case.reference, 1, row.pk]) in text


@pytest.mark.parametrize(
    ("state", "action"), [("sent", "refuse"), ("sent", "withdraw"), ("draft", "regimes")]
)
def test_what_asks_something_first_is_a_link_to_its_page(
    as_bo: Client, make_notice: Make, state: str, action: str
) -> None:
    notice = make_notice(state=state)
    path = reverse("desk_notice_action", args=[notice.case.reference, 1, action])
    text = show(as_bo, notice)
    assert f'href="{path}"' in text
    assert f'action="{path}"' not in text


def test_what_asks_nothing_is_one_click(as_bo: Client, approved: Notice) -> None:
    path = reverse("desk_notice_action", args=[approved.case.reference, 1, "revise"])
    assert f'action="{path}"' in show(as_bo, approved)
