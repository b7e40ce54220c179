"""Invented pictures for the fingerprints, drawn from code with fixed seeds; no picture file is kept.

What the reference makes of them stands in tests/golden/fingerprints.json. To make that file again, in an
environment of its own with pdqhash 0.2.8 and Pillow (docs/fingerprints.md):

    python -m tests.pictures > tests/golden/fingerprints.json
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageCms, ImageDraw, ImageFilter, ImageFont, ImageOps

GOLDEN = Path(__file__).with_name("golden") / "fingerprints.json"
Size = tuple[int, int]
Painter = Callable[[Random, Size], Image.Image]


@dataclass(frozen=True)
class Picture:
    """A file as she would pick it."""

    name: str
    kind: str
    data: bytes

    def seen(self) -> Image.Image:
        """The picture as people see it: upright, and on white where it is transparent."""
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(self.data)))
        layer = upright.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def clouds(random: Random, size: Size) -> Image.Image:
    """Soft noise in colour, coarse and fine together, like the texture of a photo."""
    whole = Image.new("RGB", size, "gray")
    for cells, share in ((5, 0.6), (17, 0.45), (60, 0.3)):
        layer = Image.frombytes("RGB", (cells, cells), random.randbytes(3 * cells * cells))
        whole = Image.blend(whole, layer.resize(size, Image.Resampling.BICUBIC), share)
    return whole


def shapes(random: Random, size: Size) -> Image.Image:
    """Flat shapes with hard edges."""
    image = Image.new("RGB", size, tuple(random.randbytes(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = random.randrange(size[0]), random.randrange(size[1])
        wide, high = (
            random.randrange(size[0] // 8, size[0] // 3),
            random.randrange(size[1] // 8, size[1] // 3),
        )
        draw_one = random.choice((draw.ellipse, draw.rectangle))
        draw_one((x, y, x + wide, y + high), fill=tuple(random.randbytes(3)))
    return image


def gradient(random: Random, size: Size) -> Image.Image:
    """Two crossed ramps with rings on them."""
    ramp = Image.linear_gradient("L").resize(size)
    rings = ImageOps.posterize(Image.radial_gradient("L").resize(size), 3)
    return Image.merge("RGB", (ramp, rings, ramp.transpose(Image.Transpose.ROTATE_180)))


def text(random: Random, size: Size) -> Image.Image:
    """Large letters, as on a screenshot."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=size[1] // 7)
    for line in range(6):
        said = "".join(random.choice("abcdefghkmnorstuvwxz ") for _ in range(24))
        draw.text((size[0] // 40, line * size[1] // 6), said, fill=tuple(random.randbytes(3)), font=font)
    return image


def scene(random: Random, size: Size) -> Image.Image:
    """Soft shapes over clouds: the nearest thing to a photo that can be invented."""
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for _ in range(7):
        x, y = random.randrange(size[0]), random.randrange(size[1])
        draw.ellipse((x - size[0] // 6, y - size[1] // 5, x + size[0] // 6, y + size[1] // 5), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(min(size) // 90))
    return Image.composite(shapes(random, size), clouds(random, size), mask)


def wall(random: Random, size: Size) -> Image.Image:
    """Nothing to go by."""
    return Image.new("RGB", size, (201, 196, 180))


def ring(image: Image.Image) -> Image.Image:
    """Transparent outside an ellipse."""
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).ellipse((0, 0, *image.size), fill=255)
    image.putalpha(mask)
    return image


def turned() -> Image.Exif:
    """What a phone held upright writes: turn me by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def swapped_colours() -> bytes:
    """A colour profile that takes red for blue: whoever converts by it sees another brightness."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"bXYZ", b"rXYZ"), (b"????", b"bXYZ")):
        profile = profile.replace(old, new, 1)
    return profile


def jpeg(image: Image.Image, quality: int = 90, **options: Any) -> bytes:
    return saved(image, "JPEG", quality=quality, **options)


def png(image: Image.Image, **options: Any) -> bytes:
    return saved(image, "PNG", **options)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


SPECIMENS: tuple[tuple[str, Painter, Size, Callable[[Image.Image], bytes]], ...] = (
    ("clouds, landscape", clouds, (640, 480), jpeg),
    ("clouds, portrait", clouds, (480, 640), png),
    ("clouds, of a phone", clouds, (4000, 3000), jpeg),
    ("clouds, strongly compressed", clouds, (1280, 720), lambda image: jpeg(image, 25)),
    ("shapes, landscape", shapes, (800, 600), png),
    ("shapes, portrait", shapes, (720, 1280), jpeg),
    ("shapes, square", shapes, (1080, 1080), lambda image: jpeg(image, 75, progressive=True)),
    ("shapes, one cell more than fits", shapes, (1025, 1030), png),
    ("shapes, small", shapes, (90, 70), png),
    ("shapes, tiny", shapes, (40, 60), png),
    ("shapes, exactly the samples", shapes, (64, 64), png),
    ("shapes, wide", shapes, (3000, 300), jpeg),
    ("shapes, with few colours", shapes, (600, 400), lambda image: png(image.quantize(64))),
    ("shapes, with holes", shapes, (500, 500), lambda image: png(ring(image))),
    ("gradient, landscape", gradient, (900, 500), png),
    ("gradient, portrait", gradient, (500, 900), jpeg),
    ("text, landscape", text, (1200, 675), png),
    ("text, portrait", text, (640, 960), jpeg),
    ("scene, landscape", scene, (1600, 1200), jpeg),
    ("scene, portrait", scene, (1200, 1600), jpeg),
    ("scene, in grey", scene, (1000, 700), lambda image: jpeg(image.convert("L"))),
    ("scene, turned by the camera", scene, (1200, 900), lambda image: jpeg(image, exif=turned())),
    ("scene, with a profile", scene, (900, 600), lambda image: jpeg(image, icc_profile=swapped_colours())),
    ("scene, larger than a phone's", scene, (5000, 4000), lambda image: jpeg(image, 80)),
    ("scene, thumbnail", scene, (160, 120), lambda image: jpeg(image, 70)),
    ("wall", wall, (640, 480), jpeg),
)  # fmt: skip


def pictures() -> Iterator[Picture]:
    """Every specimen, always the same."""
    for number, (name, paint, size, save) in enumerate(SPECIMENS):
        data = save(paint(Random(number), size))
        yield Picture(name, "image/png" if data.startswith(b"\x89PNG") else "image/jpeg", data)


def picture(name: str) -> Picture:
    return next(each for each in pictures() if each.name == name)


def golden() -> dict[str, dict[str, Any]]:
    """What the reference makes of each specimen."""
    found: dict[str, dict[str, Any]] = json.loads(GOLDEN.read_text())["pictures"]
    return found


def reference() -> dict[str, Any]:
    """The golden file, from Meta's own code as packaged in pdqhash."""
    import numpy  # late: both are wanted here alone
    import pdqhash

    made = {}
    for each in pictures():
        vector, quality = pdqhash.compute(numpy.asarray(each.seen()))
        digits = f"{int(''.join(map(str, vector)), 2):064x}"
        made[each.name] = {"pdq": digits, "quality": quality}
    return {"made_with": "pdqhash 0.2.8", "pictures": made}


if __name__ == "__main__":
    json.dump(reference(), sys.stdout, indent=1)
    print()
