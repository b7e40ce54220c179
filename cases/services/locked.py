"""Loads a row for change: locked, with its case, inside the caller's transaction.

The order is case, notice, location, chain, so that two services cannot wait for each other in a ring.
The locks let others go on referring to the row: the sweep writes events of a case that is being changed.
"""

from __future__ import annotations

from uuid import UUID

from cases.models import Case, Location, Notice


def case(case_id: UUID) -> Case:
    return Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)


def case_of(model: type[Notice] | type[Location], pk: UUID) -> Case:
    """The case of a row, to be locked before the row itself."""
    return case(model.objects.values_list("case_id", flat=True).get(pk=pk))


def notice(notice_id: UUID) -> Notice:
    rows = Notice.objects.select_related("case", "platform", "channel")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=notice_id)


def location(location_id: UUID) -> Location:
    rows = Location.objects.select_related("case", "platform", "depiction")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=location_id)
