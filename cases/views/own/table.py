"""Every page of hers by the word its button sends."""

from __future__ import annotations

from cases.views.own import (
    consents,
    contact,
    copies,
    cover,
    delete,
    everything,
    links,
    messages,
    phrase,
    plan,
    ready,
    safe,
    slip,
    stop,
    truth,
    wait,
    words,
)
from cases.views.own.page import OwnPage

PAGES: dict[str, OwnPage] = {
    "messages": messages.PAGE,
    "links": links.PAGE,
    "truth": truth.PAGE,
    "ready": ready.PAGE,
    "copies": copies.PAGE,
    "consents": consents.PAGE,
    "contact": contact.PAGE,
    "phrase": phrase.PAGE,
    "cover": cover.PAGE,
    "slip": slip.PAGE,
    "everything": everything.PAGE,
    "plan": plan.PAGE,
    "safe": safe.PAGE,
    "wait": wait.PAGE,
    "stop": stop.PAGE,
    "delete": delete.PAGE,
    "words": words.PAGE,
}
