"""How the demo refuses, how it is stopped, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command

from cases.demo import house
from cases.demo.folder import LIST, Folder
from cases.management.commands import demo
from takedown import libraries
from tests.demo.evening import ROOT, command


def refused(out: Path) -> str:
    """The one sentence of a refusal, which ends with exit code 2."""
    with pytest.raises(CommandError) as no:
        call_command("demo", "--out", str(out))
    assert no.value.returncode == 2
    return str(no.value)


def test_production_refuses_the_demo(settings: Any, tmp_path: Path) -> None:
    settings.PRODUCTION = True
    assert "refused in production" in refused(tmp_path / "out")


def test_production_writes_nothing(settings: Any, tmp_path: Path) -> None:
    settings.PRODUCTION = True
    refused(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a letter of mine")
    sentence = refused(tmp_path / "out")
    assert "cannot be written" in sentence
    assert "\n" not in sentence


def test_a_folder_in_a_place_nobody_can_write_is_one_sentence() -> None:
    assert "cannot be written" in refused(Path("/proc/takedown-demo"))


def test_it_says_which_package_brings_pango(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(libraries, "missing", lambda: ["libpango-1.0-0"])
    assert "libpango-1.0-0" in refused(tmp_path / "out")


def test_a_database_server_that_is_away_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    sentence = refused(tmp_path / "out")
    assert "Unset DATABASE_URL" in sentence


def test_without_a_folder_it_asks_for_one() -> None:
    with pytest.raises(CommandError, match="--out"):
        call_command("demo")


def test_the_exit_code_of_the_play_is_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(house, "run", lambda command, variables: 1)
    with pytest.raises(SystemExit) as ended:
        call_command("demo", "--out", str(tmp_path / "out"))
    assert ended.value.code == 1


def test_nothing_in_the_way_is_an_empty_text(tmp_path: Path) -> None:
    assert demo.why_not_play(tmp_path / "out") == ""


def test_a_second_run_removes_what_the_first_one_wrote(tmp_path: Path) -> None:
    Folder(tmp_path).put("001-notice.eml", b"old")
    Folder(tmp_path).clear()
    assert [path.name for path in tmp_path.iterdir()] == [LIST]


def test_a_second_run_leaves_what_someone_else_put_there(tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"mine")
    Folder(tmp_path).put("001-notice.eml", b"old")
    Folder(tmp_path).clear()
    assert (tmp_path / "mine.pdf").read_bytes() == b"mine"


def test_the_list_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / LIST).write_text("../outside.txt")
    Folder(tmp_path / "out").clear()
    assert outside.exists()


def test_the_play_gets_none_of_the_operators_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("MAIL_URL", "BROKER_URL", "TAKEDOWN_KEYS", "ORGANISATION_NAME", "SITE_URL"):
        monkeypatch.setenv(name, "theirs")
    assert "theirs" not in house.environment(tmp_path, "").values()


def test_the_play_lives_in_a_folder_of_its_own(tmp_path: Path) -> None:
    with house.database("", tmp_path) as url:
        assert url == f"sqlite:///{tmp_path}/demo.sqlite3"


def test_its_database_is_gone_afterwards(tmp_path: Path) -> None:
    with house.database(os.environ.get("DATABASE_URL", ""), tmp_path) as url:
        if url.startswith("postgresql"):
            psycopg.connect(url).close()
    if url.startswith("postgresql"):
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)
    assert not list(tmp_path.iterdir())


def test_every_run_has_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = (house.environment(tmp_path, "")["SECRET_KEY"] for _ in range(2))
    assert first != second


def processes_with(text: str) -> list[str]:
    """Programs that were given this text in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if text.encode() in path.read_bytes() and path.parent.name != str(os.getpid()):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


@pytest.fixture
def stopped(tmp_path: Path) -> tuple[Path, int, str]:
    """A demo that someone stopped with Ctrl-C while its servers were running."""
    line, environment = command(tmp_path / "out")
    process = subprocess.Popen(
        line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = ""
    while "her page says" not in said:
        said += process.stdout.readline() or pytest.fail(said)
    process.send_signal(signal.SIGINT)
    said += process.communicate(timeout=60)[0]
    return tmp_path, process.returncode, said


def test_ctrl_c_ends_everything(stopped: tuple[Path, int, str]) -> None:
    folder, code, said = stopped
    time.sleep(0.5)
    assert code != 0
    assert processes_with(f"{folder}/takedown-demo-") == []
    assert not list(folder.glob("takedown-demo-*"))
    assert said.endswith("Stopped.\n")
