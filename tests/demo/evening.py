"""Runs the demo once for all tests that read what it wrote."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from cases.demo.postbox import Arrived

ROOT = Path(__file__).resolve().parents[2]


def command(out: Path, **variables: str) -> tuple[list[str], dict[str, str]]:
    """What to type, and the environment: nothing of this checkout's var/ is touched."""
    environment = {
        **os.environ,
        "TAKEDOWN_VAR": str(out.parent / "var"),
        "TMPDIR": str(out.parent),
        **variables,
    }
    return [sys.executable, "manage.py", "demo", "--out", str(out)], environment


@dataclass
class Evening:
    """One run of the demo, over."""

    code: int
    said: str
    out: Path

    @classmethod
    def once(cls, folder: Path) -> Evening:
        """Play, or read what another test process of this run has played."""
        folder.mkdir(exist_ok=True)
        out, result = folder / "out", folder / "result.json"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not result.exists():
                line, environment = command(out)
                ended = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True)
                result.write_text(json.dumps([ended.returncode, ended.stdout + ended.stderr]))
        code, said = json.loads(result.read_text())
        return cls(code, said, out)

    @cached_property
    def timeline(self) -> list[dict[str, Any]]:
        return json.loads((self.out / "timeline.json").read_text(encoding="utf-8"))

    @cached_property
    def reference(self) -> str:
        return self.timeline[0]["case"]

    @cached_property
    def mails(self) -> dict[str, Arrived]:
        """File name to mail; the recipient is read from the message."""
        found = {}
        for path in sorted(self.out.glob("*.eml")):
            read = Arrived("", path.read_bytes())
            found[path.name] = Arrived(str(read.message["To"]), read.raw)
        return found

    def entries(self, kind: str = "", platform: str = "", notice: int = 0) -> list[dict[str, Any]]:
        """Lines of the timeline, narrowed down."""
        return [
            line
            for line in self.timeline
            if (not kind or line["kind"] == kind)
            and (not platform or line["platform"] == platform)
            and (not notice or line["notice"] == notice)
        ]

    def at(self, kind: str, platform: str = "", notice: int = 0) -> datetime:
        """When it first happened."""
        return instant(self.entries(kind, platform, notice)[0]["at"])

    def pdf(self, number: int, kind: str = "") -> Path:
        return self.out / f"{self.reference}-{number}{kind}.pdf"

    def pdfs(self) -> list[Path]:
        return sorted(self.out.glob("*.pdf"))

    def mails_of(self, kind: str) -> list[Arrived]:
        """Mails whose file name ends with this kind."""
        return [mail for name, mail in self.mails.items() if re.fullmatch(rf"\d+-{kind}\.eml", name)]

    def mails_to(self, address: str) -> list[Arrived]:
        return [mail for mail in self.mails.values() if mail.recipient == address]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
