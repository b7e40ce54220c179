"""The child that lays letters out: little time, little memory, no network, nothing from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from cases.documents import Item
from cases.outbound import OutboundError, confined, pdf
from tests.papers import letter


def refusal(work, **limits) -> OutboundError:
    with pytest.raises(OutboundError) as refused:
        confined.run(work, **limits)
    return refused.value


def fail(error):
    def work():
        raise error

    return work


def spin() -> bytes:
    while True:
        pass


def test_it_returns_what_the_work_returns():
    assert confined.run(lambda: b"\x00" * 3_000_000) == b"\x00" * 3_000_000


def test_nothing_at_all_is_a_result():
    assert confined.run(lambda: b"") == b""


def test_the_work_runs_in_another_process():
    assert int(confined.run(lambda: str(os.getpid()).encode())) != os.getpid()


def test_it_leaves_no_child_behind():
    confined.run(lambda: b"x")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("permanent", [True, False])
def test_an_outbound_error_comes_through_as_it_is(permanent):
    error = refusal(fail(OutboundError("No paper.", permanent)))
    assert (str(error), error.permanent) == ("No paper.", permanent)


def test_any_other_error_tells_its_kind_and_not_what_it_says():
    error = refusal(fail(ValueError("the person's name")))
    assert str(error) == "It broke off without a result (ValueError)."


def test_too_much_time_ends_it():
    error = refusal(spin, cpu_seconds=1)
    assert (str(error), error.permanent) == ("It took longer than 1 seconds and was stopped.", True)


def test_too_much_memory_ends_it():
    error = refusal(lambda: bytes(64 * 1024 * 1024), memory=32 * 1024 * 1024)
    assert (str(error), error.permanent) == ("It needed more memory than one letter may use.", True)


def test_memory_up_to_the_limit_is_there():
    assert confined.run(lambda: bytes(16 * 1024 * 1024)[:1], memory=64 * 1024 * 1024) == b"\x00"


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV])
def test_a_library_that_gives_up_is_told_plainly(number):
    assert "more memory" in str(refusal(lambda: os.kill(os.getpid(), number)))


def test_a_child_that_vanishes_may_be_tried_again():
    assert refusal(lambda: os._exit(3)).permanent is False


def test_a_child_that_waits_for_ever_is_ended(monkeypatch):
    monkeypatch.setattr(confined, "WALL_SECONDS", 0.3)
    assert "was stopped" in str(refusal(lambda: time.sleep(60)))


@pytest.mark.parametrize(
    "reach",
    [
        socket.socket,
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: urllib.request.urlopen("http://127.0.0.1:9/"),  # noqa: S310
        lambda: urllib.request.urlopen("file:///etc/hostname"),  # noqa: S310
        lambda: subprocess.run(["/bin/true"], check=True),
        lambda: os.system("true"),  # noqa: S605
        os.fork,
    ],
)
def test_the_child_reaches_nothing(reach):
    assert str(refusal(reach)) == "It broke off without a result (PermissionError)."


def test_the_parent_may_still_reach_the_network():
    confined.run(lambda: b"x")
    socket.socket().close()


def test_temporary_files_of_the_child_are_gone_even_if_it_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # the common folder holds others' letters too

    def litter() -> bytes:
        Path(tempfile.mkdtemp(), "font").write_bytes(b"x")
        os.kill(os.getpid(), signal.SIGKILL)
        return b""

    refusal(litter)
    assert list(tmp_path.iterdir()) == []


def test_the_child_writes_no_log_that_could_quote_the_letter(capfd):
    pdf.render(letter(items=[Item(1, "https://clipshare.test/\U0010fffd", description="\U0010fffc")]))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.css",
        "https://clipshare.test/x.png",
        "file:///etc/passwd",
        "data:text/css,*{}",
        "letter:../../etc/passwd",
        "letter:Light",
        "Regular",
        "",
    ],
)
def test_it_serves_only_its_own_files(url):
    from cases.outbound.packaged import Packaged

    with pytest.raises(PermissionError):
        Packaged().fetch(url)


def test_it_serves_the_fonts_of_the_package():
    from cases.outbound.packaged import FILES, Packaged

    for url in FILES:
        assert Packaged().fetch(url).read(4) == b"\x00\x01\x00\x00"


@pytest.mark.parametrize(
    "inside", ['<link rel="stylesheet" href="file:///etc/hostname">', '<img src="http://127.0.0.1:9/x">']
)
def test_what_it_refuses_stops_the_letter(inside):
    import weasyprint

    from cases.outbound.packaged import Packaged

    error = refusal(lambda: weasyprint.HTML(string=inside, url_fetcher=Packaged()).write_pdf())
    assert "FatalURLFetchingError" in str(error)


def test_it_refuses_more_text_than_a_letter_holds():
    with pytest.raises(OutboundError) as refused:
        pdf.render(letter(facts="a " * 33_000))
    assert str(refused.value) == "A letter holds at most 65,536 characters besides its addresses."
    assert refused.value.permanent


def test_addresses_do_not_count_as_text():
    items = [Item(n, "https://clipshare.test/" + "a" * 1900) for n in range(1, 41)]
    assert pdf.render(letter(items=items)).startswith(b"%PDF-1.7")


def test_it_refuses_more_than_a_thousand_items():
    items = [Item(n, "https://clipshare.test/1") for n in range(1001)]
    with pytest.raises(OutboundError, match="at most 1,000 items"):
        pdf.render(letter(items=items))


def test_it_refuses_addresses_that_are_too_long_together():
    items = [Item(n, "https://clipshare.test/" + "a" * 2000) for n in range(140)]
    with pytest.raises(OutboundError, match="Split the notice"):
        pdf.render(letter(items=items))


def test_a_thousand_addresses_are_one_letter():
    items = [Item(n, f"https://clipshare.test/{n}", "photo") for n in range(1, 1001)]
    assert pdf.render(letter(items=items)).startswith(b"%PDF-1.7")


def test_without_pango_it_says_what_to_type():
    hidden = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
sys.meta_path.insert(0, Hidden())
import django
django.setup()
from cases.outbound import OutboundError, pdf
from tests.papers import letter
try:
    pdf.render(letter())
except OutboundError as error:
    print(error, error.permanent)
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "takedown.settings"}
    done = subprocess.run(
        [sys.executable, "-c", hidden], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Pango is missing. Type: apt-get install libpango")
    assert done.stdout.strip().endswith("False")


def test_importing_it_does_not_load_the_layout_engine():
    program = "import sys, cases.outbound.pdf; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
