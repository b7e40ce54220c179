"""Plants a word of its own in every sealed field, so that a test can look for it everywhere else."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from cases import tasks
from cases.models import (
    BrokenGlass,
    Case,
    Delivery,
    Depiction,
    Disclosure,
    EarlierReport,
    Item,
    LegalHold,
    Location,
    Message,
    Note,
    Notice,
    Paper,
    Visit,
    Whereabouts,
)
from cases.models.fields import EncryptedText, blind_index
from cases.rules.fingerprints import Fingerprint, Kept
from cases.services import credentials, dead_letters, notices, outbox, sweep, triage
from tests.conftest import AFFIRMED, AT, build_platform, person_of_staff

HINT = tasks.hint_deliver  # the real one, for the broker's messages
HER_OWN = (
    "case_safe_contact",
    "case_safe_contact_subject",
)  # a mail to her bears her address and her subject


def word(place: str) -> str:
    """The canary of a place: letters only, so that no encoding changes it."""
    return "canary" + "".join(letter for letter in place if letter.isalpha()) + "zq"


def sealed_fields() -> list[str]:
    """Every sealed field of every table."""
    fields = ((model, field) for model in apps.get_models() for field in model._meta.fields)
    return [
        f"{model.__name__.lower()}_{field.name}"
        for model, field in fields
        if isinstance(field, EncryptedText)
    ]


def places() -> list[str]:
    """Where words are planted: each sealed field, and what is kept as a digest only."""
    return [*sealed_fields(), "case_safe_contact_subject", "case_code", "case_words"]


def plant() -> None:
    """A whole case of planted words, and one that goes its way through letter, mail and sweep."""
    for name in ("data_folder_in", "control_folder"):
        Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS[name]).mkdir(parents=True, exist_ok=True)
    bo = person_of_staff("bo", "caseworker")
    case = planted_case(bo)
    notice = planted_rows(case)
    live(case, notice, bo)
    plant_fingerprint(case.depictions.get())  # flagged, the case has forgotten it
    print(json.dumps({"places": len(places()), "read_back": read_back()}))


def planted_case(bo: Any) -> Case:
    values = {name.removeprefix("case_"): word(name) for name in sealed_fields() if name.startswith("case_")}
    values |= {
        "statements": {**AFFIRMED, "note": word("case_statements")},
        "safe_contact": {
            "channel": "email", "address": f"{word('case_safe_contact')}@example.org", "zone": "UTC",
            "subject": word("case_safe_contact_subject"),
            "windows": [{"days": list(range(7)), "from": 0, "until": 24}],
        },
    }  # fmt: skip
    case = Case(
        reference="C00001", code_index=credentials.code_index(word("case_code")),
        words_hash=credentials.hashed(word("case_words")), submit_index=blind_index("1", purpose="submit"),
        place="GB", consents={"platforms": True}, assignee=bo, adult_confirmed_at=AT, opened_at=AT, **values,
    )  # fmt: skip
    case.save()
    Case.objects.filter(pk=case.pk).update(state="active")
    return Case.objects.get(pk=case.pk)


def planted_rows(case: Case) -> Notice:
    platform = build_platform("post", channel="email")
    depiction = Depiction(case=case, made="authentic", description=word("depiction_description"))
    plant_fingerprint(depiction)
    texts = {name: word(f"location_{name}") for name in ("pasted", "address", "site", "position", "remark")}
    texts["address"] = f"https://post.test/{texts['address']}"
    url = {"url_index": blind_index(texts["address"], purpose="url"), "reported_at": AT, "number": 1}
    location = Location(case=case, platform=platform, depiction=depiction, **texts, **url)
    location.save()
    notice = Notice(case=case, number=1, platform=platform, created_at=AT, regimes=["uk-osa-u2u"])
    notice.document = {"note": word("notice_document")}
    notice.platform_reference = word("notice_platform_reference")
    notice.save()
    Whereabouts(case=case, number=1, site=word("whereabouts_site"), where=word("whereabouts_where")).save()
    told = {name: word(f"earlierreport_{name}") for name in ("site", "reference", "answer")}
    EarlierReport(case=case, number=1, **told).save()
    Item.objects.create(notice=notice, location=location, number=1, is_open=False)
    paper = Paper(notice=notice, kind="notice", pdf=word("paper_pdf").encode(), text=word("paper_text"))
    paper.sha256, paper.made_at = "0", AT
    paper.save()
    Message(case=case, from_person=True, text=word("message_text"), at=AT).save()
    Note(case=case, actor=case.assignee, text=word("note_text"), at=AT).save()
    said = {"reason": word("brokenglass_reason"), "finding": word("brokenglass_finding")}
    BrokenGlass(case=case, user=case.assignee, at=AT, until=AT, **said).save()
    by = {"since": AT, "set_at": AT, "set_by": case.assignee, "review_on": AT.date()}
    more = {LegalHold: by, Disclosure: {"parts": [], "asked_by": case.assignee, "asked_at": AT}}
    for table, names in ((LegalHold, "authority reason bar"), (Disclosure, "authority demand untold")):
        words = {name: word(f"{table.__name__.lower()}_{name}") for name in names.split()}
        table(case=case, **words, **more[table]).save()
    row = outbox.row(case=case, kind="reminder", key="planted", at=AT, step="reminder_4")
    row.recipient, row.message = word("delivery_recipient"), {"text": word("delivery_message")}
    row.save()
    Visit(token_index="1", answers={"note": word("visit_answers")}, started_at=AT, touched_at=AT).save()
    return notice


def plant_fingerprint(depiction: Depiction) -> None:
    depiction.keep([Kept("1", (Fingerprint("other", word("depiction_fingerprints")),), AT)])
    depiction.save()


def live(case: Case, notice: Notice, bo: Any) -> None:
    """Draft, approve, send, sweep, chase, tell her; what fails on the way fails into the log."""
    tasks.hint_deliver = HINT
    [real] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    Case.objects.filter(pk=case.pk).update(adult_confirmed_at=AT)
    notices.approve(notice_id=real.pk, actor=bo, at=AT)
    outbox.update_person(case=case, step="sent", at=AT)
    tasks.deliver_all(at=AT)
    for hours in (49, 90):
        sweep.sweep(at=AT + timedelta(hours=hours))
        tasks.deliver_all(at=AT + timedelta(hours=hours))
    dead_letters.retry(delivery_id=dead_chaser(case, notice), actor=bo, at=AT)
    triage.flag_under_18(case_id=case.pk, actor=bo, at=AT)
    assert Delivery.objects.filter(notice=real, kind="notice", state="sent").exists()


def dead_chaser(case: Case, notice: Notice) -> Any:
    row = outbox.row(case=case, kind="chaser", key="dead", at=AT, notice=notice)
    row.state = "dead"
    row.save()
    return row.pk


def read_back() -> int:
    """How many planted words can be opened again with the keys, by the field they were planted in."""
    found = 0
    for name in sealed_fields():
        model = apps.get_model("cases", name.partition("_")[0])
        field = name.partition("_")[2]
        found += any(word(name) in str(getattr(row, field)) for row in model.objects.all())
    case = Case.objects.get()
    found += case.safe_contact["subject"] == word("case_safe_contact_subject")
    found += credentials.check(code=word("case_code"), typed=word("case_words")) == case
    return found


def dump() -> None:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
            for row in cursor.fetchall():
                print(row)
