"""What must be in place before the program starts. Each answer is one sentence that says what to do."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

from django.conf import settings
from django.core import checks
from django.db import Error, connection, connections
from django.db.migrations.executor import MigrationExecutor

from takedown import libraries, troubles


def parse_bind(text: str) -> tuple[str, int] | None:
    """`127.0.0.1:8000` or `[::1]:8000` as host and port; None for anything else."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65_535:
        return None
    return host.removeprefix("[").removesuffix("]"), int(port)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind_problem(host: str) -> str:
    """Pages about a person never travel in clear: other machines reach us only through a TLS proxy."""
    if is_loopback(host) or getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return ""
    return (
        f"{host} can be reached from other machines, and pages would travel unprotected. "
        "Put a TLS proxy in front and set BEHIND_TLS_PROXY=yes, or bind to 127.0.0.1."
    )


def debug_problem(host: str) -> str:
    if not settings.DEBUG or is_loopback(host):
        return ""
    return "DEBUG is on and would show private pages to other machines. Unset DEBUG, or bind to 127.0.0.1."


def port_problem(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return (
                f"Port {port} on {host} cannot be used ({error.strerror}). Try another: --bind 127.0.0.1:8080"
            )
    return ""


def library_problem() -> str:
    packages = " ".join(libraries.missing())
    if not packages:
        return ""
    return f"Letters cannot be set: system libraries are missing. Type as root: apt-get install {packages}"


def key_problem() -> str:
    from cases.models import keyring  # late: set-up asks about libraries before there is a key ring

    try:
        keyring.ring()
    except keyring.KeyRingError as error:
        return str(error)
    return ""


def database_problem() -> str:
    """The database answers and has every table this code expects, no older and no newer."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return troubles.about_database(error) or troubles.NO_ANSWER
    if waiting:
        return troubles.OUT_OF_DATE
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    if any(app == "cases" for app, _ in unknown):
        return "The database was made by a newer version of this program. Start that version instead."
    return ""


def ledger_problem() -> str:
    """A database from a backup must not bring back what was erased since."""
    from cases.outbound import ledger  # late, as above
    from cases.services import erasure

    if erasure.unknown(ledger.read(settings.LEDGER_FILE)):
        return (
            "The database is older than the ledger of erasures: erased cases may be back. "
            "Type: python manage.py apply_tombstones"
        )
    return ""


def data_problem() -> str:
    """What web and worker each ask before they begin, however they are started."""
    return key_problem() or database_problem() or ledger_problem()


def setting_problems() -> Iterator[str]:
    for found in checks.run_checks():
        if found.is_serious():
            yield f"{found.msg} {found.hint or ''}".strip()


def why_not_start(host: str, port: int) -> str:
    """The first thing that stands in the way, or an empty text."""
    return (
        bind_problem(host)
        or debug_problem(host)
        or port_problem(host, port)
        or library_problem()
        or data_problem()
        or next(setting_problems(), "")
    )


def leave_database() -> None:
    """The processes that serve and work open theirs: a pool kept from here would share its sockets with them.

    A forked pool has no threads, and Celery closes the descriptors of connections it finds open when work
    begins, so that the next socket of the broker would get the number of one the pool still uses.
    """
    for each in connections.all(initialized_only=True):
        each.close()
        if hasattr(each, "close_pool"):
            each.close_pool()
