"""What she and her caseworker write to each other. It stays on this page; no mail carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from cases.forms.own import Wrote
from cases.models import Case, Message
from cases.models.fields import readable
from cases.rules.sentences import moment
from cases.services import messages
from cases.services.refusal import Refused
from cases.views.own.page import Own, OwnPage, opened, render


@dataclass(frozen=True)
class Entry:
    """One message on her page. What she wrote herself is shown only when she asks for it (V-09)."""

    from_person: bool
    when: str
    text: str


def show(own: Own) -> HttpResponse:
    """The new ones with their text, of the others the times. What is shown now has been read."""
    messages.read(own.case, from_person=False, at=own.at)
    return page(own, Wrote())


def act(own: Own) -> HttpResponse:
    """Send what she typed; or show the earlier messages, in this one answer, and keep what she is typing."""
    if own.go == "earlier":
        return page(own, Wrote(initial={"text": own.request.POST.get("text", "")}), earlier=True)
    form = Wrote(own.request.POST)
    if form.is_valid():
        try:
            messages.write(case_id=own.case.pk, text=form.cleaned_data["text"], at=own.at)
        except Refused as no:
            form.add_error(None, no.args[0])
        else:
            return opened(own, "messages")
    return page(own, form, tried=True)


def page(own: Own, form: Wrote, *, earlier: bool = False, tried: bool = False) -> HttpResponse:
    return render(
        own, "own/messages.html", lambda: {**thread(own, earlier=earlier), "form": form, "tried": tried}
    )


def thread(own: Own, *, earlier: bool) -> dict[str, Any]:
    """The new ones with their text; the others too where she asked for them."""
    written = list(own.case.messages.order_by("-at", "-id"))
    asked_at = messages.standing(own.case).asked_at
    new = [each for each in written if is_new(own, each) or is_open_question(each, asked_at)]
    return {
        "can_write": messages.may_write(own.case),
        "new": [entry(own, each, with_text=True) for each in reversed(new)],
        "older": [entry(own, each, with_text=earlier) for each in written if each not in new],
        "earlier": earlier,
    }


def entry(own: Own, message: Message, *, with_text: bool) -> Entry:
    when = moment(message.at, at=own.at, zone=own.case.zone)
    return Entry(message.from_person, when, readable(message, "text") if with_text else "")


def is_new(own: Own, message: Message) -> bool:
    """Written to her, and not read before this visit."""
    return not message.from_person and (message.read_at is None or message.read_at >= own.visit.started_at)


def is_open_question(message: Message, asked_at: datetime | None) -> bool:
    """What we asked last stays before her eyes until she writes."""
    return message.asks and message.at == asked_at


def exists(case: Case) -> bool:
    return messages.may_write(case) or case.messages.exists()


def typed(own: Own) -> HttpResponse:
    return page(own, Wrote(own.request.POST))


PAGE = OwnPage(show=show, act=act, exists=exists, typed=typed)
