"""What tests of erasure let happen inside a house: a full case, its erasure, a kill in the middle of it."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from cases import tasks
from cases.models import Case, Event, Tombstone
from cases.models.fields import EncryptedText
from cases.outbound import ledger
from cases.services import erasure, messages, notices
from cases.services.record import orphans, verify_erased
from tests.conftest import AT, build_location, build_platform, person_of_staff

AFTER = AT + timedelta(hours=73)
IN_CLEAR = {"case": ("wrapped_key", "code_index", "submit_index"), "location": ("url_index",)}


def asked() -> None:
    """A case with letters, mails and messages, whose person wants it deleted."""
    bo = person_of_staff("bo", "caseworker")
    platform = build_platform("post", channel="email")
    case = Case(
        reference="E00001", code_index="c" * 32, words_hash="!", submit_index="s" * 32, place="GB",
        consents={"platforms": True}, assignee=bo, adult_confirmed_at=AT, opened_at=AT,
        facts="She did not agree to it.", keep_from="Alex", signature_name="Ana Example",
        safe_contact={"channel": "email", "address": "ana@example.org", "windows": []},
        statements={"affirmed": [{"key": "truth", "text": "True."}]},
    )  # fmt: skip
    case.save()
    Case.objects.filter(pk=case.pk).update(state="active")
    build_location(case, platform=platform)
    [notice] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    type(notice).objects.filter(pk=notice.pk).update(state="approved", approved_at=AT, approved_by=bo)
    messages.write(case_id=case.pk, text="Is it gone?", at=AT)
    messages.note(case_id=case.pk, text="Call back.", actor=bo, at=AT)
    erasure.ask(case_id=case.pk, at=AT)
    erasure.empty_the_log()


def sealed() -> None:
    """Every sealed value, wrapped key and index of the case, as its column holds it."""
    found: list[str] = []
    for model in apps.get_app_config("cases").get_models():
        names = [f.column for f in model._meta.fields if isinstance(f, EncryptedText)]
        for column in (*names, *IN_CLEAR.get(model._meta.model_name or "", ())):
            with connection.cursor() as cursor:
                quoted = connection.ops.quote_name(column)
                cursor.execute(f"SELECT {quoted} FROM {model._meta.db_table}")  # noqa: S608  our own names
                found += [value for (value,) in cursor.fetchall() if value]
    print(json.dumps({"values": found}))


def erase() -> None:
    tasks.erase_due(at=AFTER)


def erase_killed(moment: str) -> None:
    """Erase, and die there."""
    where: Any = {
        "before_commit": (erasure, "remove"),
        "before_ledger": (ledger, "append"),
        "before_written": (erasure, "written"),
    }[moment]
    really = getattr(*where)

    def die(*given: Any) -> None:
        if moment == "before_commit":
            really(*given)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(*where, die)
    tasks.erase_due(at=AFTER)


def left() -> None:
    """What there is after it all."""
    told = {
        "cases": Case.objects.count(),
        "tombstones": Tombstone.objects.filter(in_ledger=True).count(),
        "marks": len(ledger.read(settings.LEDGER_FILE)),
        "events": Event.objects.filter(kind="erased").count(),
        "problems": [problem for case_id in orphans() for problem in verify_erased(case_id)],
    }
    print(json.dumps(told))
