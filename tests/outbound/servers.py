"""Real SMTP servers on loopback: one that takes mail, and others that go wrong at a chosen moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Desk:
    """A mail server's memory: what it took, and what it answers."""

    rcpt: str = "250 OK"
    data: str = "250 kept as 7"
    envelopes: list[Envelope] = field(default_factory=list)
    hang_up: bool = False

    async def handle_RCPT(  # noqa: N802  a name of aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        if self.hang_up and server.transport is not None:
            server.transport.abort()
        return self.data

    @property
    def messages(self) -> list[bytes]:
        return [bytes(envelope.original_content or b"") for envelope in self.envelopes]


@contextmanager
def serving(desk: Desk, **options: Any) -> Iterator[str]:
    """The address of a server with this memory, such as smtp://127.0.0.1:2525."""
    controller = Controller(desk, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Answer = Callable[[str], str | None]


@contextmanager
def scripted(answer: Answer, *, banner: str = "220 here") -> Iterator[tuple[str, list[str]]]:
    """A server that answers line by line; None hangs up. Yields its address and the lines it heard."""
    heard: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(f"{banner}\r\n".encode())
            lines.flush()
            for line in lines:
                heard.append(line.decode().rstrip("\r\n"))
                said = answer(heard[-1])
                if said is None:
                    return
                if said:
                    lines.write(f"{said}\r\n".encode())
                    lines.flush()

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", heard
    finally:
        listening.close()
        thread.join(timeout=5)


def script(**answers: str | None) -> Answer:
    """An answer for each verb; after DATA the lines of the message get none, its closing dot `dot`."""
    in_message = False

    def answer(line: str) -> str | None:
        nonlocal in_message
        if in_message and line != ".":
            return ""
        verb = "dot" if in_message else line.split(" ")[0].split(":")[0].lower()
        in_message = verb == "data" and (answers.get("data") or "354").startswith("354")
        usual = {"data": "354 go on", "dot": "250 kept", "quit": "221 bye"}
        return answers[verb] if verb in answers else usual.get(verb, "250 fine")

    return answer
