"""A look that changes no state: the link was up, and it still is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cases.models import Kind, Location
from cases.services import locked
from cases.services.record import record
from cases.services.refusal import Refused


@transaction.atomic
def still_live(*, location_id: UUID, actor: AbstractBaseUser, at: datetime) -> Location:
    """Someone looked again. The time counts: a chaser may say when the item was last seen."""
    location = locked.location(location_id)
    if location.state != Location.State.LIVE:
        raise Refused("Someone has just recorded something else about this link. Look at its state first.")
    location.confirmed_live_at = at
    location.save(update_fields=["confirmed_live_at"])
    record(location.case, Kind.CONFIRMED_LIVE, at=at, actor=actor, location=location, to_state=location.state)
    return location
