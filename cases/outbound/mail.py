"""Hands one mail to the SMTP server, keeping permanent, temporary and unknown outcomes apart."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cases.outbound import OutboundError

TIMEOUT_SECONDS = 30
THIS_MACHINE = ("127.0.0.1", "::1")
NO_SUCH_NAME = 553  # what a server answers to a mailbox name it does not allow


class OutcomeUnknown(OutboundError):
    """The connection was lost after the message and before the answer: it may have been sent."""

    def __init__(self) -> None:
        super().__init__("the connection was lost before the answer", permanent=False)


class ServerAway(OutboundError):
    """It is about the mail server, not about this mail: no other mail could leave now."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


def send(url: str, *, sender: str, recipient: str, message: bytes) -> str:
    """Send one message; the server's answer. `url` is smtp://, smtps:// or file:///folder.

    Raises OutboundError (permanent for a refusal for good), ServerAway or OutcomeUnknown.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return keep_as_file(Path(unquote(parts.path)), message)
    try:
        smtp = connect(parts.scheme, parts.hostname or "localhost", parts.port)
        try:
            secure(smtp, parts.username, parts.password)
            return talk(smtp, sender=sender, recipient=recipient, message=message)
        finally:
            leave(smtp)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(f"the mail server cannot be reached ({type(error).__name__})") from error


def connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    name = "desk.invalid"
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            host, port or 465, local_hostname=name, timeout=TIMEOUT_SECONDS, context=context
        )
    return smtplib.SMTP(host, port or 25, local_hostname=name, timeout=TIMEOUT_SECONDS)


def secure(smtp: smtplib.SMTP, user: str | None, password: str | None) -> None:
    """Encrypt the connection where they offer it, and sign in where we have an account.

    A password leaves this machine only encrypted: whoever strips the offer from the line learns nothing.
    """
    smtp.ehlo()
    encrypted = isinstance(smtp, smtplib.SMTP_SSL)
    if not encrypted and smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
        encrypted = True
    if user:
        if not encrypted and smtp.sock.getpeername()[0] not in THIS_MACHINE:
            raise ServerAway("the mail server offers no encryption for our password")
        smtp.login(unquote(user), unquote(password or ""))


def talk(smtp: smtplib.SMTP, *, sender: str, recipient: str, message: bytes) -> str:
    """The dialogue by hand, so that what happened before and after the message stay apart."""
    smtp.ehlo_or_helo_if_needed()
    code, _ = smtp.mail(sender)
    if code != 250:  # that is about us, not about this mail: once mended, every mail can leave
        raise ServerAway(f"the mail server does not take our mail ({code})")
    try:
        code, _ = smtp.rcpt(recipient)
    except UnicodeEncodeError:  # no plain server can be told such a name
        raise refusal(NO_SUCH_NAME) from None
    if code not in (250, 251):
        raise refusal(code)
    code, _ = smtp.docmd("DATA")
    if code != 354:
        raise refusal(code)
    try:
        smtp.send(dotted(message))
        code, answer = smtp.getreply()
    except (TimeoutError, OSError, smtplib.SMTPServerDisconnected) as error:
        smtp.close()
        raise OutcomeUnknown from error
    if code != 250:
        raise refusal(code)
    return f"{code} {answer.decode('ascii', 'replace')}"[:200]


def leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye. Whatever they answer, it changes nothing about the mail."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    smtp.close()


def dotted(message: bytes) -> bytes:
    """The message with leading dots doubled and the closing dot."""
    stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in message.split(b"\r\n"))
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def refusal(code: int) -> OutboundError:
    """5xx is for good; anything else may be tried again."""
    permanent = 500 <= code < 600
    word = "refused it" if permanent else "asked us to try later"
    return OutboundError(f"the mail server {word} ({code})", permanent=permanent)


def keep_as_file(folder: Path, message: bytes) -> str:
    """Development: a file instead of a mail, named by order of arrival."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = len(list(folder.glob("*.eml"))) + 1
    while True:
        try:
            with (folder / f"{number:05d}.eml").open("xb") as file:
                file.write(message)
        except FileExistsError:  # another worker was quicker
            number += 1
        else:
            return f"250 kept as {number:05d}.eml"
