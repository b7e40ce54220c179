"""Who may see and do what: each line of the table, and that a list never says more than a single answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from cases import permissions
from cases.models import Case
from cases.permissions import may, reachable, visible_cases
from tests.conftest import person_of_staff

MakeCase = Callable[..., Case]
OF_CASES = sorted(action for action, line in permissions.TABLE.items() if not line.of_house)


@pytest.fixture
def ina(db: None) -> User:
    return person_of_staff("ina", "intake")


@pytest.fixture
def audrey(db: None) -> User:
    return person_of_staff("audrey", "auditor")


@pytest.fixture
def ada(db: None) -> User:
    return person_of_staff("ada", "admin")


def test_a_caseworker_opens_her_own_case(bo: User, make_case: MakeCase) -> None:
    assert may(bo, "open", make_case())


def test_a_caseworker_does_not_open_a_colleagues_case(cy: User, make_case: MakeCase) -> None:
    assert not may(cy, "open", make_case())


def test_a_caseworker_does_not_even_know_of_a_colleagues_case(cy: User, make_case: MakeCase) -> None:
    make_case()
    assert not visible_cases(cy).exists()


def test_a_caseworker_sees_a_new_report_in_the_queue(cy: User, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    assert may(cy, "list", case)


def test_a_caseworker_does_not_open_a_new_report_before_taking_it_up(cy: User, make_case: MakeCase) -> None:
    assert not may(cy, "open", make_case(state="submitted", assignee=None))


def test_a_case_without_an_owner_that_is_not_new_is_the_supervisors(
    cy: User, di: User, make_case: MakeCase
) -> None:
    case = make_case(state="active", assignee=None)
    assert not may(cy, "list", case)
    assert may(di, "list", case)


def test_a_supervisor_opens_the_teams_cases(di: User, make_case: MakeCase) -> None:
    assert may(di, "open", make_case())


def test_a_supervisor_does_not_know_of_a_flagged_case(di: User, make_case: MakeCase) -> None:
    case = make_case(safeguarding=True)
    assert not may(di, "list", case)
    assert case not in visible_cases(di)


def test_its_own_caseworker_no_longer_knows_of_a_flagged_case(bo: User, make_case: MakeCase) -> None:
    case = make_case(safeguarding=True)
    assert not may(bo, "open", case)
    assert case not in visible_cases(bo)


def test_the_safeguarding_lead_opens_flagged_cases_only(sam: User, make_case: MakeCase) -> None:
    flagged, plain = make_case(safeguarding=True), make_case()
    assert set(visible_cases(sam)) == {flagged}
    assert not may(sam, "open", plain)


def test_the_safeguarding_lead_prepares_no_notice(sam: User, make_case: MakeCase) -> None:
    assert not may(sam, "prepare", make_case(safeguarding=True))


def test_intake_opens_a_report_while_it_has_no_owner(ina: User, make_case: MakeCase) -> None:
    assert may(ina, "open", make_case(state="submitted", assignee=None))


def test_intake_loses_a_report_once_it_has_an_owner(ina: User, make_case: MakeCase) -> None:
    assert not may(ina, "open", make_case(state="submitted"))


def test_intake_never_sends(ina: User, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    assert not any(may(ina, action, case) for action in ("prepare", "send", "follow", "file", "close"))


@pytest.mark.parametrize("action", OF_CASES)
def test_an_auditor_has_no_case_content(audrey: User, make_case: MakeCase, action: str) -> None:
    assert may(audrey, action, make_case()) == (action == "read_audit")


@pytest.mark.parametrize("action", OF_CASES)
def test_an_admin_has_no_case_content(ada: User, make_case: MakeCase, action: str) -> None:
    assert not may(ada, action, make_case())


@pytest.mark.parametrize("action", OF_CASES)
def test_a_visitor_may_do_nothing(make_case: MakeCase, action: str) -> None:
    assert not may(AnonymousUser(), action, make_case())


def test_someone_disabled_may_do_nothing(bo: User, make_case: MakeCase) -> None:
    case = make_case()
    bo.is_active = False
    assert not may(bo, "open", case)


def test_an_all_powerful_account_without_a_role_sees_nothing(db: None, make_case: MakeCase) -> None:
    root = User.objects.create_superuser("root")
    assert not may(root, "open", make_case())


def test_a_group_that_is_no_role_counts_for_nothing(cy: User, make_case: MakeCase) -> None:
    cy.groups.set([Group.objects.create(name="everything")])
    assert permissions.roles(cy) == frozenset()


def test_only_a_supervisor_files_with_a_regulator(bo: User, di: User, make_case: MakeCase) -> None:
    case = make_case()
    assert may(di, "file", case)
    assert not may(bo, "file", case)


def test_a_first_notice_needs_one_person(bo: User, make_case: MakeCase) -> None:
    assert may(bo, "send", make_case())


def test_a_misspelt_action_is_an_error(bo: User, make_case: MakeCase) -> None:
    with pytest.raises(KeyError):
        may(bo, "opne", make_case())


def test_only_staff_who_work_on_cases_check_addresses(bo: User, ina: User, audrey: User) -> None:
    assert may(bo, "verify_channel")
    assert not may(ina, "verify_channel")
    assert not may(audrey, "verify_channel")


def test_two_roles_add_up(cy: User, make_case: MakeCase) -> None:
    cy.groups.add(Group.objects.get_or_create(name="safeguarding")[0])
    mine, flagged = make_case(assignee=cy), make_case(safeguarding=True)
    assert set(visible_cases(cy)) == {mine, flagged}


def test_a_list_is_in_accord_with_the_single_answer(
    bo: User, cy: User, di: User, sam: User, ina: User, audrey: User, make_case: MakeCase
) -> None:
    cases = [
        make_case(), make_case(assignee=cy), make_case(assignee=None), make_case(safeguarding=True),
        make_case(state="submitted", assignee=None), make_case(state="submitted"),
        make_case(state="submitted", assignee=None, safeguarding=True), make_case(state="closed"),
    ]  # fmt: skip
    for user in (bo, cy, di, sam, ina, audrey):
        for action in OF_CASES:
            alone = {case.pk for case in cases if may(user, action, case)}
            assert alone == set(reachable(user, action).values_list("pk", flat=True)), (user, action)


def test_whoever_may_act_may_also_see(
    bo: User, cy: User, di: User, sam: User, ina: User, make_case: MakeCase
) -> None:
    cases = [make_case(), make_case(safeguarding=True), make_case(state="submitted", assignee=None)]
    for user in (bo, cy, di, sam, ina):
        for case in cases:
            if any(may(user, action, case) for action in OF_CASES):
                assert may(user, "list", case)


def test_a_case_is_given_to_caseworkers_and_supervisors(
    bo: User, di: User, sam: User, ina: User, make_case: MakeCase
) -> None:
    assert set(permissions.colleagues(make_case())) == {bo, di}


def test_a_flagged_case_is_given_to_a_safeguarding_lead_only(
    bo: User, sam: User, make_case: MakeCase
) -> None:
    assert set(permissions.colleagues(make_case(safeguarding=True))) == {sam}


def test_a_case_is_not_given_to_someone_who_left(bo: User, cy: User, make_case: MakeCase) -> None:
    User.objects.filter(pk=cy.pk).update(is_active=False)
    assert set(permissions.colleagues(make_case())) == {bo}


def test_an_action_of_a_case_is_never_asked_about_without_one(bo: User) -> None:
    with pytest.raises(ValueError, match="about a case"):
        may(bo, "open")


def test_a_case_that_is_barred_is_gone_whatever_the_role(
    bo: User, di: User, audrey: User, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = make_case(), make_case()
    monkeypatch.setattr(permissions, "barred", lambda user: frozenset({case.pk}))
    for user in (bo, di, audrey):
        assert not any(may(user, action, case) for action in OF_CASES)
        assert case not in reachable(user, "read_audit")
    assert may(bo, "open", other) and other in reachable(bo, "open")


def test_the_role_that_is_written_down_is_the_narrowest_that_lets(
    di: User, cy: User, audrey: User, make_case: MakeCase
) -> None:
    di.groups.add(Group.objects.get_or_create(name="caseworker")[0])
    assert permissions.acting_as(di, "open", make_case(assignee=di)) == "caseworker"
    assert permissions.acting_as(di, "open", make_case()) == "supervisor"
    assert permissions.acting_as(audrey, "see_audit") == "auditor"
    assert permissions.acting_as(cy, "open", make_case()) == ""
