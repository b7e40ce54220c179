"""Links that a caseworker pastes: read out of any text, or told piece by piece; nothing is dropped."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from cases.models import Case
from tests.views.desk import do, text_of

MakeCase = Callable[..., Case]


def paste(client: Client, case: Case, text: str) -> object:
    return do(client, "desk_case_action", case.reference, "add-links", text=text)


def test_links_are_added_from_messy_text(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(links=0)
    paste(as_bo, case, "look: https://clipshare.test/v/9 and hxxps://photoline[.]test/p/1 !")
    assert case.locations.count() == 2


def test_b01_one_link_that_cannot_be_read_keeps_the_paste_whole(as_bo: Client, make_case: MakeCase) -> None:
    case, text = make_case(links=0), "https://clipshare.test/v/9 then https://clipshare.test/v/12… cut"
    shown = text_of(paste(as_bo, case, text))
    assert "v/12…\u2069”, is cut off. Add the full link." in shown and "more of such" not in shown
    assert f"{text}</textarea>" in shown and not case.locations.exists()


def test_b01_of_many_pieces_that_cannot_be_read_twenty_are_told(as_bo: Client, make_case: MakeCase) -> None:
    text = "\n".join(f"https://clipshare.test/v/{number}…" for number in range(22))
    shown = text_of(paste(as_bo, make_case(), text))
    assert "There are 2 more of such pieces." in shown and "Line 20," in shown and "Line 21," not in shown


def test_text_without_a_link_comes_back_as_typed(as_bo: Client, make_case: MakeCase) -> None:
    response = paste(as_bo, make_case(), "there is nothing here")
    assert response.status_code == 409
    text = text_of(response)
    assert "There is no link in this text." in text
    assert "there is nothing here</textarea>" in text
