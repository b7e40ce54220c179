"""Compresses a PDF's streams once: the writer would do it twice, at a level that saves next to nothing."""

from __future__ import annotations

import zlib
from typing import Any

LEVEL = 6
START, END = b"\nstream\n", b"\nendstream"


def compress_once(pdf: Any) -> None:
    """Leaves every stream compressed, so that writing it and hashing it for the identifier only copies."""
    for each in pdf.objects:
        if getattr(each, "compress", False):
            each.compress = False
            _, _, content = each.data.partition(START)
            each.stream = [zlib.compress(content.removesuffix(END), LEVEL)]
            each.extra["Filter"] = "/FlateDecode"
