#!/usr/bin/env python3
"""Private servers for tests: PostgreSQL, Redis and RabbitMQ on this machine only, gone when done.

`python3 bin/services.py postgresql redis -- COMMAND …` runs a command with them and ends them after it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

from setup import find_program, stop

READY_SECONDS = 60


def program(name: str) -> str:
    found = find_program(name)
    if found is None:
        stop(f"{name} is not installed. Type as root: python3 bin/setup.py --dev")
    return str(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def account(name: str) -> str | None:
    """The account a server runs under: servers refuse to run as root, so root hands over to theirs."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(name).pw_name
    stop(f"There is no account named {name}. Install its package again.")
    return None


@contextmanager
def folder(owner: str | None) -> Iterator[Path]:
    """A private folder that is removed afterwards."""
    path = Path(tempfile.mkdtemp(prefix="takedown-"))
    try:
        if owner:
            shutil.chown(path, owner)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > give_up_at:
            sys.stderr.write(log.read_text(errors="replace")[-2000:])
            stop(f"{Path(str(process.args[0])).name} did not start.")  # type: ignore[index]
        time.sleep(0.1)


@contextmanager
def server(
    command: Sequence[str], *, owner: str | None, home: Path, ready: Callable[[], bool], **environment: str
) -> Iterator[None]:
    """A running server in its own process group, ended by a signal to that group alone."""
    log = home / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            list(command),
            cwd=home,
            env={**os.environ, "HOME": str(home), **environment},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **({"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}),
        )
    try:
        wait_until(ready, process, log)
        yield
    finally:
        process.send_signal(signal.SIGINT if "postgres" in command[0] else signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    """A fresh cluster that listens on a socket file only."""
    owner = account("postgres")
    with folder(owner) as home:
        make_cluster(home, owner)
        with cluster(home, owner):
            subprocess.run([program("createdb"), "-h", str(home), "-U", "takedown", "takedown"], check=True)
            yield {"DATABASE_URL": f"postgresql://takedown@/takedown?host={home}"}


def make_cluster(home: Path, owner: str | None) -> None:
    make = [program("initdb"), "-D", str(home / "pg"), "-U", "takedown", "--auth=trust"]
    as_owner = {"user": owner} if owner else {}
    encoding = ("-E", "UTF8", "--locale=C")
    subprocess.run([*make, *encoding], check=True, cwd=home, stdout=subprocess.DEVNULL, **as_owner)


@contextmanager
def cluster(home: Path, owner: str | None) -> Iterator[None]:
    """The server of a cluster; begun again on the same folder, it has everything it had."""
    settings = ["listen_addresses=", f"unix_socket_directories={home}", "max_connections=300", "fsync=off"]
    command = [program("postgres"), "-D", str(home / "pg")]
    command += [part for setting in settings for part in ("-c", setting)]
    asked = [program("pg_isready"), "-q", "-h", str(home), "-U", "takedown", "-d", "postgres"]
    with server(command, owner=owner, home=home, ready=lambda: not subprocess.run(asked).returncode):
        yield


@contextmanager
def redis() -> Iterator[dict[str, str]]:
    port = free_port()
    with folder(None) as home:
        command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        with server(command, owner=None, home=home, ready=lambda: answers(port)):
            yield {"TEST_REDIS_URL": f"redis://127.0.0.1:{port}/0"}


@contextmanager
def rabbitmq() -> Iterator[dict[str, str]]:
    """A node of its own with a port mapper of its own, so that no other node is met or disturbed."""
    owner = account("rabbitmq")
    port, mapper, nodes = free_port(), free_port(), free_port()
    with folder(owner) as home:
        environment = {
            "RABBITMQ_NODENAME": f"takedown{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(nodes),
            "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(home / "logs"),
            "RABBITMQ_PID_FILE": str(home / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "ERL_EPMD_PORT": str(mapper),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        # Debian's own wrapper only changes the account, which is done here already.
        inner = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
        command = [str(inner) if inner.exists() else program("rabbitmq-server")]
        try:
            with server(command, owner=owner, home=home, ready=lambda: answers(port), **environment):
                yield {"TEST_RABBITMQ_URL": f"amqp://guest:guest@127.0.0.1:{port}//"}
        finally:
            kill = [program("epmd"), "-port", str(mapper), "-kill"]
            subprocess.run(kill, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


SERVICES: dict[str, Callable[[], AbstractContextManager[dict[str, str]]]] = {
    "postgresql": postgresql,
    "redis": redis,
    "rabbitmq": rabbitmq,
}


def end_on_signals() -> None:
    """A stop signal unwinds the stack, so that nothing stays behind."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def main() -> None:
    names, separator, command = sys.argv[1:], "", []
    if "--" in names:
        at = names.index("--")
        names, separator, command = names[:at], "--", names[at + 1 :]
    if not separator or not command or not set(names) <= set(SERVICES):
        stop(f"Type: python3 bin/services.py [{'] ['.join(SERVICES)}] -- COMMAND …")
    end_on_signals()
    with ExitStack() as stack:
        environment = dict(os.environ)
        for name in names:
            environment |= stack.enter_context(SERVICES[name]())
        code = subprocess.run(command, env=environment, check=False).returncode
    raise SystemExit(code)


if __name__ == "__main__":
    main()
