"""What exactly a second person would agree to: in words, with whoever gets it and the papers to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Approval, Case, Channel, Notice, Platform
from cases.rules import regime
from cases.services import data_requests, disclosures, erasure, filings, legal_holds, outside
from cases.services.grants import NEED_TWO
from cases.services.safeguarding import REASONS
from cases.views.desk import words
from cases.views.desk.entrance import now
from cases.views.desk.moves import name_of

Kind = Approval.Kind
Part = tuple[str, str]


def told(asked: Approval) -> dict[str, Any]:
    """Meaning, the parts of what is agreed to, and links to what should be read first."""
    found: dict[str, Any] = {"meaning": "", "parts": [], "papers": [], "verb": "Agree"}
    return {**found, **TELL[Kind(asked.kind)](asked)}


def new_words(asked: Approval) -> dict[str, Any]:
    return {
        "meaning": "The person has lost the words. If you agree, you get a start code to tell on the phone. "
        "With it and with the phrase the person makes new words alone; the old ones stop. Nobody here "
        "ever sees them. Agree only if you have checked yourself, by our procedure, that it is the person.",
        "verb": "Agree: start new words",
    }


def filing(asked: Approval) -> dict[str, Any]:
    delivery = filings.loaded(asked.wants["delivery"])
    law = regime.all_regimes().get(delivery.regime)
    steps = {each.step: each for each in law.ladder} if law else {}
    step, case = steps.get(delivery.step), case_of(asked)
    parts = [("Goes to", step.body if step else delivery.step), ("By", step.route if step else "")]
    if law:
        parts.append(("Under", law.name))
    papers = []
    if delivery.paper_id:
        papers.append(("Open the paper", reverse("desk_paper", args=[case.reference, delivery.paper_id])))
        parts.append(("Seal of the paper", delivery.paper.sha256[:16]))
    if delivery.notice:
        path = reverse("desk_notice", args=[case.reference, delivery.notice.number])
        papers.append((f"Notice {delivery.notice.number}", path))
    meaning = "It would be filed with a public body. Read the paper first: a filing cannot be taken back."
    return {"meaning": meaning, "parts": parts, "papers": papers, "verb": "Agree to this filing"}


def beyond(asked: Approval) -> dict[str, Any]:
    notice = Notice.objects.get(pk=asked.wants["notice"])
    path = reverse("desk_notice", args=[case_of(asked).reference, notice.number])
    meaning = "The directory knows no way to whoever runs these websites. Check that they are the right ones."
    return {
        "meaning": meaning,
        "parts": [("Goes to whoever runs", words.listing(outside.recipients(notice)))],
        "papers": [(f"Read the letter of notice {notice.number}", path)],
        "verb": "Agree to this letter",
    }


def closing(asked: Approval) -> dict[str, Any]:
    case, wants = case_of(asked), asked.wants
    misuse = wants["reason"] in Case.MISUSE
    open_notices = case.notices.filter(state__in=Notice.OPEN).count()
    after = "then only a note without content is left" if misuse else "then it is erased"
    return {
        "meaning": "The case is not solved. If you agree, it is closed at once: open notices are withdrawn, "
        "their clocks stop, and nothing more is sent.",
        "parts": [
            ("Reason", words.opening(str(Case.Reason(wants["reason"]).label))),
            ("Kept until", f"{words.plain_date(date.fromisoformat(wants['retain_until']))}, {after}"),
            ("Links", str(case.locations.count())),
            ("Open notices", str(open_notices)),
        ],
        "papers": [("Look at the case", reverse("desk_case", args=[case.reference]))],
        "verb": "Agree: close it",
    }


def erasing(asked: Approval) -> dict[str, Any]:
    case = case_of(asked)
    day = words.plain_date(case.retain_until) if case.retain_until else "no day was set"
    return {
        "meaning": "If you agree, all of this case is erased within minutes, and nobody can bring it back.",
        "parts": [("The case is", case.get_state_display()), ("It would be kept until", day)],
        "papers": [("Look at the case", reverse("desk_case", args=[case.reference]))],
        "verb": "Agree: erase it for good",
    }


def copying(asked: Approval) -> dict[str, Any]:
    case = case_of(asked)
    wish = data_requests.of(case)
    parts = []
    if wish:
        parts = [
            ("Asked for on", words.plain_date(wish.asked_on)),
            ("How we know the person", wish.get_known_by_display()),
            ("Due by", words.exact(wish.due_at)),
        ]
    return {
        "meaning": "If you agree, whoever asked you takes out all that we hold about the person, as text and "
        "as data, and hands it over. Make sure that it is the person, and that nobody else gets it.",
        "parts": parts,
        "papers": [("Look at the case", reverse("desk_case", args=[case.reference]))],
        "verb": "Agree: they may take out the copy",
    }


def disclosing(asked: Approval) -> dict[str, Any]:
    made, case = disclosures.of(asked), case_of(asked)
    titles = dict(disclosures.offered())
    until = f", until {words.plain_date(made.consent_until)}" if made.consent_until else ""
    return {
        "meaning": "If you agree, whoever asked you takes out exactly this for them, once. Read the demand "
        "first, and who makes it; both stand with the report. It must ask for all of this.",
        "parts": [
            ("What makes us give it", f"{made.get_basis_display()}{until}"),
            ("What goes out", words.listing([titles[key] for key in made.parts])),
            ("The person", "may not be told" if made.untold else "reads that something went out"),
        ],
        "papers": [("Look at the case", reverse("desk_case", args=[case.reference]))],
        "verb": "Agree: they may give exactly this",
    }


def ending_hold(asked: Approval) -> dict[str, Any]:
    case = case_of(asked)
    hold = legal_holds.of(case)
    parts = []
    if hold:
        since = words.plain_date(words.local(hold.since).date())
        parts = [("Under legal hold since", since), ("Last set by", name_of(hold.set_by))]
    then = "It is erased within minutes." if due(case) else "It is kept as long as any other case."
    return {
        "meaning": "If you agree, nothing keeps it from being erased any more. The report says who asked for "
        "it. Make sure that they do not need it any more.",
        "parts": [*parts, ("Then", then)],
        "papers": [("Look at the case", reverse("desk_case", args=[case.reference]))],
        "verb": "Agree: end the legal hold",
    }


def due(case: Case) -> bool:
    """Whether only the hold keeps it from being erased now."""
    return Case.objects.filter(erasure.over(now()), pk=case.pk).exists()


def clearing(asked: Approval) -> dict[str, Any]:
    case = case_of(asked)
    return {
        "meaning": "If you agree, this is an ordinary report again. Look at the age yourself.",
        "parts": [("Reason", REASONS[asked.wants["reason"]])],
        "papers": [("Look at the report", reverse("desk_case", args=[case.reference]))],
        "verb": "Agree: give it back",
    }


MEANINGS = {
    True: "A supervisor or an admin decides about others. If you agree, the role holds at once.",
    False: "An admin asks: whoever sees no case gives no role alone. If you agree, the role holds at once.",
}


def granting(asked: Approval) -> dict[str, Any]:
    user = User.objects.get(pk=asked.wants["user"])
    has = ", ".join(sorted(user.groups.values_list("name", flat=True))) or "none"
    return {
        "meaning": MEANINGS[asked.wants["role"] in NEED_TWO],
        "parts": [
            ("Person", f"{name_of(user)} ({user.username})"),
            ("Mailbox", user.email or "none"),
            ("New role", asked.wants["role"]),
            ("Roles now", has),
        ],
        "verb": "Agree: grant the role",
    }


def readdressing(asked: Approval) -> dict[str, Any]:
    wants = asked.wants
    platform = Platform.objects.get(slug=wants["platform"])
    old = Channel.objects.filter(pk=wants["old"] or 0).first()
    return {
        "meaning": "Later requests to this platform go there. Check it yourself, on their own pages.",
        "parts": [
            ("Platform", platform.name),
            ("Kind", Channel.Kind(wants["kind"]).label),
            ("New address", wants["address"]),
            ("Address now", old.address if old else "none of this kind is replaced"),
            ("Counts from", words.plain_date(date.fromisoformat(wants["from"]))),
        ],
        "papers": [("Look at the platform", reverse("desk_platform", args=[platform.slug]))],
        "verb": "Agree: use this address",
    }


def case_of(asked: Approval) -> Case:
    assert asked.case is not None  # noqa: S101  these kinds are asked for about a case
    return asked.case


TELL: dict[str, Callable[[Approval], dict[str, Any]]] = {
    Kind.NEW_WORDS: new_words,
    Kind.FILING: filing,
    Kind.OUTSIDE: beyond,
    Kind.CLOSE: closing,
    Kind.ERASE: erasing,
    Kind.COPY: copying,
    Kind.DISCLOSE: disclosing,
    Kind.LEGAL_HOLD: ending_hold,
    Kind.CLEAR_FLAG: clearing,
    Kind.GRANT: granting,
    Kind.CHANNEL: readdressing,
}
