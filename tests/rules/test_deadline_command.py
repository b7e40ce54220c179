"""manage.py deadline, typed as an operator types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]
KEYS = ["regime", "rule_version", "started_at", "due_at", "due_local", "why"]


def _answer(capsys: pytest.CaptureFixture[str], *typed: str) -> dict[str, Any]:
    call_command("deadline", *typed, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == KEYS
    return answer


def _refusal(*typed: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("deadline", *typed)
    assert refused.value.returncode == 2
    return str(refused.value)


def test_it_gives_the_due_instant_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "us-tida", "2026-11-21T08:02:14Z")
    assert answer.pop("why").startswith("Received 2026-11-21T08:02:14Z. 47 U.S.C. 223a(a)(3)")
    assert answer == {
        "regime": "us-tida",
        "rule_version": "us-tida/2026-05-19",
        "started_at": "2026-11-21T08:02:14Z",
        "due_at": "2026-11-23T08:02:14Z",
        "due_local": "2026-11-23T03:02:14-05:00 EST",
    }


def test_it_shows_the_result_in_the_zone_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "us-tida", "2026-11-21T08:02:14Z", "--zone", "Europe/Berlin")
    assert answer["due_local"] == "2026-11-23T09:02:14+01:00 CET"


def test_it_reads_a_local_time_in_the_zone(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "uk-osa-u2u", "2026-10-24 14:00", "--zone", "Europe/London")
    assert (answer["started_at"], answer["due_at"]) == ("2026-10-24T13:00:00Z", "2026-10-26T13:00:00Z")
    assert answer["due_local"] == "2026-10-26T13:00:00+00:00 GMT"


def test_upper_case_is_forgiven(capsys: pytest.CaptureFixture[str]) -> None:
    assert _answer(capsys, "US-TIDA", "2026-11-21T08:02:14Z")["regime"] == "us-tida"


def test_before_the_law_everything_is_null_but_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "uk-osa-u2u", "2026-06-28T22:59:00Z")
    assert [answer[key] for key in KEYS[1:5]] == [None, None, None, None]
    assert "before Online Safety Act 2023 s.10(3A) came into force on 29 June 2026" in answer["why"]


def test_a_target_is_never_shown_as_due(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "eu-dsa-16", "2026-11-23T10:00:00Z")
    assert [answer[key] for key in KEYS[2:5]] == [None, None, None]
    assert answer["rule_version"] == "eu-dsa-16/2024-02-17"
    assert "Our own target, 48 hours later, is 2026-11-25T10:00:00Z." in answer["why"]


def test_a_month_takes_a_bare_date(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "uk-gdpr-17", "2026-11-25", "--zone", "Europe/London")
    assert (answer["started_at"], answer["due_at"]) == ("2026-11-25T00:00:00Z", "2026-12-29T23:59:59Z")


def test_without_json_it_says_the_same_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("deadline", "us-tida", "2026-11-21T08:02:14Z")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "us-tida: 2026-11-23T08:02:14Z  (2026-11-23T03:02:14-05:00 EST)"
    assert second.startswith("Received 2026-11-21T08:02:14Z.")


def test_without_a_deadline_it_says_so_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("deadline", "policy-only", "2026-11-21T08:02:14Z")
    assert capsys.readouterr().out.startswith("policy-only: no legal deadline\n")


@pytest.mark.parametrize(("typed", "sentence"), [
    (["us-tide", "2026-11-21T08:02:14Z"], "There is no regime 'us-tide'"),
    (["us-tida", "yesterday"], "'yesterday' is not a date and time"),
    (["us-tida", "2026-11-21"], "'2026-11-21' has no time of day"),
    (["us-tida", "2026-11-21T08:02:14"], "does not say in which time zone"),
    (["uk-gdpr-17", "2026-11-21"], "does not say in which time zone"),
    (["us-tida", "2026-11-21T08:02:14Z", "--zone", "Mars"], "'Mars' is no time zone"),
    (["uk-osa-u2u", "2027-03-28T01:30", "--zone", "Europe/London"], "does not exist in Europe/London"),
    (["uk-osa-u2u", "2026-10-25T01:30", "--zone", "Europe/London"], "happens twice in Europe/London"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(typed: list[str], sentence: str) -> None:
    assert sentence in _refusal(*typed)


def test_a_refusal_offers_both_readings() -> None:
    sentence = _refusal("us-tida", "2026-11-01T01:30", "--zone", "America/New_York")
    assert "2026-11-01T05:30:00Z" in sentence
    assert "2026-11-01T06:30:00Z" in sentence


def _typed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "deadline", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_operator_sees_one_sentence_and_exit_code_2() -> None:
    ran = _typed("us-tida", "tomorrow")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "'tomorrow' is not a date and time" in ran.stderr


def test_it_needs_no_database() -> None:
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'takedown.settings'; django.setup();"
        "from django.db import connection; from django.core.management import call_command;"
        "connection.ensure_connection = None;"
        "call_command('deadline', 'us-tida', '2026-11-21T08:02:14Z')"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "2026-11-23T08:02:14Z" in ran.stdout
