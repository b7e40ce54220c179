"""Makes a picture of a page small: at most 256 colours, packed tightly. The browser does the looking."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

# Exact where 256 colours are enough, else with the last bits of each colour left out until they are.
COLOURS = """async (picture) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
  const sheet = new OffscreenCanvas(image.width, image.height).getContext("2d");
  sheet.drawImage(image, 0, 0);
  const dots = sheet.getImageData(0, 0, image.width, image.height).data;
  for (const cut of [0, 2, 3, 4, 5]) {
    const known = new Map(), colours = [], places = new Uint8Array(dots.length / 4);
    for (let n = 0; n < dots.length && colours.length <= 256; n += 4) {
      const key = (dots[n] >> cut) << 16 | (dots[n + 1] >> cut) << 8 | (dots[n + 2] >> cut);
      if (!known.has(key)) {
        known.set(key, colours.length);
        colours.push([dots[n], dots[n + 1], dots[n + 2]]);
      }
      places[n / 4] = known.get(key);
    }
    if (colours.length > 256) { continue; }
    let text = "";
    for (let n = 0; n < places.length; n += 8192) {
      text += String.fromCharCode(...places.subarray(n, n + 8192));
    }
    return [image.width, image.height, colours.flat(), btoa(text)];
  }
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
