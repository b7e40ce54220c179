"""What she affirms after her report: nothing was online then, and now there is a link."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Kind
from cases.models.keyring import CannotOpen
from cases.rules import statements
from cases.services import locked
from cases.services.gaps import drafts_of, recount
from cases.services.record import record
from cases.services.refusal import Refused


def unsaid(case: Case) -> list[statements.Statement]:
    """What she did not affirm when nothing was online, and has to once there is a link."""
    said = case.statements or {}
    before = {each["key"] for each in said.get("affirmed", [])}
    wanted = statements.current().to_affirm(on_behalf=case.on_behalf)
    return [each for each in wanted if before and each.key not in before]


def is_awaited(case: Case) -> bool:
    """Someone else found the link, so she has still to say that it was shared; no letter goes before."""
    try:
        return case.without_place and case.locations.exists() and bool(unsaid(case))
    except CannotOpen:
        return False


def affirm(case: Case, *, at: datetime) -> None:
    """Her yes to what was unsaid joins what stands there, with its version and time."""
    version, shown = statements.current().version, unsaid(case)
    said = [{**each.frozen(), "version": version, "at": at.isoformat(timespec="seconds")} for each in shown]
    case.statements = {**case.statements, "affirmed": [*case.statements["affirmed"], *said]}
    case.statements_digest = statements.digest(case.statements)
    case.save(update_fields=["statements", "statements_digest"])
    recount(drafts_of(case), at=at)


@transaction.atomic
def say(*, case_id: UUID, at: datetime) -> None:
    """Her yes on its own; said twice it is said once."""
    case = locked.case(case_id)
    if case.state not in Case.OPEN or case.safeguarding:
        raise Refused(_("This report is over, so nothing more is asked. Please call us."))
    if is_awaited(case):
        affirm(case, at=at)
        record(case, Kind.PERSON_UPDATED, at=at, facts={"what": "statements"})
