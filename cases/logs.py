"""Log lines that cannot tell a person's story: time, level, logger, event and plain ids."""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class PlainFormatter(logging.Formatter):
    """One line per record. Exceptions show their type and place, never their message or values."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        # Records of other packages may carry what someone typed, so only their template is printed.
        own = record.name.startswith("cases")
        text = record.getMessage() if own else str(record.msg)
        line = f"{at} {record.levelname} {record.name} {UNSAFE.sub(' ', text)[:300]}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" {record.exc_info[0].__name__} at {place(record.exc_info)}"
        return line


def place(exc_info: tuple) -> str:  # type: ignore[type-arg]
    frames = traceback.extract_tb(exc_info[2])
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "unknown"
