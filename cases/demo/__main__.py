"""`python -m cases.demo DIR`: the play, in the house that `manage.py demo` has made ready for it."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import django

from cases.demo.postbox import Postbox


def main(folder: Path) -> int:
    """0 when every stage happened, 1 when one did not, 2 when the play could not begin or was stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    os.umask(0o077)
    with ExitStack() as started:
        try:
            postbox = Postbox()
            started.callback(postbox.stop)
            os.environ["MAIL_URL"] = postbox.start()  # settings are read after this
            return play(folder, postbox)
        except OSError as error:
            return cannot(f"The demo cannot go on ({error.strerror or error}).")
        except KeyboardInterrupt:
            return cannot("Stopped.")


def play(folder: Path, postbox: Postbox) -> int:
    django.setup()
    from cases.demo import play as the_play  # late: it loads models, which need the settings

    return the_play.play(folder, postbox)


def end(number: int, frame: FrameType | None) -> None:
    """However we are asked to end, everything that was started ends too."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the tidying
    raise KeyboardInterrupt


def cannot(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
