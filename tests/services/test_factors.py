"""Second factors: what is taken up, what fits, and what is left of whoever lost everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from cases.services import factors
from cases.services.refusal import Refused
from tests import desk
from tests.conftest import AT

NOT_A_PASSKEY = ["", "x", "[]", "{}", '{"id": 1}', "[" * 9000]


def test_s01_the_seed_is_for_the_command_alone_and_nothing_without_an_app(bo: User) -> None:
    assert factors.seed_of(bo) == ""
    assert factors.seed_of(desk.enrol(bo)) == desk.SEED


def test_s01_a_seed_that_waits_in_a_session_is_sealed_for_its_owner(bo: User, cy: User) -> None:
    sealed = factors.sealed_seed(bo, desk.SEED)
    assert desk.SEED not in sealed
    assert factors.kept_seed(bo, sealed) == desk.SEED
    assert factors.kept_seed(cy, sealed) not in ("", desk.SEED)


def test_s01_a_second_app_is_refused_while_there_is_one(bo: User) -> None:
    desk.enrol(bo)
    with pytest.raises(Refused, match="There is an app already"):
        factors.add_app(user=bo, seed=desk.SEED, code=desk.code(AT), at=AT)


def test_s01_what_is_longer_than_any_code_is_none_however_it_begins(bo: User) -> None:
    desk.enrol(bo)
    assert factors.check_code(user=bo, typed=desk.code(AT) + " " * 15, at=AT) == ""
    assert factors.check_code(user=bo, typed=desk.code(AT) + " " * 14, at=AT) == "totp"


def test_s01_signs_of_another_alphabet_are_no_code(bo: User) -> None:
    desk.enrol(bo)
    typed = desk.code(AT).translate({48 + digit: 0x660 + digit for digit in range(10)})
    assert factors.check_code(user=bo, typed=typed, at=AT) == ""
    assert factors.check_code(user=bo, typed=desk.code(AT), at=AT) == "totp"


def test_without_recovery_codes_none_fits_and_none_is_left(bo: User) -> None:
    assert factors.check_code(user=bo, typed="1234567890", at=AT) == ""
    assert factors.recovery_codes_left(bo) == 0
    factors.close_recovery_codes(user=bo)
    assert factors.open_recovery_codes(bo) == []


def test_recovery_codes_are_shown_until_they_are_on_paper(bo: User) -> None:
    factors.new_recovery_codes(user=bo)
    assert len(factors.open_recovery_codes(bo)) == factors.recovery_codes_left(bo) == 10
    factors.close_recovery_codes(user=bo)
    assert factors.open_recovery_codes(bo) == []


def test_s01_of_recovery_codes_on_paper_only_hashes_are_kept(bo: User, cy: User) -> None:
    factors.new_recovery_codes(user=bo)
    codes = factors.open_recovery_codes(bo)
    row = Authenticator.objects.get(user=bo)
    assert len(set(row.data["hashes"])) == 10
    assert not any(factors.plain(code) in str(row.data) for code in codes)
    factors.close_recovery_codes(user=bo)
    row.refresh_from_db()
    assert set(row.data) == {"hashes"}
    Authenticator.objects.filter(pk=row.pk).update(user=cy)
    assert not factors.check_code(user=cy, typed=codes[0], at=AT)  # bound to whom they were made for


def test_s01_a_recovery_code_that_was_used_is_shown_no_more(bo: User) -> None:
    factors.new_recovery_codes(user=bo)
    used, *rest = factors.open_recovery_codes(bo)
    assert factors.check_code(user=bo, typed=used, at=AT) == factors.RECOVERY
    assert factors.open_recovery_codes(bo) == rest


def test_s01_a_code_of_the_half_minute_after_is_no_code_yet(bo: User) -> None:
    desk.enrol(bo)
    typed = desk.code(AT + timedelta(seconds=30))
    assert factors.check_code(user=bo, typed=typed, at=AT) == ""


@pytest.mark.parametrize("answer", NOT_A_PASSKEY)
def test_what_no_browser_says_is_no_passkey(bo: User, answer: str) -> None:
    assert not factors.check_passkey(user=bo, answer=answer, at=AT)
    with pytest.raises(Refused, match="did not work here"):
        factors.add_passkey(user=bo, answer=answer, name="Key", at=AT)


def test_passkeys_have_a_bound(bo: User) -> None:
    for _ in range(factors.MOST_PASSKEYS):
        Authenticator.objects.create(user=bo, type=factors.PASSKEY, data={})
    with pytest.raises(Refused, match="10 passkeys already"):
        factors.add_passkey(user=bo, answer="{}", name="Key", at=AT)


def test_the_only_factor_stays_and_another_one_goes(bo: User, cy: User) -> None:
    desk.enrol(bo)
    [app] = factors.ids_of(factors.of(bo))
    with pytest.raises(Refused, match="only second factor"):
        factors.remove(user=bo, factor_id=app)
    more = Authenticator.objects.create(user=bo, type=factors.PASSKEY, data={})
    with pytest.raises(Refused, match="not here any more"):
        factors.remove(user=cy, factor_id=more.pk)
    factors.remove(user=bo, factor_id=app)
    assert factors.ids_of(factors.of(bo)) == [more.pk]


def test_whoever_lost_everything_has_no_factor(bo: User) -> None:
    factors.new_recovery_codes(user=desk.enrol(bo))
    factors.remove_all(user=bo)
    assert not factors.of(bo)
