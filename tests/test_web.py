"""The web server's own part: a connection that is too slow ends, and one that is not does not."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from takedown import web

Pair = tuple[web.Patient, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Our end of a connection as the worker holds it, and theirs."""
    ours, theirs = socket.socketpair()
    one = web.Patient(ours.family, ours.type, ours.proto, fileno=ours.detach())
    one.setblocking(True)
    yield one, theirs
    one.close()
    theirs.close()


def test_what_comes_in_time_is_read(pair: Pair) -> None:
    ours, theirs = pair
    theirs.sendall(b"abc")
    assert ours.recv(10) == b"abc"
    ours.sendall(b"answer")
    assert theirs.recv(10) == b"answer"


@pytest.mark.parametrize("name", ["NEXT_BYTES", "WHOLE_REQUEST"])
def test_t10_whoever_sends_nothing_more_is_let_go_without_an_answer(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ours, theirs = pair
    monkeypatch.setattr(web, name, 0)
    ours.setblocking(True)
    theirs.sendall(b"a")
    assert ours.recv(10) == b"a"
    with pytest.raises(ConnectionResetError):
        ours.recv(10)
    assert theirs.recv(10) == b""
    with pytest.raises(OSError):
        ours.sendall(b"answer")


def test_the_next_request_on_the_same_connection_has_its_own_time(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _theirs = pair
    before = ours.until
    monkeypatch.setattr(web, "WHOLE_REQUEST", web.WHOLE_REQUEST * 2)
    ours.setblocking(True)
    assert ours.until > before
