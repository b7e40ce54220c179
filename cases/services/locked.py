"""Loads a row for change: locked, with its case, inside the caller's transaction."""

from __future__ import annotations

from uuid import UUID

from cases.models import Case, Location, Notice


def case(case_id: UUID) -> Case:
    return Case.objects.select_for_update(of=("self",)).get(pk=case_id)


def notice(notice_id: UUID) -> Notice:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("case", "platform", "channel")
    return rows.get(pk=notice_id)


def location(location_id: UUID) -> Location:
    rows = Location.objects.select_for_update(of=("self",)).select_related("case", "platform", "depiction")
    return rows.get(pk=location_id)
