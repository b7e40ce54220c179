"""The small commands: make_keys, states, load_platforms, first_supervisor."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from cases.machines import machines, markdown
from cases.models import Case, Channel, Platform, keyring
from cases.services import factors, invitations
from tests import desk


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def no_keys(settings: Any, tmp_path: Path) -> Path:
    """A house that has no key file yet."""
    settings.KEYS_INLINE = ""
    settings.KEY_FILE = tmp_path / "keys" / "keys.json"
    return settings.KEY_FILE


@pytest.mark.django_db
def test_first_keys_are_private_and_good(no_keys: Path) -> None:
    said("make_keys")
    assert stat.S_IMODE(no_keys.stat().st_mode) == 0o600
    assert keyring.parse(no_keys.read_text(), source="the new file").encrypt


@pytest.mark.django_db
def test_first_keys_come_with_a_warning_to_keep_a_copy(no_keys: Path) -> None:
    text = said("make_keys")
    assert str(no_keys) in text and "away from the database" in text


@pytest.mark.django_db
def test_keys_in_place_are_never_replaced(no_keys: Path) -> None:
    said("make_keys")
    before = no_keys.read_text()
    assert "is in place" in said("make_keys")
    assert no_keys.read_text() == before


def test_keys_from_the_environment_need_no_file(settings: Any, tmp_path: Path) -> None:
    settings.KEY_FILE = tmp_path / "keys.json"
    assert "no file is needed" in said("make_keys")
    assert not settings.KEY_FILE.exists()


def test_lost_keys_are_not_papered_over(
    make_case: Any, no_keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Case.objects.exists()
    with pytest.raises(SystemExit) as ended:
        said_with_a_case(make_case, no_keys)
    assert ended.value.code == 2 and not no_keys.exists()
    assert "Put it back from backup" in capsys.readouterr().err


def said_with_a_case(make_case: Any, no_keys: Path) -> None:
    """A case sealed with other keys is in the database, and its key file is gone."""
    from django.conf import settings

    settings.KEYS_INLINE = keyring.new_ring()
    make_case(links=0)
    settings.KEYS_INLINE = ""
    said("make_keys")


def test_states_prints_three_machines() -> None:
    text = said("states")
    assert [line.split("**")[1] for line in text.splitlines() if line.startswith("**")] == [
        "Case",
        "Notice",
        "Location",
    ]


def test_states_for_programs_says_the_same() -> None:
    read = json.loads(said("states", "--json"))
    assert [machine["name"] for machine in read] == ["Case", "Notice", "Location"]
    assert {move["name"] for move in read[0]["moves"]} >= {"take_up", "accept", "close", "withdraw"}


def test_every_state_can_be_reached() -> None:
    for machine in machines():
        reached = {machine.start}
        for _ in machine.states:
            reached |= {move.target for move in machine.moves if reached & set(move.sources)}
        assert reached == set(machine.states), machine.name


def test_every_state_that_is_not_final_has_a_way_on() -> None:
    for machine in machines():
        left = {source for move in machine.moves for source in move.sources}
        assert set(machine.states) - left <= set(machine.final), machine.name


def test_every_open_state_can_reach_a_final_one() -> None:
    for machine in machines():
        ends = set(machine.final)
        for _ in machine.states:
            ends |= {source for move in machine.moves if move.target in ends for source in move.sources}
        assert set(machine.states) - ends <= {"removed"}, machine.name


def test_withdrawing_is_always_allowed_while_a_case_is_open() -> None:
    case = machines()[0]
    withdraw = next(move for move in case.moves if move.name == "withdraw")
    assert set(withdraw.sources) == {str(state) for state in Case.OPEN} and not withdraw.condition


def test_conditions_are_printed_in_words() -> None:
    assert "| close | resolved | closed | has retention date |" in markdown(machines())


@pytest.mark.django_db
def test_the_directory_is_loaded_once_however_often_it_is_asked() -> None:
    said("load_platforms")
    counts = (Platform.objects.count(), Channel.objects.count())
    said("load_platforms")
    assert (Platform.objects.count(), Channel.objects.count()) == counts and counts[0] > 200


@pytest.mark.django_db
def test_an_organisations_own_entries_stay_private(tmp_path: Path) -> None:
    overlay = tmp_path / "own.json"
    overlay.write_text(json.dumps([{"slug": "own-site", "name": "Own Site", "domains": ["own-site.test"]}]))
    said("load_platforms", "--overlay", str(overlay))
    assert list(Platform.objects.filter(private=True).values_list("slug", flat=True)) == ["own-site"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"name": "no slug"}]', "not json"])
def test_a_file_that_is_no_directory_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "own.json").write_text(text)
    with pytest.raises(SystemExit) as ended:
        said("load_platforms", "--overlay", str(tmp_path / "own.json"))
    assert ended.value.code == 2 and capsys.readouterr().err.count("\n") == 1


@pytest.mark.django_db
def test_an_empty_desk_gets_a_way_in() -> None:
    text = said("first_supervisor")
    assert "once and within a day" in text and "/desk/" in text.splitlines()[-1]


def test_a_desk_with_people_gets_none(di: User) -> None:
    assert "is set up" in said("first_supervisor")


def test_the_phone_of_an_invented_colleague_shows_a_code_that_fits(bo: User) -> None:
    desk.enrol(bo)
    code = said("code", "bo").strip()
    assert factors.check_code(user=bo, typed=code, at=timezone.now()) == factors.TOTP


@pytest.mark.parametrize("name", ["bo", "nobody"])
def test_without_an_app_there_is_no_code(bo: User, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        said("code", name)
    assert "has an app" in capsys.readouterr().err


def test_in_production_there_is_no_such_phone(bo: User, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(SystemExit):
        said("code", desk.enrol(bo).username)


def test_the_operator_makes_a_new_way_in_for_anyone(di: User) -> None:
    text = said("renew_sign_in", "di")
    assert "/desk/join/" in text
    assert invitations.holder(text.strip().rpartition("/")[2], at=timezone.now())
    with pytest.raises(SystemExit):
        said("renew_sign_in", "nobody")
