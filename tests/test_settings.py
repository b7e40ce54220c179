"""Settings: a bad value stops the start with one sentence, and production is strict."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from takedown import environment
from tests.source import ROOT

PRODUCTION = {
    "TAKEDOWN_ENVIRONMENT": "production",
    "SECRET_KEY": "k7-" + "qW4zT9" * 10,
    "ALLOWED_HOSTS": "desk.example.com",
    "MAIL_URL": "smtps://desk:word@mail.example.com:465",
    "MAIL_FROM": "desk@helpline.example.com",
    "ORGANISATION_EMAIL": "desk@helpline.example.com",
    "SITE_URL": "https://desk.example.com",
    "ORGANISATION_NAME": "A Helpline",
    "ORGANISATION_ADDRESS": "1 Street",
    "ORGANISATION_PHONE": "01632 960 999",
    "SIGNATORY_NAME": "An Officer",
    "SIGNATORY_ROLE": "Head",
    "HELPLINE_PHONE": "01632 960 999",
    "HELPLINE_HOURS": "Mon-Fri 09:00-17:00",
    "EMERGENCY_NUMBER": "999",
    "REPORTING_DUTY": "mandated",
}


def manage(*arguments: str, var: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in a process of its own, with an environment of its own."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "TAKEDOWN_VAR": str(var), **values},
        capture_output=True,
        text=True,
        check=False,
    )


def stopped(capsys: pytest.CaptureFixture[str], ended: pytest.ExceptionInfo[SystemExit]) -> str:
    assert ended.value.code == 2
    return capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("text", "value"), [("yes", True), ("1", True), ("TRUE", True), ("off", False), ("no", False)]
)
def test_it_reads_yes_and_no(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("SOME_SWITCH", text)
    assert environment.env_bool("SOME_SWITCH", not value) is value


def test_an_unset_switch_keeps_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SWITCH", "  ")
    assert environment.env_bool("SOME_SWITCH", True) is True


def test_an_unclear_switch_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOME_SWITCH", "maybe")
    with pytest.raises(SystemExit) as ended:
        environment.env_bool("SOME_SWITCH", True)
    assert stopped(capsys, ended) == "SOME_SWITCH must be yes or no, not 'maybe'."


def test_it_reads_a_whole_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_NUMBER", "7")
    assert environment.env_int("SOME_NUMBER", 3, low=1, high=9) == 7


@pytest.mark.parametrize("text", ["0", "10", "-1", "3.5", "x", "٣"])
def test_a_number_out_of_bounds_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    monkeypatch.setenv("SOME_NUMBER", text)
    with pytest.raises(SystemExit) as ended:
        environment.env_int("SOME_NUMBER", 3, low=1, high=9)
    assert "from 1 to 9" in stopped(capsys, ended)


def test_a_list_drops_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_HOSTS", " a.example.org, ,b.example.org ,")
    assert environment.env_list("SOME_HOSTS", "") == ["a.example.org", "b.example.org"]


def test_a_secret_in_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOME_SECRET", "from outside")
    assert environment.env_secret("SOME_SECRET", tmp_path / "secret", may_create=True) == "from outside"
    assert not (tmp_path / "secret").exists()


def test_a_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    first = environment.env_secret("UNSET_SECRET", path, may_create=True)
    assert environment.env_secret("UNSET_SECRET", path, may_create=True) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) >= 50


def test_production_makes_no_secret_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        environment.env_secret("UNSET_SECRET", tmp_path / "secret", may_create=False)
    assert "Set UNSET_SECRET" in stopped(capsys, ended)


def test_a_second_writer_keeps_the_first_ones_text(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    environment.write_private(path, "first")
    assert environment.write_private(path, "second") == "first"


def test_without_an_address_the_database_is_sqlite(tmp_path: Path) -> None:
    found = environment.database("", var_dir=tmp_path)
    assert found["ENGINE"].endswith("sqlite3")
    assert found["NAME"] == str(tmp_path / "takedown.sqlite3")


def test_sqlite_waits_its_turn_and_forgets_for_good(tmp_path: Path) -> None:
    options = environment.database("", var_dir=tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE" and options["timeout"] >= 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        assert pragma in options["init_command"]


def test_a_postgresql_address_is_taken_apart(tmp_path: Path) -> None:
    found = environment.database(
        "postgresql://desk:p%40ss@db.example.org:5433/cases?sslmode=require", var_dir=tmp_path
    )
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "desk",
        "p@ss",
        "db.example.org",
        "5433",
    )
    assert found["NAME"] == "cases" and found["OPTIONS"]["sslmode"] == "require"


def test_a_postgresql_socket_folder_is_a_host(tmp_path: Path) -> None:
    found = environment.database("postgresql://desk@/cases?host=/run/postgresql", var_dir=tmp_path)
    assert found["HOST"] == "/run/postgresql" and "host" not in found["OPTIONS"]


def test_another_database_stops_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        environment.database("mysql://desk@db.example.org/cases", var_dir=tmp_path)
    assert stopped(capsys, ended).startswith("DATABASE_URL must start with postgresql://")


@pytest.mark.parametrize("url", ["postgresql://db:port/cases", "postgresql://[::1/cases", "postgresql://db"])
def test_half_an_address_stops_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        environment.database(url, var_dir=tmp_path)
    assert stopped(capsys, ended).startswith("DATABASE_URL is incomplete.")


@pytest.mark.parametrize(
    ("hours", "zone", "calendar", "sentence"),
    [
        ("weekdays", "Europe/London", "", "HELPLINE_HOURS must be such as"),
        ("Mon-Fri 16:00-10:00", "Europe/London", "", "HELPLINE_HOURS must be such as"),
        ("Fri-Mon 10:00-16:00", "Europe/London", "", "HELPLINE_HOURS must be such as"),
        ("Mon 10:00+02:00-16:00", "Europe/London", "", "HELPLINE_HOURS must be such as"),
        ("Mon 10:00-16:00;", "Europe/London", "", "HELPLINE_HOURS must be such as"),
        ("always", "Mars", "", "HELPLINE_ZONE (DESK_ZONE where it is unset) must be"),
        ("always", "Europe", "", "HELPLINE_ZONE (DESK_ZONE where it is unset) must be"),
        ("always", "Europe/London", "../x", "HELPLINE_CALENDAR must be one of england-wales"),
    ],
)
def test_hours_that_cannot_be_read_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    hours: str, zone: str, calendar: str, sentence: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("SOME_HOURS", hours)
    with pytest.raises(SystemExit) as ended:
        environment.env_hours("SOME_HOURS", "", zone=zone, calendar=calendar)
    assert stopped(capsys, ended).replace("SOME_HOURS", "HELPLINE_HOURS").startswith(sentence)


def test_a_folder_that_cannot_be_made_stops_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as ended:
        environment.write_private(tmp_path / "file" / "secret", "text")
    assert stopped(capsys, ended).endswith("Set TAKEDOWN_VAR to a folder of your own.")


def test_links_lead_to_where_it_listens(tmp_path: Path) -> None:
    ask = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SITE_URL)")
    assert manage(*ask, var=tmp_path, BIND="127.0.0.1:8123").stdout == "http://127.0.0.1:8123\n"
    told = {"BIND": "127.0.0.1:8123", "SITE_URL": "https://desk.example.com/"}
    assert manage(*ask, var=tmp_path, **told).stdout == "https://desk.example.com\n"


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    assert manage("make_keys", var=tmp_path, **PRODUCTION).returncode == 0
    ended = manage("check", "--deploy", "--fail-level", "INFO", var=tmp_path, **PRODUCTION)
    assert (ended.returncode, "no issues" in ended.stdout) == (0, True), ended.stderr[-2000:]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 50 characters"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty"),
        ("MAIL_URL", "", "MAIL_URL is not set"),
        ("MAIL_FROM", "desk@northgate.example.org", "invented sample"),
        ("SIGNATORY_NAME", "", "SIGNATORY_NAME is not set"),
        ("HELPLINE_PHONE", "", "HELPLINE_PHONE is not set"),
        ("DEBUG", "yes", "DEBUG is on in production"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of DEBUG"),
        ("REPORTING_DUTY", "", "REPORTING_DUTY must be provider, mandated or none"),
        ("REPORTING_DUTY", "perhaps", "REPORTING_DUTY must be provider, mandated or none"),
        ("NEUTRAL_SITE", "http://weather.example.org", "NEUTRAL_SITE must be an https://"),
        ("TAKEDOWN_ENVIRONMENT", "staging", "must be development, test or production"),
        ("DATABASE_URL", "oracle://x", "DATABASE_URL must start with"),
        ("VISIT_IDLE_MINUTES", "600", "from 5 to 30"),
    ],
)
def test_production_refuses_a_bad_value_in_one_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    ended = manage("check", var=tmp_path, **{**PRODUCTION, name: value})
    assert ended.returncode == 2
    assert sentence in ended.stderr and len(ended.stderr.strip().splitlines()) == 1


def test_a_missing_key_file_is_one_sentence_too(tmp_path: Path) -> None:
    ended = manage("run", var=tmp_path / "empty")
    assert ended.returncode == 2
    assert ended.stderr.startswith("The key file ") and len(ended.stderr.strip().splitlines()) == 1


def test_in_production_a_browser_keeps_each_cookie_to_this_site_over_https_s_06(tmp_path: Path) -> None:
    """A prefix that browsers enforce: __Host- for the whole site, __Secure- for what stays below /desk/."""
    say = (
        "from django.conf import settings as s; "
        "print(s.VISIT_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_NAME, s.KNOWN_COOKIE_NAME)"
    )
    told = manage("shell", "--no-imports", "-c", say, var=tmp_path, **PRODUCTION)
    assert told.stdout.split() == ["__Host-v", "__Host-t", "__Secure-desk", "__Secure-desk-known"]
