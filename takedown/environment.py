"""Reads settings from the environment. A bad value stops the start with one plain sentence."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from cases.rules import calendars
from cases.rules.hours import Hours
from cases.rules.hours import parse as parse_hours


def stop(sentence: str) -> None:
    """End the process with exit code 2 and one sentence that says what to do."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(2)


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool) -> bool:
    value = env_str(name)
    if not value:
        return default
    if value.lower() in {"1", "yes", "true", "on"}:
        return True
    if value.lower() in {"0", "no", "false", "off"}:
        return False
    stop(f"{name} must be yes or no, not {value!r}.")
    return default


def env_int(name: str, default: int, *, low: int, high: int) -> int:
    value = env_str(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        stop(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def env_hours(name: str, default: str, *, zone: str, calendar: str) -> Hours:
    """Hours such as "Mon-Fri 10:00-16:00" with their zone and, if one is named, a calendar of days off."""
    known = calendars.names()
    if calendar and calendar not in known:
        stop(f"HELPLINE_CALENDAR must be one of {', '.join(known)}, not {calendar!r}.")
    try:
        ZoneInfo(zone)
    except (ValueError, KeyError, OSError):
        stop(f"HELPLINE_ZONE (DESK_ZONE where it is unset) must be such as Europe/London, not {zone!r}.")
    written = env_str(name) or default
    try:
        return parse_hours(written, zone=zone, calendar=calendar)
    except ValueError:
        stop(f'{name} must be such as "Mon-Fri 10:00-16:00; Sat 10:00-12:00" or "always", not {written!r}.')
        raise


def env_level(name: str, default: str) -> str:
    value = env_str(name, default).upper()
    if value not in LEVELS:
        stop(f"{name} must be one of {', '.join(LEVELS)}, not {value!r}.")
    return value


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_secret(name: str, path: Path, *, may_create: bool) -> str:
    """The secret from the environment or from a private file, made on first use where that is allowed."""
    value = env_str(name)
    if value:
        return value
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if not may_create:
            stop(f"{name} is not set and {path} does not exist. Set {name} to at least 50 random characters.")
    except (OSError, UnicodeDecodeError):
        stop(f"{path} cannot be read. Make it readable for this user alone: chmod 600 {path}")
    return write_private(path, secrets.token_urlsafe(50))


def write_private(path: Path, text: str) -> str:
    """Write a file that only this user can read; a second writer keeps the first one's text."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        if path.exists():
            return path.read_text(encoding="ascii").strip()
        stop(f"{path} cannot be written ({error.strerror}). Set TAKEDOWN_VAR to a folder of your own.")
    return text


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
NO_DATABASE = "DATABASE_URL is incomplete. Write it such as postgresql://user:password@host:5432/name."
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
)


# The pool tries again every second, not ever more rarely: the server is used as soon as it is back.
POOL = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 2}


def database(url: str, *, var_dir: Path) -> dict[str, Any]:
    """Django's settings for a DATABASE_URL: empty (SQLite under var/), sqlite:///file or postgresql://…"""
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        stop(NO_DATABASE)
        raise
    if not url or parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) if url else str(var_dir / "takedown.sqlite3"),
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
            "CONN_HEALTH_CHECKS": True,
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        stop("DATABASE_URL must start with postgresql:// or sqlite:///.")
    if not parts.path.strip("/"):
        stop(NO_DATABASE)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": port,
        "OPTIONS": {"connect_timeout": 5, **options, "pool": POOL},
        # A pooled connection is asked before it is lent: after a restart of the server the first page works.
        "CONN_HEALTH_CHECKS": True,
    }
