"""The system libraries that letters are set with. Standard library only: set-up runs this file by itself.

`python takedown/libraries.py` prints the Debian packages that are missing, one per line.
"""

from __future__ import annotations

import ctypes

# What WeasyPrint opens at import, and the Debian 12 package that brings each of them.
NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libpango-1.0-0",
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def can_open(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing() -> list[str]:
    """The packages to install, in a stable order; empty where letters can be set."""
    return list(dict.fromkeys(package for library, package in NEEDED.items() if not can_open(library)))


if __name__ == "__main__":
    print("\n".join(missing()))
