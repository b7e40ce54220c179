"""The directory: found by name or link, and honest about what nobody has checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import Channel
from cases.services import directory
from tests.conftest import AT, build_platform, person_of_staff
from tests.views.desk import after, do, read, text_of


@pytest.fixture(autouse=True)
def fresh_index() -> None:
    directory.built.cache_clear()


def search(client: Client, find: str) -> str:
    return text_of(client.get(reverse("desk_directory"), {"find": find}))


def test_it_lists_platforms_with_their_ways(as_bo: Client) -> None:
    build_platform()
    build_platform("photoline", checked=False)
    text = read(as_bo, "desk_directory")
    assert "1 way, 1 checked" in text
    assert "1 way, none checked" in text


def test_a_platform_without_an_address_says_so(as_bo: Client) -> None:
    build_platform().channels.all().delete()
    assert "no address known" in read(as_bo, "desk_directory")


def test_it_is_found_by_a_part_of_its_name(as_bo: Client) -> None:
    build_platform()
    build_platform("photoline")
    text = search(as_bo, "CLIP")
    assert "Clipshare" in text and "Photoline" not in text


def test_it_is_found_by_a_link(as_bo: Client) -> None:
    build_platform()
    assert "Clipshare" in search(as_bo, "https://www.clipshare.test/v/1")


def test_nothing_found_is_said_plainly(as_bo: Client) -> None:
    assert "No platform matches." in search(as_bo, "nowhere")


def test_a_platforms_page_shows_its_channels(as_bo: Client) -> None:
    build_platform()
    text = read(as_bo, "desk_platform", "clipshare")
    assert "https://clipshare.test/report" in text
    assert "their own process for this" in text


def test_what_nobody_has_checked_is_said(as_bo: Client) -> None:
    build_platform(checked=False)
    assert "Not checked by anyone." in read(as_bo, "desk_platform", "clipshare")


def test_a_person_checks_an_address(as_bo: Client, bo: User) -> None:
    channel = build_platform(checked=False).channels.get()
    text = after(as_bo, do(as_bo, "desk_verify_channel", channel.pk))
    kept = Channel.objects.get(pk=channel.pk)
    assert (kept.verified_by, kept.verified_at) == (bo, AT)
    assert "Checked today 10:00 GMT by Bo." in text


@pytest.mark.parametrize("role", ["intake", "auditor", "admin", "safeguarding"])
def test_other_roles_check_no_address(db: None, signed_in: Callable[[User], Client], role: str) -> None:
    channel = build_platform(checked=False).channels.get()
    client = signed_in(person_of_staff("x", role))
    assert do(client, "desk_verify_channel", channel.pk).status_code == 404
    assert Channel.objects.get(pk=channel.pk).verified_at is None


@pytest.mark.parametrize("back", ["https://example.org/desk/", "//example.org", "javascript:x", "/elsewhere"])
def test_checking_never_leads_out_of_the_desk(as_bo: Client, back: str) -> None:
    channel = build_platform(checked=False).channels.get()
    response = do(as_bo, "desk_verify_channel", channel.pk, back=back)
    assert response["Location"] == reverse("desk_platform", args=["clipshare"])


def test_their_page_is_opened_in_two_steps(as_bo: Client) -> None:
    build_platform()
    text = read(as_bo, "desk_platform", "clipshare")
    assert 'rel="noreferrer noopener" target="_blank" href="https://clipshare.test/report"' in text


def test_an_unknown_platform_is_not_here(as_bo: Client) -> None:
    read(as_bo, "desk_platform", "nobody", status=404)


def test_someone_without_a_role_reads_no_directory(signed_in: Callable[[User], Client], db: None) -> None:
    client = signed_in(User.objects.create_user("nobody"))
    read(client, "desk_directory", status=404)


def test_a_search_longer_than_any_name_finds_nothing_and_is_kept(as_bo: Client) -> None:
    build_platform()
    long = "clipshare " + "x" * 300
    shown = search(as_bo, long)
    assert "No platform matches." in shown and f'value="{long}"' in shown
