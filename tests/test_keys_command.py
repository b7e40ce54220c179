"""Rotation: resumable, twice does nothing, and every case opens before, during and after."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, keyring
from cases.services import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def ring_file(settings: Any, tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(settings.KEYS_INLINE, encoding="ascii")
    path.chmod(0o600)
    settings.KEY_FILE, settings.KEYS_INLINE = path, ""
    keyring.load.cache_clear()
    return path


def run(what: str) -> str:
    out = StringIO()
    call_command("keys", what, stdout=out)
    keyring.load.cache_clear()
    return out.getvalue()


def test_a_new_key_goes_first_and_the_file_stays_private(ring_file: Path) -> None:
    run("add")
    ring = json.loads(ring_file.read_text())
    assert [entry["id"] for entry in ring["encrypt"]] == ["k2", "k1"]
    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o600


def test_rotation_seals_every_case_anew_and_they_still_open(
    ring_file: Path, make_case: Callable[..., Case]
) -> None:
    case = make_case(facts="told to us")
    run("add")
    assert "1 rows, 1 sealed anew" in run("rotate")
    assert Case.objects.get(pk=case.pk).facts == "told to us"


def test_rotation_twice_does_nothing(ring_file: Path, make_case: Callable[..., Case]) -> None:
    make_case()
    run("add")
    run("rotate")
    assert keys.rotate().rewrapped == 0


def test_rotation_goes_on_where_it_was_stopped(ring_file: Path, make_case: Callable[..., Case]) -> None:
    first, second = make_case(), make_case()
    run("add")
    assert Case.objects.get(pk=first.pk).rewrap()
    assert keys.rotate().rewrapped == 1
    assert Case.objects.get(pk=second.pk).is_wrapped_by("k2")


def test_a_row_rewrapped_by_another_is_left_alone(ring_file: Path, make_case: Callable[..., Case]) -> None:
    stale = make_case()
    run("add")
    assert Case.objects.get(pk=stale.pk).rewrap()
    assert not stale.rewrap()


def test_the_check_counts_rows_by_key(ring_file: Path, make_case: Callable[..., Case]) -> None:
    make_case()
    run("add")
    assert run("check").splitlines() == ["k2: 0 rows", "k1: 1 rows"]


def test_the_check_names_a_key_that_is_gone(ring_file: Path, make_case: Callable[..., Case]) -> None:
    make_case()
    ring = json.loads(ring_file.read_text())
    ring["encrypt"] = json.loads(keyring.new_ring())["encrypt"]
    ring["encrypt"][0]["id"] = "k9"
    ring_file.write_text(json.dumps(ring), encoding="ascii")
    keyring.load.cache_clear()
    assert "k1: 1 rows, which is NOT in the ring" in run("check")


def test_rotation_without_the_old_key_says_so(ring_file: Path, make_case: Callable[..., Case]) -> None:
    make_case()
    ring = json.loads(ring_file.read_text())
    ring["encrypt"] = [{**json.loads(keyring.new_ring())["encrypt"][0], "id": "k9"}]
    ring_file.write_text(json.dumps(ring), encoding="ascii")
    keyring.load.cache_clear()
    with pytest.raises(CommandError, match="Put back the missing key"):
        run("rotate")


def test_a_ring_in_the_environment_is_not_changed_by_us(settings: Any) -> None:
    with pytest.raises(CommandError, match="Add the new key there"):
        run("add")
