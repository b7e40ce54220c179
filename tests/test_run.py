"""`manage.py run`: starts together, ends together, and says plainly what stands in the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from cases.management.commands.run import Asked, make_folders, web_command, worker_command
from cases.middleware import HEADERS
from takedown import children, libraries, readiness
from tests.source import ROOT

PATIENCE = 60
LESS_THAN_BEAT = 25  # seconds; beat begins after thirty


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, **values: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**kept, "TAKEDOWN_VAR": str(var), **values}


def manage(*arguments: str, var: Path, **values: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(var, **values), capture_output=True, text=True)


@pytest.fixture(scope="module")
def house_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up house: keys and an up-to-date database."""
    var = tmp_path_factory.mktemp("house")
    assert manage("make_keys", var=var).returncode == 0
    assert manage("migrate", "--verbosity", "0", var=var).returncode == 0
    return var


@pytest.fixture
def running(house_dir: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The whole program, once it has said that it is ready, and its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        cwd=ROOT,
        env=environment(house_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith(f"Ready: http://127.0.0.1:{port}/")
    yield process, port
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_an_empty_house_prints_the_way_in_by_name(running: tuple[subprocess.Popen[str], int]) -> None:
    process, port = running
    assert process.stdout is not None
    assert "once and within a day" in process.stdout.readline()
    link = process.stdout.readline().strip()
    assert link.startswith(f"http://localhost:{port}/desk/set-up/")
    assert b"The first supervisor" in urlopen(link, timeout=20).read()  # noqa: S310  this machine


def children_of(parent: int) -> list[int]:
    """The direct children of a process, from the kernel's own list."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = entry.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(ppid) == parent and state != "Z":
            found.append(int(entry.parent.name))
    return found


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def all_gone(pids: list[int]) -> bool:
    give_up_at = time.monotonic() + PATIENCE
    while not all(map(is_gone, pids)) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    return all(map(is_gone, pids))


def test_the_first_round_does_not_wait_for_beat(
    running: tuple[subprocess.Popen[str], int], house_dir: Path
) -> None:
    """Until beat begins a page of the desk says that nothing is checked."""
    process, _ = running
    began, give_up_at = Path(f"/proc/{process.pid}").stat().st_ctime, time.monotonic() + LESS_THAN_BEAT
    code = "from cases.models import Heartbeat; print(Heartbeat.objects.get(name='sweep').at.timestamp())"
    while float(manage("shell", "-v", "0", "-c", code, var=house_dir).stdout or 0) < began:
        assert time.monotonic() < give_up_at


def test_it_serves_and_ends_with_ctrl_c(running: tuple[subprocess.Popen[str], int]) -> None:
    process, port = running
    started = children_of(process.pid)
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out.strip().splitlines()[-1]) == (0, "Stopped.")
    assert len(started) == 2 and all_gone(started)


def test_a_lost_child_ends_the_house_with_a_failure(running: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = running
    started = children_of(process.pid)
    os.kill(started[0], signal.SIGKILL)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "ended by itself, so everything was stopped" in err and all_gone(started)


def test_its_children_do_not_outlive_a_killed_parent(running: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = running
    started = children_of(process.pid)
    process.kill()
    process.communicate()
    assert started and all_gone(started)


def test_it_does_not_name_its_software(running: tuple[subprocess.Popen[str], int]) -> None:
    _, port = running
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = connection.recv(4096).decode().lower()
    assert "gunicorn" not in answer and "django" not in answer and "python" not in answer


ODD = {
    b"canary / HTTP/1.1\r\n\r\n": 400,
    b"GET /canary HTTP/9.9\r\n\r\n": 400,
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: canary\r\n\r\n": 400,
    b"GET /?canary=" + b"x" * 9000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 414,
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: canary" + b"x" * 9000 + b"\r\n\r\n": 431,
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-A: canary\r\n" * 70 + b"\r\n": 431,
}


def asked(port: int, raw: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(raw)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_v10_what_is_no_request_is_answered_like_a_page_and_not_written_down(
    running: tuple[subprocess.Popen[str], int],
) -> None:
    """D-50: neither the address nor a sign of what was asked stands in the log."""
    process, port = running
    for raw, status in ODD.items():
        head, _, body = asked(port, raw).partition("\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} "), raw[:40]
        assert not [name for name, value in HEADERS.items() if f"{name}: {value}" not in head]
        assert "Referrer-Policy: same-origin" in head and "X-Robots-Tag: noindex" in head
        assert 'href="/leave"' in body and "canary" not in body
    process.terminate()
    out, err = process.communicate(timeout=60)
    assert "canary" not in out + err and "ip=" not in out + err


def test_v13_a_long_tail_on_an_address_is_dropped(running: tuple[subprocess.Popen[str], int]) -> None:
    tail = b"GET /?fbclid=" + b"x" * 3000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answer = asked(running[1], tail)
    assert answer.startswith("HTTP/1.1 30") and "location: /\r\n" in answer.lower()


def test_a_busy_port_is_one_sentence(house_dir: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        ended = manage("run", "--bind", f"127.0.0.1:{busy.getsockname()[1]}", var=house_dir)
    assert ended.returncode == 2
    assert "cannot be used (Address already in use)" in ended.stderr and ended.stderr.count("\n") == 1


def test_it_binds_to_no_other_machine_without_a_tls_proxy(house_dir: Path) -> None:
    ended = manage("run", "--bind", f"0.0.0.0:{free_port()}", var=house_dir)
    assert ended.returncode == 2
    assert "BEHIND_TLS_PROXY=yes" in ended.stderr and ended.stderr.count("\n") == 1


def test_it_starts_on_no_database_of_yesterday(tmp_path: Path) -> None:
    assert manage("make_keys", var=tmp_path).returncode == 0
    ended = manage("run", "--bind", f"127.0.0.1:{free_port()}", var=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr == "The database is not up to date. Type: python manage.py migrate\n"


def test_a_database_that_is_down_is_one_sentence(house_dir: Path) -> None:
    address = f"postgresql://desk@127.0.0.1:{free_port()}/cases"
    ended = manage("run", "--bind", f"127.0.0.1:{free_port()}", var=house_dir, DATABASE_URL=address)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("The database does not answer.")


@pytest.mark.parametrize(
    "text", ["8000", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:0", "127.0.0.1:70000", ":80"]
)
def test_a_bind_that_is_no_address_is_refused(text: str) -> None:
    assert readiness.parse_bind(text) is None


def test_a_bind_in_brackets_is_an_ipv6_address() -> None:
    assert readiness.parse_bind("[::1]:8000") == ("::1", 8000)


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False)]
)
def test_it_knows_its_own_machine(host: str, own: bool) -> None:
    assert readiness.is_loopback(host) is own


def test_behind_a_tls_proxy_it_may_face_other_machines(settings: pytest.FixtureRequest) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    assert readiness.bind_problem("192.0.2.1") == ""


def test_debug_never_faces_other_machines(settings: pytest.FixtureRequest) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert "Unset DEBUG" in readiness.debug_problem("192.0.2.1")
    assert readiness.debug_problem("127.0.0.1") == ""


def test_a_missing_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(libraries.NEEDED, "libnowhere.so.9", "libnowhere9")
    assert libraries.missing() == ["libnowhere9"]
    assert readiness.library_problem().endswith("apt-get install libnowhere9")


def test_letters_can_be_set_here() -> None:
    assert readiness.library_problem() == ""


def test_the_worker_runs_the_beat_and_carries_no_pool() -> None:
    command = " ".join(worker_command())
    assert "--beat" in command and "--pool solo" in command


def test_the_web_writes_no_access_log() -> None:
    from takedown import web

    assert web.accesslog is None
    assert "python:takedown.web" in web_command("127.0.0.1:8000", 2)


def test_its_folders_are_private(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    make_folders()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "var").iterdir()} == {0o700}


def test_a_child_that_will_not_end_is_killed() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    child = children.start("stubborn", [sys.executable, "-c", deaf])
    time.sleep(0.5)
    children.end([child], grace=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_watching_ends_when_asked() -> None:
    assert children.watch([], until=lambda: True) is None


def test_a_stop_signal_is_remembered() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        asked = Asked()
        os.kill(os.getpid(), signal.SIGTERM)
        assert asked()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
