"""One engine, one process: four kinds of code and words that do not match, tried in turns; prints JSON.

Run by benchmarks.words with DATABASE_URL set to an empty database.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from dataclasses import replace
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  the program must be set up first
from django.utils import timezone  # noqa: E402

from benchmarks._handler import Answer, request  # noqa: E402
from cases.models import Case  # noqa: E402
from cases.services import intake, throttle  # noqa: E402
from cases.services.credentials import code_index  # noqa: E402

TRIES, WARM = 200, 10
WRONG = "copper lantern meadow violin harbour"


def main() -> None:
    """The seconds each try took, by kind, and in how many different ways they were answered."""
    call_command("migrate", verbosity=0)
    call_command("load_platforms", stdout=io.StringIO())
    throttle.RETURN_AGAIN = replace(throttle.RETURN_AGAIN, burst=1_000_000)  # more tries than a minute allows
    codes = {"unknown code": "0000-0000", "wrong words": opened(), "erased": opened(), "stopped": opened()}
    change(codes["erased"], words_hash="")  # what is left of a case whose way in was taken away
    change(codes["stopped"], state="withdrawn")
    taken: dict[str, list[float]] = {kind: [] for kind in codes}
    heard = set()
    for turn in range(TRIES + WARM):
        for kind, code in codes.items():
            post = request("/return", {"code": code, "words": WRONG})
            start = time.perf_counter()
            answer = post()
            took = time.perf_counter() - start
            heard.add(plain(answer))
            if turn >= WARM:
                taken[kind].append(took)
    json.dump(
        {"seconds": taken, "answers": len(heard), "status": sorted({each[0] for each in heard})}, sys.stdout
    )


def opened() -> str:
    """A report; its code."""
    report = intake.Report(place="GB", links="https://example.org/p/1", affirmed=True)
    return intake.open_case(report=report, token=uuid4().hex, at=timezone.now()).code


def change(code: str, **values: str) -> None:
    Case.objects.filter(code_index=code_index(code)).update(**values)


def plain(answer: Answer) -> tuple[int, str, bytes]:
    """An answer without what differs each time (the token of the form) or was typed (the code)."""
    fields = rb'(name="csrfmiddlewaretoken" value=|name="code"[^>]* value=)"[^"]*"'
    headers = [(name, "" if name == "Set-Cookie" else value) for name, value in answer.headers]
    return answer.status, repr(headers), re.sub(fields, b"", answer.body)


if __name__ == "__main__":
    main()
