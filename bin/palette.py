"""Makes a picture of a page small: at most 48 colours, packed tightly. The browser does the looking."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

# The most frequent colours; each other dot, mostly the edge of a letter, as the nearest of them.
COLOURS = """async (picture) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
  const sheet = new OffscreenCanvas(image.width, image.height).getContext("2d");
  sheet.drawImage(image, 0, 0);
  const dots = sheet.getImageData(0, 0, image.width, image.height).data, count = new Map();
  const key = n => dots[n] << 16 | dots[n + 1] << 8 | dots[n + 2];
  for (let n = 0; n < dots.length; n += 4) { count.set(key(n), (count.get(key(n)) || 0) + 1); }
  const kept = [...count].sort((a, b) => b[1] - a[1]).slice(0, 48).map(([colour]) => colour);
  const parts = colour => [colour >> 16, colour >> 8 & 255, colour & 255];
  const place = new Map(kept.map((colour, n) => [colour, n]));
  const far = (one, other) => parts(one).reduce((sum, part, n) => sum + (part - parts(other)[n]) ** 2, 0);
  for (const colour of count.keys()) {
    if (!place.has(colour)) {
      place.set(colour, place.get(kept.reduce((a, b) => far(colour, b) < far(colour, a) ? b : a)));
    }
  }
  let text = "";
  for (let n = 0; n < dots.length; n += 4) { text += String.fromCharCode(place.get(key(n))); }
  return [image.width, image.height, kept.flatMap(parts), btoa(text)];
}"""


def small(page: Page, picture: bytes) -> bytes:
    """The same picture as a PNG with a palette; `page` is any blank page."""
    width, height, colours, places = page.evaluate(COLOURS, base64.b64encode(picture).decode())
    rows = base64.b64decode(places)
    lines = b"".join(b"\0" + rows[start : start + width] for start in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", bytes(colours)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
