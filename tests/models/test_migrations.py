"""Migrations of rows: run as they stand on rows made before them, with the models of that time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader

from cases.models import Case, Heartbeat, Tie
from cases.rules.ties import of_one
from cases.services import comparing, conflicts, factors
from cases.services.sealed_factors import factors_of
from tests.conftest import AT
from tests.services.test_conflicts import again, opened, sees

M, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def run(name: str, *, forwards: bool = True) -> None:
    """What one migration does to the rows there are."""
    loader = MigrationLoader(connection)
    apps = loader.project_state(("cases", name)).apps
    for each in loader.graph.nodes["cases", name].operations:
        if isinstance(each, RunPython):
            act: Any = each.code if forwards else each.reverse_code
            act(apps, None)


def declared(user: User, *, at: Any = AT, name: str = "Ana Example", own: bool = False) -> Tie:
    """A declaration as it stood before rows said how far they had been compared."""
    return Tie.objects.create(user=user, index=conflicts.index(of_one(name)), at=at, own=own, down_to=None)


def test_s20_0033_leaves_what_was_declared_since_the_last_round_to_be_compared(cy: User, di: User) -> None:
    Heartbeat.objects.create(name="ties", at=AT)
    before = declared(cy, at=AT - M)
    since, after = declared(di, at=AT - M + SECOND), declared(cy, at=AT + M, name="Mara Wells")
    its_own = declared(di, at=AT + M, name="Di", own=True)
    run("0033_compare_the_rest")
    down_to = dict(Tie.objects.values_list("pk", "down_to"))
    assert down_to == {before.pk: None, since.pk: since.at, after.pk: after.at, its_own.pk: None}
    assert not Heartbeat.objects.filter(name="ties").exists()


def test_s20_0033_leaves_all_to_be_compared_where_no_round_ever_ran(cy: User) -> None:
    old = declared(cy, at=AT - timedelta(days=400))
    run("0033_compare_the_rest")
    assert Tie.objects.get(pk=old.pk).down_to == old.at


def test_s20_after_0033_the_next_round_shuts_the_report_of_whoever_was_declared(cy: User, di: User) -> None:
    case = opened(signature_name="Ana Example")
    declared(cy, at=AT + M)
    comparing.keep_up(at=AT + 30 * M)
    assert sees(again(cy), case)  # nothing said that this row was still to be compared
    run("0033_compare_the_rest")
    comparing.keep_up(at=AT + 35 * M)
    assert not sees(again(cy), case)


def with_seed(user: User, settings: Any, *, on_paper: bool) -> list[str]:
    """Ten codes as they were kept before: by the seed that all of them come from."""
    settings.MFA_RECOVERY_CODE_DIGITS = 10
    with factors_of(user):
        codes = RecoveryCodes.activate(user)
        if on_paper:
            codes.mark_as_viewed()
        return list(codes.generate_codes())


def test_s01_0035_keeps_every_code_that_was_still_good(bo: User, settings: Any) -> None:
    codes = with_seed(bo, settings, on_paper=True)
    with factors_of(bo):
        RecoveryCodes(factors.of(bo)[0]).validate_code(codes[3])
    run("0035_hash_recovery_codes")
    assert factors.open_recovery_codes(bo) == []
    fits = [bool(factors.check_code(user=bo, typed=code, at=AT)) for code in codes]
    assert fits == [place != 3 for place in range(10)]
    assert factors.recovery_codes_left(bo) == 0


def test_s01_0035_goes_on_showing_codes_that_nobody_has_on_paper(bo: User, settings: Any) -> None:
    codes = with_seed(bo, settings, on_paper=False)
    run("0035_hash_recovery_codes")
    assert [each.replace(" ", "") for each in factors.open_recovery_codes(bo)] == codes
    assert not any("seed" in row.data for row in Authenticator.objects.all())


def test_s01_0035_leaves_none_where_the_seed_does_not_open(bo: User, cy: User, settings: Any) -> None:
    for user in (bo, cy):
        with_seed(user, settings, on_paper=True)
    stolen = Authenticator.objects.get(user=bo)
    stolen.data["seed"] = Authenticator.objects.get(user=cy).data["seed"]
    stolen.save()
    run("0035_hash_recovery_codes")
    assert (factors.recovery_codes_left(bo), factors.recovery_codes_left(cy)) == (0, 10)


def test_s01_whoever_goes_back_behind_0035_makes_new_codes(bo: User) -> None:
    factors.new_recovery_codes(user=bo)
    run("0035_hash_recovery_codes", forwards=False)
    assert not factors.of(bo)


def test_a10_0037_knows_threats_that_came_without_a_link(make_case: Callable[..., Case]) -> None:
    bare, with_link = make_case(links=0, harm="threat"), make_case(links=1, harm="threat")
    shared = make_case(links=0, harm="shared")
    run("0037_threats_without_place")
    told = dict(Case.objects.values_list("pk", "without_place"))
    assert told == {bare.pk: True, with_link.pk: False, shared.pk: False}
