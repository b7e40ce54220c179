"""Writes what left the house: every letter, every mail, and the timeline."""

from __future__ import annotations

import json
from collections import Counter

from cases.demo.folder import Folder
from cases.demo.postbox import Arrived
from cases.demo.timeline import Timeline
from cases.models import Delivery

SUFFIX = {Delivery.Kind.NOTICE: "", Delivery.Kind.CHASER: "-chaser", Delivery.Kind.ESCALATION: "-summary"}


def write_timeline(folder: Folder) -> None:
    lines = [entry.to_json() for entry in Timeline().entries()]
    folder.put("timeline.json", (json.dumps(lines, indent=1, ensure_ascii=False) + "\n").encode())


def write_letters(folder: Folder) -> None:
    """Every PDF that left: `<reference>-<n>.pdf`, chasers and summaries with their word behind it."""
    left = Delivery.objects.filter(state=Delivery.State.SENT, paper__isnull=False)
    counted: Counter[str] = Counter()
    for delivery in left.select_related("paper__notice__case", "notice__case").order_by("sent_at", "pk"):
        assert delivery.notice and delivery.paper  # noqa: S101  papers belong to notices
        name = f"{delivery.notice.reference}{SUFFIX[Delivery.Kind(delivery.kind)]}"
        counted[name] += 1
        again = f"-{counted[name]}" if counted[name] > 1 else ""
        folder.put(f"{name}{again}.pdf", delivery.paper.pdf)


def write_mails(folder: Folder, arrived: list[Arrived]) -> None:
    """Every mail as the mail server took it, numbered in that order."""
    kinds = {
        row.message_id: row.step or row.kind for row in Delivery.objects.only("message_id", "step", "kind")
    }
    for number, mail in enumerate(arrived, start=1):
        kind = kinds.get(str(mail.message["Message-ID"]), "unknown")
        folder.put(f"{number:03}-{kind}.eml", mail.raw)
