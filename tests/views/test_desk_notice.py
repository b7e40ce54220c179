"""A notice: the letter, what each law asks for, where it goes, and what is done with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Access, Case, Channel, Delivery, Notice, Paper
from tests.conftest import AT, build_platform
from tests.views.desk import after, do, read, text_of

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]
H = timedelta(hours=1)


def show(client: Client, notice: Notice, status: int = 200) -> str:
    return read(client, "desk_notice", notice.case.reference, notice.number, status=status)


def act(client: Client, notice: Notice, action: str, **fields: object) -> object:
    return do(client, "desk_notice_action", notice.case.reference, notice.number, action, **fields)


def again(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


@pytest.fixture
def approved(make_notice: Make) -> Notice:
    """Approved an hour ago, to be filed by hand."""
    notice = make_notice(state="approved")
    Notice.objects.filter(pk=notice.pk).update(approved_at=AT - H)
    return again(notice)


@pytest.mark.parametrize("state", Notice.State.values)
def test_every_state_of_a_notice_has_a_page(as_bo: Client, make_notice: Make, state: str) -> None:
    assert "Notice 1 to Clipshare" in show(as_bo, make_notice(state=state))


def test_reading_it_is_written_down(as_bo: Client, make_notice: Make) -> None:
    show(as_bo, make_notice())
    assert Access.objects.get().kind == "notice"


def test_a_colleagues_notice_is_not_here(as_cy: Client, make_notice: Make) -> None:
    show(as_cy, make_notice(), status=404)


def test_a_notice_that_does_not_exist_is_not_here(as_bo: Client, make_case: MakeCase) -> None:
    read(as_bo, "desk_notice", make_case().reference, 9, status=404)


def test_the_title_is_the_reference_of_the_notice(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    assert f"<title>{notice.case.reference}-1</title>" in show(as_bo, notice)


def test_the_letter_is_set_in_full(as_bo: Client, make_notice: Make) -> None:
    text = show(as_bo, make_notice())
    assert "This is a notification and request for removal under 47 U.S.C. 223a." in text
    assert "This is an intimate image content report under section 20A" in text
    assert "The person did not agree to publication." in text


def test_signature_and_date_are_placeholders_until_approval(as_bo: Client, make_notice: Make) -> None:
    text = show(as_bo, make_notice())
    assert "Signed by Dana Whitfield when approved" in text
    assert "set when approved" in text


def test_the_annex_is_defanged_on_the_page(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    text = show(as_bo, notice)
    assert f"hxxps[:]//clipshare[.]test/v/{notice.case.reference}-1" in text
    assert f'href="https://clipshare.test/v/{notice.case.reference}' not in text


def test_a_complete_letter_has_every_element_and_can_be_approved(as_bo: Client, make_notice: Make) -> None:
    text = show(as_bo, make_notice())
    assert "missing" not in text
    assert "cannot be approved yet" not in text


def test_what_one_law_asks_and_another_does_not_is_told_apart(as_bo: Client, make_notice: Make) -> None:
    text = show(as_bo, make_notice())
    assert "not asked" in text
    assert "2 exact addresses" in text


def test_a_gap_is_marked_in_the_letter_and_leads_the_matrix(
    as_bo: Client, make_notice: Make, make_case: MakeCase
) -> None:
    text = show(as_bo, make_notice(case=make_case(facts="")))
    assert "! One sentence is missing here: why it was shared without consent" in text
    assert text.index('class="gap"') < text.index("A signature")
    assert "One or two facts, in the person's words." in text


def test_approving_waits_with_its_reason(as_bo: Client, make_notice: Make, make_case: MakeCase) -> None:
    text = show(as_bo, make_notice(case=make_case(facts="")))
    assert "One element is missing, so this cannot be approved yet." in text
    assert 'aria-disabled="true"' in text


def test_approving_with_a_gap_is_refused_in_words(
    as_bo: Client, make_notice: Make, make_case: MakeCase
) -> None:
    notice = make_notice(case=make_case(facts=""))
    response = act(as_bo, notice, "approve")
    assert response.status_code == 409
    assert "“Why it was shared without consent” is missing" in text_of(response)
    assert again(notice).state == "draft"


def test_approving_freezes_the_letter_and_fills_the_outbox(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    text = after(as_bo, act(as_bo, notice, "approve"))
    assert "The notice is approved." in text
    assert "Signed electronically by Dana Whitfield on 23 November 2026, 10:00 UTC" in text
    assert notice.deliveries.get().kind == "notice"


def test_approving_twice_is_one_plain_sentence(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    act(as_bo, notice, "approve")
    response = act(as_bo, notice, "approve")
    assert response.status_code == 409
    assert notice.deliveries.count() == 1


def test_an_unchecked_mail_address_is_told_and_blocks(as_bo: Client, make_notice: Make) -> None:
    platform = build_platform("photoline", channel="email", checked=False)
    notice = make_notice(platform=platform)
    text = show(as_bo, notice)
    assert "Nobody has checked this address yet." in text
    assert "I have checked this address" in text
    assert act(as_bo, notice, "approve").status_code == 409


def test_checking_the_address_leads_back_to_the_notice(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(platform=build_platform("photoline", channel="email", checked=False))
    back = reverse("desk_notice", args=[notice.case.reference, notice.number])
    response = do(as_bo, "desk_verify_channel", notice.channel.pk, back=back)
    assert response["Location"] == back
    assert Channel.objects.get(pk=notice.channel.pk).verified_at == AT


def test_it_says_who_checked_the_address(as_bo: Client, cy: object, make_notice: Make) -> None:
    notice = make_notice()
    Channel.objects.filter(pk=notice.channel.pk).update(verified_by=cy)
    assert "Address checked 23 Nov 2026 by Cy." in show(as_bo, notice)


def test_regimes_can_be_chosen_for_a_draft(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    act(as_bo, notice, "regimes", codes=["us-tida"])
    assert again(notice).regimes == ["us-tida"]


def test_a_notice_keeps_at_least_one_regime(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    assert act(as_bo, notice, "regimes").status_code == 422
    assert again(notice).regimes == ["us-tida", "uk-osa-u2u"]


def test_no_regulators_regime_is_offered(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    text = read(as_bo, "desk_notice_action", notice.case.reference, 1, "regimes")
    assert 'value="au-osa-iba"' not in text
    assert 'value="us-tida"' in text


def test_taking_it_back_to_draft(as_bo: Client, approved: Notice) -> None:
    act(as_bo, approved, "revise")
    assert again(approved).state == "draft"


def test_withdrawing_a_notice_needs_the_tick(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    assert act(as_bo, notice, "withdraw").status_code == 422
    act(as_bo, notice, "withdraw", sure="on")
    assert again(notice).state == "withdrawn"


@pytest.mark.parametrize("action", ["approve", "receipt", "acknowledge", "refuse", "escalate", "withdraw"])
def test_a_colleague_does_nothing_with_a_notice(as_cy: Client, make_notice: Make, action: str) -> None:
    notice = make_notice(state="sent")
    assert act(as_cy, notice, action, sure="on", ground="other").status_code == 404
    assert not notice.case.events.exists()


@pytest.mark.parametrize("action", ["approve", "receipt", "escalate"])
def test_a_flagged_notice_is_closed_even_to_the_lead(
    as_sam: Client, make_notice: Make, make_case: MakeCase, action: str
) -> None:
    notice = make_notice(case=make_case(safeguarding=True))
    assert act(as_sam, notice, action).status_code == 404


def paper_of(notice: Notice) -> Paper:
    paper = Paper(notice=notice, kind="notice", pdf=b"%PDF-1.7 invented", sha256="0" * 64, made_at=AT)
    paper.save()
    return paper


def test_the_pdf_is_served_exactly_and_noted(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    paper = paper_of(notice)
    response = as_bo.get(reverse("desk_paper", args=[notice.case.reference, paper.pk]))
    assert response.content == b"%PDF-1.7 invented"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{notice.case.reference}-1.pdf"'
    assert Access.objects.get().kind == "paper"


def test_a_paper_of_another_case_is_not_here(as_bo: Client, make_notice: Make, make_case: MakeCase) -> None:
    paper = paper_of(make_notice(state="sent"))
    response = as_bo.get(reverse("desk_paper", args=[make_case().reference, paper.pk]))
    assert response.status_code == 404


def test_a_colleague_gets_no_paper(as_cy: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    url = reverse("desk_paper", args=[notice.case.reference, paper_of(notice).pk])
    assert as_cy.get(url).status_code == 404
    assert not Access.objects.exclude(kind="refused").exists()


def test_what_must_never_be_in_a_letter_is_shown(
    as_bo: Client, make_notice: Make, make_case: MakeCase
) -> None:
    text = show(as_bo, make_notice(case=make_case(facts="Ana Example was shown without consent.")))
    assert "This must never be in a letter:" in text
    assert "Something stands in the letter that must never be there." in text


@pytest.mark.parametrize(
    ("state", "said"),
    [("queued", "The mail: queued."), ("failed", "The mail: refused by their server."),
     ("unknown", "may have been sent; will be sent again")],
)  # fmt: skip
def test_where_the_mail_is_stands_in_words(as_bo: Client, make_notice: Make, state: str, said: str) -> None:
    notice = make_notice(state="approved", platform=build_platform("photoline", channel="email"))
    Delivery.objects.create(
        key="n", case=notice.case, notice=notice, kind="notice", message_id="<a@example.org>", state=state,
        created_at=AT,
    )  # fmt: skip
    assert said in show(as_bo, notice)


def seal_on(client: Client, notice: Notice) -> str:
    page = client.get(reverse("desk_notice", args=[notice.case.reference, notice.number])).content.decode()
    return re.findall(r'name="seen" value="(\w{64})"', page)[0]


def test_what_was_read_is_what_is_approved(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    act(as_bo, notice, "approve", seen=seal_on(as_bo, notice))
    assert again(notice).state == "approved"


def test_a_letter_that_changed_since_it_was_read_is_not_approved(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice()
    seen = seal_on(as_bo, notice)
    case = notice.case
    case.facts = "Something that a colleague wrote meanwhile."
    case.save(update_fields=["facts"])
    response = act(as_bo, notice, "approve", seen=seen)
    assert response.status_code == 409
    assert "The letter has changed since you read it." in response.content.decode()
    assert again(notice).state == "draft"


def test_what_came_back_is_recorded_at_the_desk(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    Notice.objects.update(receipt_basis="smtp_accepted")
    reference = notice.case.reference
    assert "It came back" in read(as_bo, "desk_notice", reference, 1)
    do(as_bo, "desk_notice_action", reference, 1, "bounce", sure="on")
    assert Notice.objects.get(pk=notice.pk).state == "undeliverable"
    assert not notice.clocks.filter(stopped_at=None).exists()


def test_what_they_confirmed_cannot_come_back(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    response = do(as_bo, "desk_notice_action", notice.case.reference, 1, "bounce", sure="on")
    assert "There is proof that this notice arrived" in text_of(response)
