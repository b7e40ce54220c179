"""The two commands: what set-up installs, when it stops, and what a test run admits to leaving out."""

from __future__ import annotations

import importlib
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.source import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """bin/setup.py as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    return importlib.import_module("setup")


@pytest.fixture
def suites(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """bin/suites.py as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    return importlib.import_module("suites")


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of stand-ins first on the path; each writes its own name and arguments to `log`."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("apt-get",):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {tmp_path}/log\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return tmp_path / "log"


@pytest.fixture
def venv(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for .venv whose python writes what it is asked to `pip.log`."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/pip.log\n')
    python.chmod(0o755)
    monkeypatch.setattr(script, "VENV", tmp_path / "venv")
    return tmp_path / "pip.log"


def test_requirements_are_installed_with_their_hashes(script: ModuleType, venv: Path, tmp_path: Path) -> None:
    script.ensure_requirements(["requirements.txt"], stamp=tmp_path / "stamp")
    assert venv.read_text() == "-m pip install --quiet --require-hashes -r requirements.txt\n"


def test_nothing_is_installed_twice(script: ModuleType, venv: Path, tmp_path: Path) -> None:
    for _ in range(2):
        script.ensure_requirements(["requirements.txt"], stamp=tmp_path / "stamp")
    assert len(venv.read_text().splitlines()) == 1


def test_changed_requirements_are_installed_again(script: ModuleType, venv: Path, tmp_path: Path) -> None:
    script.ensure_requirements(["requirements.txt"], stamp=tmp_path / "stamp")
    (tmp_path / "stamp").write_text("the digest of yesterday")
    script.ensure_requirements(["requirements.txt"], stamp=tmp_path / "stamp")
    assert len(venv.read_text().splitlines()) == 2


def test_a_failed_install_leaves_no_stamp(script: ModuleType, venv: Path, tmp_path: Path) -> None:
    (tmp_path / "venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit, match="This did not work"):
        script.ensure_requirements(["requirements.txt"], stamp=tmp_path / "stamp")
    assert not (tmp_path / "stamp").exists()


def test_root_updates_the_lists_before_it_installs(script: ModuleType, fake: Path) -> None:
    script.install(["libpango-1.0-0"])
    first, second = fake.read_text().splitlines()
    assert first.startswith("apt-get update") and second.startswith("apt-get install -y")
    assert "--no-install-recommends libpango-1.0-0" in second


def test_not_root_is_told_exactly_what_to_type(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "is_root", lambda: False)
    monkeypatch.setattr(script, "missing_libraries", lambda: ["libpango-1.0-0", "libharfbuzz-subset0"])
    with pytest.raises(SystemExit, match="Type as root: apt-get install libpango-1.0-0 libharfbuzz-subset0"):
        script.ensure_libraries()


def test_libraries_in_place_are_left_alone(script: ModuleType, fake: Path) -> None:
    script.ensure_libraries()
    assert not fake.exists()


def test_not_root_installs_no_test_programs(
    script: ModuleType, fake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "is_root", lambda: False)
    monkeypatch.setattr(script, "missing_programs", lambda: {"chromium": "chromium"})
    script.ensure_programs()
    assert not fake.exists()


def test_installing_a_server_starts_none(
    script: ModuleType, fake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(script, "NO_DAEMONS", policy)
    with script.without_daemons():
        assert "exit 101" in policy.read_text() and policy.stat().st_mode & stat.S_IXUSR
    assert not policy.exists()


def test_a_policy_of_the_machine_is_respected(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")
    monkeypatch.setattr(script, "NO_DAEMONS", policy)
    with script.without_daemons():
        pass
    assert policy.read_text().endswith("exit 0\n")


def test_the_newest_postgresql_is_a_number_not_a_word(script: ModuleType) -> None:
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in ("9", "15", "12")]
    assert max(folders, key=script.postgresql_version).parent.name == "15"


def test_the_private_folder_is_private(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAKEDOWN_VAR", str(tmp_path / "var"))
    script.ensure_var()
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_set_up_needs_nothing_but_the_standard_library() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "bin/setup.py", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0 and "--dev" in ended.stdout


def test_the_list_of_libraries_needs_nothing_else_either() -> None:
    ended = subprocess.run([sys.executable, "-I", "-S", "takedown/libraries.py"], cwd=ROOT)
    assert ended.returncode == 0


def test_a_missing_program_leaves_its_suite_out(suites: ModuleType) -> None:
    assert suites.left_out({"chromium"}) == {"tests/browser": "chromium"}


def test_with_everything_there_nothing_is_left_out(suites: ModuleType) -> None:
    assert suites.left_out(set()) == {}


def test_what_is_left_out_is_named(suites: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    suites.report({"tests/browser": "chromium"})
    assert capsys.readouterr().out.startswith("Left out: tests/browser (needs chromium;")


def test_in_ci_nothing_may_be_left_out(suites: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert suites.report({"everything on PostgreSQL": "postgresql"}) is False
    assert suites.report({}) is True


def test_elsewhere_something_may_be_left_out(suites: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert suites.report({"tests/browser": "chromium"}) is True


def test_a_suite_left_out_is_kept_from_pytest(suites: ModuleType) -> None:
    assert "--ignore=tests/browser" in suites.pytest_command({"tests/browser": "chromium"}, [])


def test_every_suite_that_needs_a_program_is_a_folder_of_tests(suites: ModuleType) -> None:
    for folder in suites.SUITES:
        assert list((ROOT / folder).glob("test_*.py")), folder


@pytest.mark.parametrize(
    "target", ["run", "test", "setup", "demo", "bench", "lint", "lock", "states", "screenshots"]
)
def test_the_makefile_has_every_target(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)
    assert f"make {target} " in MAKEFILE


def test_make_starts_an_empty_desk_when_asked() -> None:
    shown = subprocess.run(["make", "-n", "run", "SAMPLE=0"], cwd=ROOT, capture_output=True, text=True)
    assert "manage.py run" in shown.stdout and "manage.py sample" not in shown.stdout


def test_make_shows_the_sample_unless_told_otherwise() -> None:
    shown = subprocess.run(["make", "-n", "run"], cwd=ROOT, capture_output=True, text=True)
    assert "manage.py sample" in shown.stdout


def test_ci_runs_lint_and_test_without_input() -> None:
    path = ROOT / ".ci" / "run"
    assert os.access(path, os.X_OK)
    assert path.read_text().splitlines()[-1] == "exec make lint test branches </dev/null"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9][\w.\[\],-]*==\S+ \\$", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 20
    assert "--index-url" not in text.replace("--no-emit-index-url", "")


def test_every_direct_requirement_is_locked() -> None:
    locked = (ROOT / "requirements.txt").read_text().lower()
    for line in (ROOT / "requirements.in").read_text().splitlines():
        name = re.split(r"[\[>=<#\s]", line.strip())[0].lower()
        assert f"\n{name}" in locked, name
