"""The people of the tests, and builders for rows in any state."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client, TransactionTestCase

from cases import letters
from cases.models import Case, Channel, Clock, Depiction, Item, Location, Notice, Platform, keyring
from cases.models.fields import blind_index
from cases.permissions import ROLE_CASEWORKER, ROLE_SAFEGUARDING, ROLE_SUPERVISOR
from cases.rules.purposes import ACTS
from cases.services import person_mail
from tests import desk

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AFFIRMED = {
    "version": "1",
    "affirmed": [{"key": key, "text": key} for key in ("no_consent", "intimate", "truth", "standing")],
}
numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key ring and a mail folder of the tests' own, and no broker."""
    var = Path(tmp_path_factory.mktemp("var"))
    settings.KEY_FILE = var / "keys.json"
    settings.KEYS_INLINE = keyring.new_ring()
    settings.MAIL_URL = f"file://{var / 'mail'}"
    settings.LAST_ROUND_FILE = var / "last-round"
    settings.HEADS_FILE = var / "heads.jsonl"
    settings.ENVIRONMENT = "test"
    yield
    keyring.load.cache_clear()


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints go nowhere unless a test starts a worker; every duty is a row all the same."""
    if "TAKEDOWN_TEST_BROKER" not in os.environ:
        monkeypatch.setattr("cases.tasks.hint_deliver", lambda ids: None)


@pytest.fixture(autouse=True)
def quick_words(settings: Any) -> None:
    """Passwords of staff in tests are hashed fast; the words' own hasher is measured where it matters."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def release_append_only() -> None:
    """Let a test database be emptied: the triggers would refuse, as they should elsewhere."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE cases_access DISABLE TRIGGER USER")
        else:
            for table, act in product(("cases_event", "cases_access"), ("delete", "update")):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")


def restore_append_only() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE cases_event ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE cases_access ENABLE TRIGGER USER")
        else:
            for table, act in product(("cases_event", "cases_access"), ("delete", "update")):
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {act.upper()} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'events and the access log are append-only'); END"
                )


def empty_with_triggers_off(empty: Callable[[Any], None]) -> Callable[[Any], None]:
    def teardown(case: Any) -> None:
        release_append_only()
        try:
            empty(case)
        finally:
            restore_append_only()

    return teardown


# Tests that commit are followed by a flush; for that moment alone the append-only triggers are off.
TransactionTestCase._fixture_teardown = empty_with_triggers_off(TransactionTestCase._fixture_teardown)

# Whoever a test signs in has shown both factors; tests of the sign-in itself go through its pages.
Client.force_login = desk.sign_in


@pytest.fixture
def at() -> datetime:
    """Monday 23 November 2026, 10:00 UTC."""
    return AT


def person_of_staff(name: str, role: str) -> User:
    user = User.objects.create_user(
        name, email=f"{name}@northgate.example.org", password="a long enough word", first_name=name.title()
    )
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    person_mail.show(user=user, at=AT)
    return user


@pytest.fixture
def bo(db: None) -> User:
    """Her caseworker."""
    return person_of_staff("bo", ROLE_CASEWORKER)


@pytest.fixture
def cy(db: None) -> User:
    """Another caseworker."""
    return person_of_staff("cy", ROLE_CASEWORKER)


@pytest.fixture
def di(db: None) -> User:
    """The supervisor."""
    return person_of_staff("di", ROLE_SUPERVISOR)


@pytest.fixture
def sam(db: None) -> User:
    """The safeguarding lead."""
    return person_of_staff("sam", ROLE_SAFEGUARDING)


def build_platform(slug: str = "clipshare", *, channel: str = "web_form", checked: bool = True) -> Platform:
    record = {
        "slug": slug,
        "name": slug.title(),
        "domains": [f"{slug}.test"],
        "kind": "video",
        "tida_covered": "likely",
        "uk_user_to_user": "likely",
        "uk_osa_service": "user_to_user",
    }
    platform, made = Platform.objects.get_or_create(
        slug=slug,
        defaults={"name": slug.title(), "operator": f"{slug.title()} Ltd", "kind": "video", "record": record},
    )
    if made:
        address = f"trust@{slug}.test" if channel == "email" else f"https://{slug}.test/report"
        Channel.objects.create(
            platform=platform,
            kind=channel,
            address=address,
            is_process=True,
            preferred=True,
            verified_at=AT if checked else None,
        )
    return platform


@pytest.fixture
def make_platform(db: None) -> Callable[..., Platform]:
    return build_platform


@pytest.fixture
def make_case(bo: User) -> Callable[..., Case]:
    """Ana's case; `state` puts the row there directly, for tests that start in the middle."""

    def make(*, state: str = "active", links: int = 2, assignee: User | None = bo, **values: Any) -> Case:
        number = next(numbers)
        case = Case(
            reference=f"T{number:05d}",
            code_index=blind_index(f"code{number}", purpose="code"),
            words_hash="!",
            submit_index=blind_index(f"token{number}", purpose="submit"),
            submit_digest="",
            place=values.pop("place", "GB"),
            zone="Europe/London",
            facts=values.pop("facts", "The person did not agree to publication."),
            statements=values.pop("statements", AFFIRMED),
            signature_name="Ana Example",
            consents=values.pop("consents", dict.fromkeys(ACTS, True)),
            consent_version="1",
            assignee=assignee,
            adult_confirmed_at=AT,
            opened_at=AT,
            **values,
        )
        case.save()
        Case.objects.filter(pk=case.pk).update(state=state)
        for link in range(1, links + 1):
            build_location(case, number=link)
        return Case.objects.get(pk=case.pk)

    return make


