"""A report told on the phone: the form's questions, typed by one of ours, and words that work once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cases.models import Access, Case, Delivery, EarlierReport, Event, Visit
from cases.services import conflicts, triage
from cases.services.record import verify
from tests.conftest import person_of_staff
from tests.person import ANSWERS, MAIL, PAGES, Browser, hidden, shown
from tests.views.desk import post, text_of

pytestmark = pytest.mark.django_db
PHONE = "/desk/phone"


class Call(Client):
    """A caseworker with a person on the line."""

    def answer(self, page: str, /, go: str = "next", **changes: Any) -> Any:
        return post(self, PHONE, page=page, go=go, **{**ANSWERS.get(page, {}), **changes})

    def fill(self, **changes: dict[str, Any]) -> str:
        """Every page up to the last; its text."""
        for page in PAGES:
            self.answer(page, **changes.get(page, {}))
            if page == "device" and changes.get(page, {}).get("device", "safe") != "safe":
                self.answer("advice")
        return self.see()

    def see(self) -> str:
        return text_of(self.get(PHONE))  # type: ignore[arg-type]

    def last(self, text: str) -> dict[str, str]:
        return {"page": "check", "go": "send", "token": hidden(text, "token"), "seal": hidden(text, "seal")}

    def keep(self, **changes: dict[str, Any]) -> Any:
        return post(self, PHONE, **self.last(self.fill(**changes)))


@pytest.fixture
def call(bo: User) -> Call:
    """Bo takes it."""
    client = Call()
    client.force_login(bo)
    return client


def young_on(call: Call) -> Any:
    """The rest of a call about someone under 18."""
    call.answer("services", place="GB")
    call.answer("contact")
    return post(call, PHONE, **call.last(call.see()))


def test_a_call_becomes_the_case_that_the_form_would_make(call: Call) -> None:
    Browser().report()
    call.keep()
    by_form, by_phone = Case.objects.order_by("opened_at")
    same = ("place", "zone", "consents", "facts", "harm", "named_as", "signs_herself", "state")
    assert [getattr(by_form, name) for name in same] == [getattr(by_phone, name) for name in same]
    links = [sorted(case.locations.values_list("url_index", flat=True)) for case in (by_form, by_phone)]
    assert links[0] == links[1]
    assert (by_form.by_phone, by_phone.by_phone) == (False, True)


def test_it_is_recorded_who_took_the_call_and_that_it_was_one(call: Call, bo: User) -> None:
    call.keep()
    case = Case.objects.get()
    began = Event.objects.get(case=case, kind="submitted")
    assert (began.actor, began.facts["by"]) == (bo, "phone")
    assert case.statements["by_phone"] is True
    assert verify(case) == []
    assert list(Access.objects.order_by("pk").values_list("kind", "case")) == [
        ("phone", None),
        ("phone", case.pk),
    ]


@pytest.mark.parametrize(("role", "status"), [
    ("intake", 200), ("caseworker", 200), ("supervisor", 200),
    ("auditor", 404), ("admin", 404), ("safeguarding", 404),
])  # fmt: skip
def test_who_may_take_a_call(db: None, role: str, status: int) -> None:
    client = Call()
    client.force_login(person_of_staff("someone", role))
    assert client.get(PHONE).status_code == status
    assert client.answer("device").status_code == (303 if status == 200 else 404)
    linked = PHONE in client.get("/desk/").content.decode()
    assert linked == (status == 200)


def test_v35_on_the_phone_too_age_comes_before_any_detail(call: Call) -> None:
    call.answer("device")
    answer = call.answer("links", links="photoline.test/p/9")  # from another tab
    assert "photoline.test/p/9" in text_of(answer)
    assert "taken by" in text_of(answer)  # on the desk's own frame
    assert "under 18" in call.see()
    call.answer("age", under_18="yes")
    text = call.see()
    assert "There is help made for you" in text
    assert 'name="links"' not in text


def test_v36_a_call_about_someone_young_goes_to_the_lead_without_links(call: Call, sam: User) -> None:
    call.answer("device")
    call.answer("age", under_18="unsure")
    answer = young_on(call)
    case = Case.objects.get()
    assert case.safeguarding
    assert not case.locations.exists()
    assert Delivery.objects.filter(step="safeguarding", to_user=sam).exists()
    assert case.reference not in text_of(answer)
    assert case.reference not in call.see()


def test_v51_a_call_sends_nothing_to_a_platform(call: Call) -> None:
    call.keep(contact=MAIL)
    assert not Delivery.objects.exclude(kind__in=["alert", "reminder", "update"]).exists()


def test_bad_input_on_the_phone_keeps_what_was_typed(call: Call) -> None:
    call.answer("device")
    call.answer("age")
    call.answer("harm")
    call.answer("place")
    call.answer(
        "links", links="clipshare.test/v/ok1\nhttp://no dots here and more", told_1="Clipshare", time_1="9:99"
    )
    text = call.see()
    assert "Check this page" in text
    assert "http://no dots here and more" in text
    assert 'value="Clipshare"' in text
    assert not Case.objects.exists()


def test_v65_what_was_said_is_read_back_and_sealed(call: Call) -> None:
    text = call.fill()
    assert "hxxps[:]//photoline[.]test/p/8842193" in text
    call.answer("check", go="change:place")
    call.answer("place", place="FR")
    answer = post(call, PHONE, **call.last(text))
    assert "Something here has changed" in text_of(answer)
    assert not Case.objects.exists()


def test_places_and_earlier_reports_are_taken_too(call: Call) -> None:
    call.keep(
        links={"kind_1": "group", "where_1": "Night shift", "told_1": "Clipshare", "day_1": "2026-11-20"}
    )
    case = Case.objects.get()
    assert [place.where for place in case.whereabouts.all()] == ["Night shift"]
    assert EarlierReport.objects.get(case=case).site == "Clipshare"


def test_a_watched_device_stages_a_call_as_it_stages_the_form(call: Call) -> None:
    call.keep(device={"device": "watched"})
    assert Case.objects.get().staged


def test_a_name_typed_by_staff_is_no_signature_of_hers(call: Call) -> None:
    call.keep(whom={"signer": "self"})
    assert not Case.objects.get().signs_herself


def test_v08_no_phrase_is_taken_on_the_phone_because_staff_would_hear_it(call: Call) -> None:
    call.keep(contact={"phrase": "a phrase that was heard"})
    assert not Case.objects.get().phrase_hash
    assert "A phrase that only you know" not in call.see()


def test_the_person_hears_and_affirms_in_her_language(call: Call) -> None:
    call.answer("device", go="stay", speak="es")
    assert '<html lang="es"' in call.see()
    call.keep(sign={"shown_in": "es"})
    case = Case.objects.get()
    assert (case.language, case.statements["language"]) == ("es", "es")


def test_v04_nothing_on_the_desk_keeps_the_words_or_the_code(call: Call) -> None:
    code, words = shown(call.keep())
    kept = str(dict(call.session.items())) + call.see()
    assert code not in kept
    assert words not in kept
    for visit in Visit.objects.all():  # one of them may be a word of the form, but not three
        assert sum(word in str(visit.answers) for word in words.split()) < 3


def test_b15_the_last_button_pressed_twice_makes_one_case(call: Call) -> None:
    last = call.last(call.fill())
    post(call, PHONE, **last)
    assert "The report is kept" in text_of(post(call, PHONE, **last))
    assert Case.objects.count() == 1


def test_v08_words_heard_by_staff_lead_only_to_words_of_her_own(call: Call) -> None:
    code, words = shown(call.keep())
    her = Browser()
    fresh = her.send("/return", {"code": code, "words": words})
    own_code, own_words = shown(fresh)
    assert (own_code, own_words) != (code, words)
    assert her.get("/progress").status_code == 200
    assert not Case.objects.get().words_heard
    assert Browser().send("/return", {"code": code, "words": words}).status_code == 200
    assert Browser().send("/return", {"code": own_code, "words": own_words}).status_code == 303


def test_v07_other_words_can_be_read_out_from_the_same_session_until_she_has_her_own(call: Call) -> None:
    first = shown(call.keep())
    second = shown(post(call, PHONE, go="words"))
    assert first != second
    assert "do not match" in Browser().send("/return", {"code": first[0], "words": first[1]}).content.decode()
    Browser().send("/return", {"code": second[0], "words": second[1]})
    assert "This was open too long" in text_of(post(call, PHONE, go="words"))
    assert Event.objects.filter(kind="new_words").count() == 2


@pytest.mark.parametrize("under_18", ["no", "unsure"])
def test_s20_whoever_is_kept_from_the_report_reads_out_no_other_words(
    call: Call, bo: User, di: User, under_18: str
) -> None:
    call.answer("device")
    call.answer("age", under_18=under_18)
    first = shown(call.keep() if under_18 == "no" else young_on(call))
    case = Case.objects.get()
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=timezone.now())
    assert "safe to use now" in call.see()
    assert "This was open too long" in text_of(post(call, PHONE, go="words"))
    shown(Browser().send("/return", {"code": first[0], "words": first[1]}))  # the first ones still lead in
    assert Case.objects.get(pk=case.pk).words_heard is False


def test_the_call_goes_on_when_a_colleague_takes_the_report_up(bo: User, db: None) -> None:
    intake, call = person_of_staff("ian", "intake"), Call()
    call.force_login(intake)
    first = shown(call.keep())
    case = Case.objects.get()
    triage.take_up(case_id=case.pk, actor=bo, at=timezone.now())
    assert "A colleague has taken it up. It is in no list of yours." in call.see()
    assert case.reference not in call.see() and "Someone may be under 18" not in call.see()
    assert shown(post(call, PHONE, go="words")) != first


def test_v36_words_that_someone_young_did_not_hear_are_read_out_again(call: Call) -> None:
    call.answer("device")
    call.answer("age", under_18="yes")
    assert shown(young_on(call)) != shown(post(call, PHONE, go="words"))


def test_another_call_begins_with_nothing_of_the_last_one(call: Call) -> None:
    call.answer("device")
    call.answer("age")
    post(call, PHONE, go="over")
    assert not Visit.objects.exists()
    assert "safe to use now" in call.see()


def test_what_was_open_too_long_says_so(call: Call) -> None:
    answer = call.answer("place")
    assert answer.status_code == 409
    assert "This was open too long" in text_of(answer)


def test_the_case_says_that_it_was_a_call(call: Call, bo: User) -> None:
    call.keep()
    case = Case.objects.get()
    post(call, f"/desk/cases/{case.reference}/do/take-up")
    assert "You took the report by phone" in text_of(call.get(f"/desk/cases/{case.reference}"))
    told = text_of(post(call, f"/desk/cases/{case.reference}/report"))
    assert "by phone: Bo read the questions and statements out and typed the answers" in told
    assert "no words of their own yet" in told
