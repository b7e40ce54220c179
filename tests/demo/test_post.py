"""What the mails of the demo must hold, read as the mail server took them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from tests.demo.evening import Evening

PHOTOLINE = "removal@photoline.test"
BO, DI, ANA = "bo@northgate.example.org", "di@northgate.example.org", "ana@mail.example.org"
TELLING = re.compile(r"(?i)clipshare|photoline|boardwalk|\.test\b|\bana\b|intimate|picture|image|nude|sexual")
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


def to_staff(evening: Evening) -> list[str]:
    return [mail.text for mail in [*evening.mails_to(BO), *evening.mails_to(DI)]]


def test_mails_are_numbered_in_the_order_they_left(evening: Evening) -> None:
    numbers = [int(name.partition("-")[0]) for name in evening.mails]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_mail_belongs_to_a_delivery(evening: Evening) -> None:
    assert not evening.mails_of("unknown")


def test_every_mail_has_its_headers(evening: Evening) -> None:
    for name, mail in evening.mails.items():
        assert all(mail.message[header] for header in ("From", "To", "Subject", "Date", "Message-ID")), name


def test_no_message_id_is_used_twice(evening: Evening) -> None:
    ids = [str(mail.message["Message-ID"]) for mail in evening.mails.values()]
    assert len(ids) == len(set(ids))


def test_mails_have_the_line_ends_of_mail(evening: Evening) -> None:
    for name, mail in evening.mails.items():
        assert b"\n" not in mail.raw.replace(b"\r\n", b""), name


def test_mails_are_dated_by_the_story(evening: Evening) -> None:
    dates = [parsedate_to_datetime(str(mail.message["Date"])) for mail in evening.mails.values()]
    assert dates == sorted(dates)
    assert max(dates) > datetime.now(UTC)


def test_one_notice_and_one_chaser_go_by_mail(evening: Evening) -> None:
    assert len(evening.mails_to(PHOTOLINE)) == 2
    assert len(evening.mails_of("notice")) == len(evening.mails_of("chaser")) == 1


def test_nothing_goes_to_platforms_with_a_form(evening: Evening) -> None:
    assert {mail.recipient for mail in evening.mails.values()} == {PHOTOLINE, BO, DI, ANA}


def test_the_letter_is_attached_byte_for_byte(evening: Evening) -> None:
    [mail] = evening.mails_of("notice")
    assert mail.attachments == [(evening.pdf(3).name, evening.pdf(3).read_bytes())]


def test_the_chaser_is_attached_byte_for_byte(evening: Evening) -> None:
    [mail] = evening.mails_of("chaser")
    assert [content for _, content in mail.attachments] == [evening.pdf(3, "-chaser").read_bytes()]


def test_the_letter_stands_in_the_mail_as_text_too(evening: Evening) -> None:
    [mail] = evening.mails_of("notice")
    assert "https://photoline.test/p/4821" in mail.text
    assert "https://photoline.test/p/4822" in mail.text


def test_a_subject_to_a_platform_is_the_reference_and_nothing_else(evening: Evening) -> None:
    subjects = {str(mail.message["Subject"]) for mail in evening.mails_to(PHOTOLINE)}
    assert subjects == {f"Reference {evening.reference}-3"}


def test_letters_come_from_the_organisation(evening: Evening) -> None:
    for mail in evening.mails_to(PHOTOLINE):
        assert "desk@northgate.example.org" in str(mail.message["From"])


def test_no_subject_gives_anyone_away(evening: Evening) -> None:
    for name, mail in evening.mails.items():
        assert not TELLING.search(str(mail.message["Subject"])), name


def test_no_subject_holds_a_case_code(evening: Evening) -> None:
    for name, mail in evening.mails.items():
        assert not CODE.search(str(mail.message["Subject"])), name


def test_no_mail_to_a_colleague_names_a_platform_or_a_person(evening: Evening) -> None:
    assert not [found[0] for text in to_staff(evening) if (found := TELLING.search(text))]


def test_no_mail_to_a_colleague_holds_a_case_code(evening: Evening) -> None:
    assert not [found[0] for text in to_staff(evening) if (found := CODE.search(text))]


def test_mail_to_a_colleague_leads_to_the_desk_only(evening: Evening) -> None:
    links = {link for text in to_staff(evening) for link in re.findall(r"https?://[^\s<\"]+", text)}
    assert links
    assert all(re.fullmatch(r"http://127\.0\.0\.1:\d+/desk/\S*", link) for link in links)


def test_the_caseworker_gets_each_reminder_of_the_late_notice(evening: Evening) -> None:
    for step in ("reminder_24", "reminder_12", "reminder_4", "reminder_1"):
        texts = [mail.text for mail in evening.mails_of(step) if mail.recipient == BO]
        assert sum(f"3, in case #{evening.reference}" in text for text in texts) == 1, step


def test_a_reminder_says_how_much_time_is_left(evening: Evening) -> None:
    assert {str(mail.message["Subject"]) for mail in evening.mails_of("reminder_4")} == {
        f"#{evening.reference} 4 h left"
    }


def test_caseworker_and_supervisor_hear_of_the_end(evening: Evening) -> None:
    recipients = sorted(mail.recipient for mail in evening.mails_of("overdue"))
    assert recipients == [BO, BO, DI, DI]


def test_the_supervisor_hears_only_of_what_is_overdue_or_waits_for_a_second_person(evening: Evening) -> None:
    hers = ("overdue", "conflict", "second")
    heard = [mail for kind in hers for mail in evening.mails_of(kind) if mail.recipient == DI]
    assert len(evening.mails_to(DI)) == len(heard)
    assert [len([m for m in evening.mails_of(kind) if m.recipient == DI]) for kind in hers] == [2, 1, 2]


def test_the_caseworker_hears_that_a_letter_was_refused(evening: Evening) -> None:
    [mail] = evening.mails_of("undeliverable")
    assert mail.recipient == BO


def test_the_person_gets_the_subject_she_chose(evening: Evening) -> None:
    assert {str(mail.message["Subject"]) for mail in evening.mails_to(ANA)} == {"Monthly note"}


def test_mail_to_the_person_says_that_there_is_an_update_and_nothing_else(evening: Evening) -> None:
    assert {mail.text.strip() for mail in evening.mails_to(ANA)} == {
        "There is an update. Use the same way as before to read it."
    }


def test_mail_to_the_person_does_not_name_the_organisation(evening: Evening) -> None:
    for mail in evening.mails_to(ANA):
        assert "Northgate Helpline" not in mail.raw.decode()
        assert str(mail.message["From"]).startswith("Updates ")


def test_mail_to_the_person_comes_in_the_hours_she_chose(evening: Evening) -> None:
    for mail in evening.mails_to(ANA):
        local = parsedate_to_datetime(str(mail.message["Date"])).astimezone(ZoneInfo("Europe/London"))
        assert 9 <= local.hour < 17


def test_automatic_mail_asks_for_no_automatic_answer(evening: Evening) -> None:
    for mail in [*evening.mails_to(BO), *evening.mails_to(ANA)]:
        assert mail.message["Auto-Submitted"] == "auto-generated"