def build_location(
    case: Case, *, number: int = 1, platform: Platform | None = None, state: str = "reported"
) -> Location:
    platform = platform or build_platform()
    url = f"https://{platform.slug}.test/v/{case.reference}-{number}"
    depiction = Depiction(case=case, kind="video", made="authentic", description="Adult, indoors")
    depiction.save()
    location = Location(
        case=case,
        depiction=depiction,
        platform=platform,
        number=number,
        pasted=url,
        address=url,
        site=f"{platform.slug}.test",
        url_index=blind_index(url, purpose="url"),
        reported_at=AT,
    )
    location.save()
    if state != "reported":
        Location.objects.filter(pk=location.pk).update(state=state)
    return Location.objects.select_related("case").get(pk=location.pk)


@pytest.fixture
def make_location(db: None) -> Callable[..., Location]:
    return build_location


@pytest.fixture
def make_notice(make_case: Callable[..., Case]) -> Callable[..., Notice]:
    """A notice with all locations of its case; states after `approved` carry running US and UK clocks."""

    def make(
        *, state: str = "draft", case: Case | None = None, received_at: datetime = AT, **values: Any
    ) -> Notice:
        case = case or make_case()
        platform = values.pop("platform", None) or build_platform()
        notice = Notice(
            case=case,
            number=case.notices.count() + 1,
            platform=platform,
            channel=platform.channels.first(),
            regimes=values.pop("regimes", ["us-tida", "uk-osa-u2u"]),
            created_at=AT,
            **values,
        )
        notice.save()
        for number, location in enumerate(
            case.locations.filter(platform=platform).order_by("number"), start=1
        ):
            Item.objects.create(
                notice=notice, location=location, number=number, is_open=state not in Notice.FINAL
            )
        sent = None if state in ("draft", "approved", "undeliverable", "withdrawn") else received_at
        approved = None if state in ("draft", "withdrawn") else received_at
        if approved:
            notice.document = letters.build(notice, at=approved, signed_at=approved).to_json()
            notice.save(update_fields=["document"])
        Notice.objects.filter(pk=notice.pk).update(state=state, sent_at=sent, approved_at=approved)
        if state in Notice.CLOCK_RUNNING:
            run_clocks(notice, received_at)
        return Notice.objects.select_related("case", "platform", "channel").get(pk=notice.pk)

    return make


def run_clocks(notice: Notice, received_at: datetime) -> None:
    from cases.rules import clock, regime
    from cases.services import clocks

    for code in notice.regimes:
        ran = clock.start(regime.get(code), received_at)
        if ran.due_at:
            Clock.objects.create(
                notice=notice,
                regime=code,
                rule_version=ran.rule_version or "",
                kind=ran.kind,
                basis="form_confirmation",
                started_at=ran.started_at,
                due_at=ran.due_at,
                alarm_at=ran.alarm_at,
                noted_at=received_at,
            )
    step = clocks.next_step(notice)
    Notice.objects.filter(pk=notice.pk).update(
        next_step_at=step, received_at=received_at, receipt_basis="form_confirmation"
    )
