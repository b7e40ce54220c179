"""Hints that a report may be a double, or made to misuse us: for a person's judgement, and never more (V-53).

Another case is named to whoever may open both. To anyone else the page says no more than to ask a supervisor;
of a case with the safeguarding lead nobody else hears at all, nor of any case whoever is kept from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User

from cases.models import Case, Location
from cases.permissions import hidden, reachable
from cases.rules import ties

CROWDED, OWN_ACCOUNT = "crowded", "own_account"
REPORTS_TO_CROWD = 5  # from one network within about a day
PERSONS_TO_SPEAK_FOR = 10
SHORTEST_NAME = 5
BURST = "It came in a flood of reports, or faster than people type."
ALONE = {
    CROWDED: "Several reports came from the same network within a day.",
    OWN_ACCOUNT: "A link seems to lead to an account of whoever reports.",
}


@dataclass(frozen=True)
class Hint:
    """One sentence, and the references of the other cases it speaks of."""

    sentence: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hints:
    """What this reader is told. `ask`: there is something that only others may see."""

    told: tuple[Hint, ...]
    ask: bool


def of(case: Case, reader: User) -> Hints:
    """Everything that gives reason to look twice at this case."""
    shared, written = same_links(case), same_mailbox(case)
    others = {pk for found in (*shared.values(), written) for pk in found}
    open_to = dict(reachable(reader, "open").filter(pk__in=others).values_list("pk", "reference"))
    told = [Hint(BURST)] if case.burst else []
    told += [Hint(ALONE[each]) for each in case.hints if each in ALONE]
    for pk, reference in sorted(open_to.items(), key=lambda pair: pair[1]):
        numbers = [number for number, found in shared.items() if pk in found]
        if numbers:
            told.append(Hint(f"{numbered(numbers)} in another case too:", (reference,)))
    same = tuple(sorted(open_to[pk] for pk in written if pk in open_to))
    if same:
        told.append(Hint("The same mailbox stands in other reports:", same))
    if len(same) >= PERSONS_TO_SPEAK_FOR and case.on_behalf:
        told.append(Hint("One mailbox speaks for more than ten persons."))
    closed = Case.objects.filter(pk__in=others - open_to.keys(), safeguarding=False).exclude(hidden(reader))
    return Hints(tuple(told), ask=not case.safeguarding and closed.exists())


def numbered(numbers: list[int]) -> str:
    words = ", ".join(map(str, sorted(numbers)))
    return f"Links {words} are" if len(numbers) > 1 else f"Link {words} is"


def same_links(case: Case) -> dict[int, set[UUID]]:
    """By the number of a link here: the other cases that hold it."""
    ours = case.locations.exclude(state=Location.State.DUPLICATE)
    numbers = dict(ours.values_list("url_index", "number"))
    rows = Location.objects.filter(url_index__in=ours.values("url_index")).exclude(case=case)
    found: dict[int, set[UUID]] = defaultdict(set)
    for index, case_id in rows.values_list("url_index", "case_id"):
        found[numbers[index]].add(case_id)
    return dict(sorted(found.items()))


def same_mailbox(case: Case) -> set[UUID]:
    """The other cases with the same address for mail."""
    if not case.email_index:
        return set()
    rows = Case.objects.filter(email_index=case.email_index).exclude(pk=case.pk)
    return set(rows.values_list("pk", flat=True))


def leads_to_own_account(addresses: Iterable[str], *, mailbox: str, names: Iterable[str]) -> bool:
    """Whether a link goes to a profile that is called like the mailbox or the name of whoever reports."""
    own = {squeezed(each) for each in (mailbox.partition("@")[0], *names)}
    accounts = {squeezed(found) for address in addresses for found in ties.handles(address)}
    return any(len(each) >= SHORTEST_NAME for each in own & accounts)


def squeezed(name: str) -> str:
    """Letters and digits alone: "Ana Example", "ana.example" and "ana_example" are one."""
    return "".join(sign for sign in ties.folded(name) if sign.isalnum())
