"""What happens in a house with a real broker: hints are sent for rows that wait."""

from __future__ import annotations

from cases import tasks
from cases.management.commands.run import make_folders
from cases.models import Delivery

HINT = tasks.hint_deliver  # the real one; `inside` takes it away where no broker is meant


def broker_folders() -> None:
    make_folders()


def announce(count: str) -> None:
    """Queue reminders with a hint for each, as services do when their transaction holds."""
    from tests.faults.inside import queue

    tasks.hint_deliver = HINT
    queue(count)


def announce_again() -> None:
    """The same hints once more, as a broker that delivers twice would."""
    HINT([str(pk) for pk in Delivery.objects.values_list("pk", flat=True)])


def next_round() -> None:
    """What the beat does every half minute."""
    tasks.deliver_due.apply_async(retry=False)
