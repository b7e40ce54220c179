"""The report in its parts, as a person reads it, texts closed. What is empty is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from cases.models import Case, Disclosure, Kind
from cases.models.fields import DAMAGED, readable
from cases.models.keyring import CannotOpen
from cases.permissions import ROLE_SUPERVISOR, roles
from cases.rules import help, safety_plan, sources, urls
from cases.rules.unseen import visible
from cases.services import disclosures
from cases.views.desk import told, words
from cases.views.desk.moves import name_of

TEXTS = {
    "facts": "What the person told us",
    "authority_note": "What it covers",
    "keep_from": "People who should not see this",
    "refer_to": "Referred to",
}
PASTED = "pasted"
FOR_SUPERVISORS = ("keep_from",)  # a person may have named someone of ours


@dataclass(frozen=True)
class Part:
    """A line of a page that shows what someone wrote; without a text it is closed, and one click opens it."""

    label: str
    text: str | None
    key: str = ""

    @property
    def closed(self) -> bool:
        return self.text is None


def shown(label: str, text: str) -> Part:
    """A line that is open, in which what hides is shown (D-66)."""
    return Part(label, visible(text))


def report_parts(case: Case, reader: User, *, show: str = "") -> list[Part]:
    """The short answers, and the texts closed but for the one asked for (S-41)."""
    parts = [
        ("Reported by", "someone who acts for the person" if case.on_behalf else "the person"),
        ("How it came", came(case)),
        ("Right to act", case.get_authority_type_display() if case.on_behalf else ""),
        ("Until", f"{case.authority_until:%d %b %Y}" if case.authority_until else ""),
        ("What happened", case.get_harm_display()),
        ("The person’s device", case.get_device_display()),
        ("How it may have got out", ways_out(opened(case, "sources"))),
        ("Anyone else shown", case.get_others_shown_display()),
        ("Where the person lives", help.place(case.place).name if case.place else ""),
        ("Who signs", "the person, under their own name" if case.signs_herself else "our signatory"),
        ("Where a name is asked for", case.get_named_as_display()),
        ("Name for notices", readable(case, "name_in_notices")),
        ("Name typed as signature", readable(case, "signature_name")),
        ("What the person stated", stated(opened(case, "statements"))),
        ("What the person agreed to", yes_words(case.consents)),
        ("Wording", case.consent_version),
        ("Steps on the person's own plan", planned(case)),
    ]
    said = [shown(label, text) for label, text in parts if text]
    return [
        *texts(case, reader, show),
        *holds(case),
        *demands(case),
        *answers(case, show),
        *pasted(case, show),
        *said,
    ]


def texts(case: Case, reader: User, show: str) -> Iterator[Part]:
    """What the person and others wrote, one open at a time; the closed ones are not even unsealed."""
    for key, label in TEXTS.items():
        if key in FOR_SUPERVISORS and ROLE_SUPERVISOR not in roles(reader):
            continue
        if key == show:
            yield shown(label, readable(case, key) or "Nothing was written.")
        elif vars(case).get(key):
            yield Part(label, None, key)


def holds(case: Case) -> Iterator[Part]:
    """Who wants the case kept from being erased, and why."""
    for hold in case.legal_holds.filter(ended_at=None):
        yield shown("Legal hold, asked for by", readable(hold, "authority"))
        yield shown("Why it has to be kept", readable(hold, "reason"))
        if hold.bar:
            yield shown("Why the person may not be told", readable(hold, "bar"))


def demands(case: Case) -> Iterator[Part]:
    """What courts and the police asked for, the newest first: who, in which words, and what came of it."""
    for made in case.disclosures.select_related("asked_by").order_by("-asked_at"):
        yield shown("A demand, made by", readable(made, "authority"))
        yield shown("What it asks for", readable(made, "demand"))
        yield shown("What came of it", outcome(made))
        if made.untold:
            yield shown("Why the person is not told of it", readable(made, "untold"))


def outcome(made: Disclosure) -> str:
    """Whether something went out, on which ground, by whom; and each part with the digest that names it."""
    if made.dropped_at:
        return f"Nothing was given, decided on {words.plain_date(made.dropped_at)}."
    if made.given_at is None:
        return "Nothing was given yet."
    by = f"{name_of(made.asked_by)}, {name_of(disclosures.second(made))} agreed"
    first = f"Given on {words.plain_date(made.given_at)} because of {made.get_basis_display()}, by {by}."
    rows = (", ".join(filter(None, [row_words(each), f"SHA-256 {each['sha256']}"])) for each in made.given)
    return "\n".join([first, *rows])


def row_words(given: dict[str, Any]) -> str:
    """ "Messages: 3" for a part, "The whole file" for all of it."""
    return f"{given['part']}: {given['rows']}" if "rows" in given else str(given["part"])


def answers(case: Case, show: str) -> Iterator[Part]:
    """What sites answered to the person's own reports: words of someone we do not know, one open at once."""
    for each in case.earlier_reports.exclude(answer=""):
        when = f" on {words.plain_date(each.answered_on)}" if each.answered_on else ""
        label, key = visible(f"What {readable(each, 'site')} answered{when}"), told.answer_key(each.number)
        if key == show:
            yield Part(label, urls.defang_all(visible(readable(each, "answer"))))
        else:
            yield Part(label, None, key)


