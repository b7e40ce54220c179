"""The mail server of the whole outside world: keeps every message, and answers each recipient by a script."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"
TAKEN = "250 2.1.5 OK"


@dataclass(frozen=True)
class Arrived:
    """One message that left the house, byte for byte as it was received."""

    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        read = message_from_bytes(self.raw, policy=default)
        assert isinstance(read, EmailMessage)  # noqa: S101  the policy makes it one
        return read

    @property
    def text(self) -> str:
        """Every readable part, decoded."""
        parts = [part for part in self.message.walk() if part.get_content_maintype() == "text"]
        return "\n".join(str(part.get_content()) for part in parts)

    @property
    def attachments(self) -> list[tuple[str, bytes]]:
        return [
            (part.get_filename() or "", part.get_payload(decode=True))
            for part in self.message.iter_attachments()
        ]


class Postbox:
    """Takes everything, unless it was told how to answer a recipient."""

    def __init__(self) -> None:
        self.script: dict[str, list[str]] = {}
        self.arrived: list[Arrived] = []
        self.refused: list[tuple[str, str]] = []
        self.controller = OnAnyPort(self)

    def expect(self, script: Mapping[str, Sequence[str]]) -> None:
        """The answers each recipient gets in turn; after the last one everything is taken."""
        self.script = {address.lower(): list(answers) for address, answers in script.items()}

    async def handle_RCPT(  # noqa: N802  the name is given by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        waiting = self.script.get(address.lower())
        answer = waiting.pop(0) if waiting else TAKEN
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        else:
            self.refused.append((address, answer))
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.arrived.append(Arrived(envelope.rcpt_tos[0], bytes(envelope.original_content or b"")))
        return f"250 2.0.0 kept as {len(self.arrived):05d}"

    def start(self) -> str:
        """Begin to listen; the address for MAIL_URL. Raises OSError where no port can be had."""
        self.controller.start()
        return f"smtp://{LOOPBACK}:{self.controller.port}"

    def stop(self) -> None:
        self.controller.stop(no_assert=True)


class OnAnyPort(Controller):
    """Listens on a port the system chose, which is known before the server starts."""

    def __init__(self, handler: Postbox) -> None:
        self.listening = socket.create_server((LOOPBACK, 0))
        super().__init__(handler, hostname=LOOPBACK, port=self.listening.getsockname()[1])

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        made: Any = self.loop.create_server(self._factory_invoker, sock=self.listening)
        return made  # type: ignore[no-any-return]
