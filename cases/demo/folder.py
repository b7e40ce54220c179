"""The folder that the demo writes into."""

from __future__ import annotations

from pathlib import Path

LIST = ".written-by-demo"  # so that the next run removes what this one wrote, and nothing else


class Folder:
    """The folder given with --out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: list[str] = []

    def clear(self) -> None:
        """Remove what an earlier run wrote; also shows that the folder can be written. Raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        kept = self.path / LIST
        for name in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []:
            (self.path / Path(name).name).unlink(missing_ok=True)
        kept.write_text("", encoding="utf-8")

    def put(self, name: str, content: bytes) -> None:
        (self.path / name).write_bytes(content)
        self.written.append(name)
        (self.path / LIST).write_text("\n".join(self.written), encoding="utf-8")
