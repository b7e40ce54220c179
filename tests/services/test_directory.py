"""The directory: loaded from records, matched by rules, verified by people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Channel, Event, Platform
from cases.rules.urls import resolve
from cases.services import directory
from cases.services.record import HOUSE, verify_house
from tests.conftest import AT

Make = Callable[..., Any]
RECORD = {
    "slug": "clipshare",
    "name": "Clipshare",
    "operator": "Clipshare Ltd",
    "kind": "video",
    "domains": ["clipshare.test"],
    "tida_covered": "likely",
    "ncii_form_url": "https://clipshare.test/report",
    "alt_form_urls": [{"url": "https://clipshare.test/eu"}],
    "abuse_email": "abuse@clipshare.test",
    "legal_or_designated_agent_email": "agent@clipshare.test",
    "channel": "web_form",
}


def load(**changes: Any) -> Platform:
    directory.load(records=[{**RECORD, **changes}])
    return Platform.objects.get(slug="clipshare")


@pytest.mark.django_db
def test_a_record_becomes_a_platform_with_its_channels() -> None:
    platform = load()
    assert (platform.name, platform.operator, platform.private) == ("Clipshare", "Clipshare Ltd", False)
    assert set(platform.channels.values_list("kind", "purpose", "address", "is_process", "preferred")) == {
        ("web_form", "removal", "https://clipshare.test/report", True, True),
        ("web_form", "removal", "https://clipshare.test/eu", True, True),
        ("email", "abuse", "abuse@clipshare.test", False, False),
        ("email", "copyright", "agent@clipshare.test", False, False),
    }


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    load()
    load()
    assert (Platform.objects.count(), Channel.objects.count()) == (1, 4)


@pytest.mark.django_db
def test_loading_again_refreshes_the_record() -> None:
    load()
    assert load(name="Clipshare 2", tida_covered="unlikely").record["tida_covered"] == "unlikely"


def test_what_a_person_verified_is_kept(bo: Any) -> None:
    channel = load().channels.get(kind="email", purpose="abuse")
    directory.verify_channel(channel_id=channel.pk, actor=bo, at=AT)
    load(name="Clipshare 2")
    channel.refresh_from_db()
    assert (channel.verified_at, channel.verified_by) == (AT, bo)
    assert Platform.objects.get().human_verified


@pytest.mark.django_db
def test_a_platform_reached_inside_the_app_has_that_channel() -> None:
    platform = load(channel="in_app", ncii_form_url=None, alt_form_urls=[], abuse_email=None)
    assert platform.channels.filter(kind="in_app", is_process=True).exists()


@pytest.mark.django_db
def test_an_agent_who_is_the_abuse_desk_is_one_channel() -> None:
    platform = load(legal_or_designated_agent_email="abuse@clipshare.test")
    assert platform.channels.filter(kind="email").get().purpose == "abuse"


@pytest.mark.django_db
def test_an_operators_own_entries_are_marked() -> None:
    assert directory.load(records=[RECORD], private=True) == 1
    assert Platform.objects.get().private


@pytest.mark.django_db
def test_the_matching_rules_follow_the_table() -> None:
    load()
    assert resolve("https://clipshare.test/v/1", directory.directory()).platform == "clipshare"
    load(domains=["clipshare.example.org"])
    assert resolve("https://clipshare.test/v/1", directory.directory()).platform is None


@pytest.mark.django_db
def test_the_rules_are_built_once_per_table() -> None:
    load()
    assert directory.directory() is directory.directory()


@pytest.mark.django_db
def test_facts_of_an_unknown_site_are_unknown() -> None:
    facts = directory.facts(None)
    assert (facts.slug, facts.kind, facts.tida_covered, facts.uk_osa_service) == (
        "",
        "",
        "unknown",
        "unknown",
    )
    assert directory.facts(load()).tida_covered == "likely"


@pytest.mark.django_db
def test_an_unknown_site_has_no_channel() -> None:
    assert directory.best_channel(None, at=AT) is None


@pytest.mark.django_db
def test_their_form_is_used_before_an_address() -> None:
    assert directory.best_channel(load(), at=AT).address == "https://clipshare.test/report"


@pytest.mark.django_db
def test_what_was_verified_is_used_first() -> None:
    platform = load()
    platform.channels.filter(purpose="abuse").update(verified_at=AT)
    assert directory.best_channel(platform, at=AT).kind == "email"


@pytest.mark.django_db
def test_a_copyright_agent_is_never_written_to_for_removal() -> None:
    platform = load()
    platform.channels.exclude(purpose="copyright").delete()
    platform.channels.update(verified_at=AT)
    assert directory.best_channel(platform, at=AT) is None


def test_verifying_says_who_and_when(bo: Any, cy: Any) -> None:
    channel = load().channels.first()
    directory.verify_channel(channel_id=channel.pk, actor=bo, at=AT)
    again = directory.verify_channel(channel_id=channel.pk, actor=cy, at=AT + timedelta(days=1))
    assert (again.verified_by, again.verified_at) == (cy, AT + timedelta(days=1))


def test_verifying_is_an_event_of_the_house(bo: Any) -> None:
    channel = load().channels.first()
    directory.verify_channel(channel_id=channel.pk, actor=bo, at=AT)
    event = Event.objects.get(kind="channel_checked")
    assert (event.case_id, event.actor, event.facts) == (HOUSE, bo, {"channel": channel.pk})
    assert verify_house() == []


@pytest.mark.django_db
def test_loading_again_refreshes_what_a_channel_is() -> None:
    platform = load()
    platform.channels.update(is_process=False, preferred=False)
    load()
    form = platform.channels.get(address=FORM)
    assert (form.is_process, form.preferred) == (True, True)


FORM = "https://clipshare.test/report"


def without_form() -> Platform:
    return load(ncii_form_url=None)


@pytest.mark.django_db
def test_a_channel_that_left_the_file_goes() -> None:
    load()
    assert not without_form().channels.filter(address=FORM).exists()


@pytest.mark.django_db
def test_one_that_a_person_checked_stays() -> None:
    load().channels.filter(address=FORM).update(verified_at=AT)
    kept = without_form().channels.get(address=FORM)
    assert (kept.verified_at, kept.preferred) == (AT, False)


def test_one_that_a_notice_went_to_stays(make_notice: Callable[..., Any]) -> None:
    form = load().channels.get(address=FORM)
    make_notice(platform=form.platform)
    form.platform.notices.update(channel=form)
    assert without_form().channels.filter(pk=form.pk).exists()
