#!/usr/bin/env python3
"""Makes this checkout ready: .venv, pinned requirements, system packages, var/.

Type `python3 bin/setup.py` to run the program, `python3 bin/setup.py --dev` to work on it.
Standard library only; what is in place already is left alone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Debian keeps servers off the ordinary path, and PostgreSQL's programs in a folder per version.
SERVER_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/usr/lib/rabbitmq/bin")
TEST_PROGRAMS = {
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "rabbitmq-server": "rabbitmq-server",
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "msgfmt": "gettext",
}
NO_DAEMONS = Path("/usr/sbin/policy-rc.d")


def stop(sentence: str) -> None:
    sys.exit(sentence)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def run(*command: str, **environment: str) -> None:
    """Run a command; a failure ends the set-up with its exit code."""
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    if ended.returncode:
        stop(f"This did not work (exit code {ended.returncode}): {' '.join(command)}")


def find_program(name: str) -> str | None:
    """The program's full path, looking also where Debian keeps servers; newest PostgreSQL first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=postgresql_version, reverse=True)
    folders = [*map(str, versions), os.environ.get("PATH", os.defpath), *SERVER_FOLDERS]
    return shutil.which(name, path=os.pathsep.join(folders))


def postgresql_version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def missing_programs() -> dict[str, str]:
    """What the tests would like and this machine lacks: program to Debian package."""
    return {name: package for name, package in TEST_PROGRAMS.items() if find_program(name) is None}


def missing_libraries() -> list[str]:
    found = subprocess.run(
        [sys.executable, str(ROOT / "takedown/libraries.py")], capture_output=True, text=True, check=True
    )
    return found.stdout.split()


def is_root() -> bool:
    return os.geteuid() == 0


def install(packages: Sequence[str]) -> None:
    """Install Debian packages as root."""
    say(f"Installing {' '.join(packages)}")
    run("apt-get", "update", "-qq")
    run(
        *("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages),
        DEBIAN_FRONTEND="noninteractive",
    )


@contextmanager
def without_daemons() -> Iterator[None]:
    """The tests start servers of their own; installing a package need not leave another one running."""
    if NO_DAEMONS.exists():
        yield
        return
    NO_DAEMONS.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    NO_DAEMONS.chmod(0o755)
    try:
        yield
    finally:
        NO_DAEMONS.unlink(missing_ok=True)


def ensure_libraries() -> None:
    packages = missing_libraries()
    if not packages:
        return
    if not is_root() or shutil.which("apt-get") is None:
        stop(f"Letters need system libraries. Type as root: apt-get install {' '.join(packages)}")
    install(packages)
    if still := missing_libraries():
        stop(f"These packages were installed but their libraries cannot be opened: {' '.join(still)}")


def ensure_programs() -> None:
    """As root, install what the suites need. Otherwise the test run names what it leaves out."""
    packages = list(missing_programs().values())
    if packages and is_root() and shutil.which("apt-get"):
        with without_daemons():
            install(packages)


def ensure_venv() -> None:
    if (VENV / "bin" / "pip").exists():
        return  # without pip it was begun on a machine that lacked python3-venv
    say("Making .venv")
    run(sys.executable, "-m", "venv", "--clear", str(VENV))


def digest(names: Sequence[str]) -> str:
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def ensure_requirements(names: Sequence[str], *, stamp: Path) -> None:
    """Install the hashed requirements unless exactly these were installed before."""
    wanted = digest(names)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say(f"Installing {' and '.join(names)}")
    files = [part for name in names for part in ("-r", name)]
    run(str(VENV / "bin/python"), "-m", "pip", "install", "--quiet", "--require-hashes", *files)
    stamp.write_text(wanted, encoding="ascii")


def ensure_var() -> None:
    folder = Path(os.environ.get("TAKEDOWN_VAR") or ROOT / "var")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes this checkout ready to run.")
    parser.add_argument("--dev", action="store_true", help="also what lint and tests need")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036  this file is what an older Python is met by
        stop(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.")
    ensure_libraries()
    ensure_venv()
    ensure_requirements(["requirements.txt"], stamp=VENV / ".requirements")
    if options.dev:
        ensure_requirements(["requirements.txt", "requirements-dev.txt"], stamp=VENV / ".requirements-dev")
        ensure_programs()
    ensure_var()


if __name__ == "__main__":
    main()