def pasted(case: Case, show: str) -> Iterator[Part]:
    """The links as the person pasted them, by number: several where they lead to one place."""
    if not case.locations.exists():
        return
    if show != PASTED:
        yield Part("Links as they were pasted", None, PASTED)
        return
    lines = [
        f"{row.number}: {urls.defang(visible(line))}"
        for row in case.locations.order_by("number")
        for line in readable(row, "pasted").splitlines()
    ]
    yield Part("Links as they were pasted", "\n".join(lines))


def came(case: Case) -> str:
    """Said on the phone and typed by one of ours, or nothing: the form is the usual way."""
    if not case.by_phone:
        return ""
    began = case.events.filter(kind=Kind.SUBMITTED).select_related("actor").first()
    typed = f"by phone: {name_of(began.actor)} read the questions and statements out and typed the answers"
    return f"{typed}. The person has no words of their own yet." if case.words_heard else f"{typed}."


def ways_out(said: Any) -> str:
    """The ways the person named, in the words of the form."""
    if isinstance(said, str):
        return said
    return ", ".join(label for key, label in sources.labels() if key in said)


def contact_parts(case: Case) -> list[Part]:
    plan = opened(case, "safe_contact")
    if isinstance(plan, str):
        return [shown("Contact", plan)]
    said = [(key.replace("_", " ").capitalize(), plain(value)) for key, value in plan.items()]
    parts = [shown(label, text) for label, text in said if text]
    return parts or [shown("Contact", "The person does not want to be contacted.")]


def opened(case: Case, name: str) -> Any:
    """An encrypted structure, or the one sentence where it cannot be opened."""
    try:
        return getattr(case, name) or {}
    except CannotOpen:
        return DAMAGED


def planned(case: Case) -> str:
    """The titles of the steps the person sees, in the same order, so that a call follows them."""
    try:
        steps = safety_plan.titles(case.told)
    except CannotOpen:
        return DAMAGED
    return "\n".join(f"{number}. {title}" for number, title in enumerate(steps, 1))


def stated(said: Any) -> str:
    """Each statement in the words the person saw, with the version of that wording."""
    if isinstance(said, str):
        return said
    texts = [str(each.get("text", "")) for each in said.get("affirmed", []) if isinstance(each, dict)]
    return "\n".join(text for text in texts if text)


def yes_words(said: Any) -> str:
    """The names of what was answered with yes."""
    if isinstance(said, str):
        return said
    return ", ".join(sorted(key.replace("_", " ") for key, value in said.items() if value is True))


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(plain(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {plain(each)}" for key, each in value.items())
    return str(value if value is not None else "")
