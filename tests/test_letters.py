"""From a notice to its document: exactly what leaves the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cases import letters
from cases.documents import Document
from cases.models import Location, Notice
from tests.conftest import AT

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


def build(notice: Notice, **values: Any) -> Document:
    return letters.build(notice, **{"at": AT, "signed_at": AT, **values})


def test_it_names_both_sides(make_notice: Make) -> None:
    letter = build(make_notice())
    assert letter.sender.organisation == "Northgate Helpline"
    assert (letter.recipient.platform, letter.recipient.name) == ("clipshare", "Clipshare Ltd")
    assert (letter.recipient.route, letter.recipient.address) == (
        "removal form",
        "https://clipshare.test/report",
    )


def test_an_unknown_site_is_named_by_its_host(make_notice: Make) -> None:
    notice = make_notice()
    notice.platform = notice.channel = None
    recipient = build(notice).recipient
    assert (recipient.platform, recipient.route, recipient.address) == ("", "", "")
    assert recipient.name == "The operator of clipshare.test"


def test_every_item_stands_in_it_in_order(make_notice: Make) -> None:
    notice = make_notice()
    items = build(notice).items
    assert [item.n for item in items] == [1, 2]
    assert items[0].url == notice.items.get(number=1).location.address
    assert (items[0].description, items[0].altered) == ("Adult, indoors", "no")


@pytest.mark.parametrize(
    ("made", "altered"), [("authentic", "no"), ("forgery", "yes"), ("unsure", "unknown")]
)
def test_what_she_said_of_the_depiction_is_said(make_notice: Make, made: str, altered: str) -> None:
    notice = make_notice()
    notice.case.depictions.update(made=made)
    assert {item.altered for item in build(notice).items} == {altered}


def test_a_link_nobody_described_is_still_an_item(make_notice: Make) -> None:
    notice = make_notice()
    Location.objects.update(depiction=None)
    assert {(item.kind, item.altered) for item in build(notice).items} == {("", "unknown")}


def test_each_regime_has_its_block(make_notice: Make) -> None:
    letter = build(make_notice())
    assert set(letter.blocks) == set(letter.regimes) == {"us-tida", "uk-osa-u2u"}
    assert "did not agree" in str(letter.blocks["us-tida"].sentences)


def test_what_nobody_affirmed_is_not_said(make_notice: Make, make_case: Make) -> None:
    whole = build(make_notice(case=make_case()))
    silent = build(make_notice(case=make_case(statements={"affirmed": []})))
    assert len(silent.blocks["us-tida"].sentences) < len(whole.blocks["us-tida"].sentences)


def test_a_draft_bears_no_date_and_no_signature_time(make_notice: Make) -> None:
    letter = build(make_notice(), signed_at=None)
    assert (letter.date, letter.signature.signed_at) == (None, None)


def test_the_organisation_signs_by_its_officer(make_notice: Make) -> None:
    letter = build(make_notice())
    assert (letter.signature.name, letter.signature.role) == ("Dana Whitfield", "Head of Casework")
    assert (letter.standing, letter.authority.type) == ("acting_on_behalf", "helpline_mandate")
    assert "Ana" not in str(letter.to_json())


def test_she_signs_where_she_wished_to(make_notice: Make, make_case: Make) -> None:
    letter = build(make_notice(case=make_case(signs_herself=True)))
    assert (letter.signature.name, letter.signature.role) == ("Ana Example", "")
    assert (letter.standing, letter.authority.type) == ("subject", "self")


def test_a_mandate_lasts_through_its_last_day(make_notice: Make, make_case: Make) -> None:
    until = build(make_notice(case=make_case(authority_until=date(2027, 1, 31)))).authority.until
    assert until.isoformat() == "2027-01-31T23:59:59+00:00"


def test_no_caseworker_is_named(make_notice: Make, bo: Any) -> None:
    text = str(build(make_notice()).to_json())
    assert bo.email not in text
    assert "Bo" not in text


def test_copies_are_items_of_one_depiction(make_notice: Make, make_case: Make) -> None:
    case = make_case(links=3)
    first, second, _ = case.locations.order_by("number")
    Location.objects.filter(pk=second.pk).update(depiction=first.depiction)
    assert build(make_notice(case=case)).copies == ((1, 2),)


def test_the_first_letter_speaks_of_nothing_earlier(make_notice: Make) -> None:
    assert build(make_notice()).earlier is None


def test_a_reappearance_speaks_of_the_notice_and_the_removal_before_it(
    make_notice: Make, make_case: Make
) -> None:
    before = make_notice(state="complied", case=make_case())
    Location.objects.update(verified_removed_at=AT + 9 * HOUR)
    again = make_notice(case=before.case, variant="reappearance", reappearance_of=before)
    earlier = build(again).earlier
    assert (earlier.reference, earlier.removed_at) == (before.reference, AT + 9 * HOUR)


def test_the_same_notice_gives_the_same_document(make_notice: Make) -> None:
    notice = make_notice()
    assert build(notice).to_json() == build(notice).to_json()
    assert Document.from_json(build(notice).to_json()) == build(notice)
