"""The key ring outside the database. Only this file and fields.py touch keys.

The ring is JSON, in the environment (TAKEDOWN_KEYS) or in a file with mode 0600 (TAKEDOWN_KEY_FILE):
`{"encrypt": [{"id": "k1", "key": "<base64, 32 bytes>"}], "index": "<base64>", "chain": "<base64>"}`.
The first encrypting key seals, all of them open.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = "1"


class KeyRingError(Exception):
    """The keys cannot be used; the message is one sentence that says what to do."""


class CannotOpen(Exception):
    """A sealed value does not open with our keys in this place. Its bytes are left as they are."""


@dataclass(frozen=True)
class KeyRing:
    """Master keys by id, the first of them sealing; one key for blind indexes, one for event chains."""

    encrypt: dict[str, bytes]
    index: bytes
    chain: bytes

    def seal(self, plain: bytes, *, place: str) -> str:
        """Seal bytes for one place (table|column|row): `version.key id.base64(nonce + ciphertext)`."""
        key_id, key = next(iter(self.encrypt.items()))
        return seal_with(key, plain, key_id=key_id, place=place)

    def open(self, token: str, *, place: str) -> bytes:
        """The sealed bytes; raises CannotOpen for a strange key, another place or damaged text."""
        version, _, rest = token.partition(".")
        key_id, _, body = rest.partition(".")
        if version != VERSION or key_id not in self.encrypt:
            raise CannotOpen("This was sealed with a key that is not in the key ring.")
        return open_with(self.encrypt[key_id], body, place=place)

    def blind(self, text: str, *, purpose: str) -> str:
        """A 128-bit keyed digest for exact lookup: equal texts match, nothing can be read back."""
        message = f"{purpose}\x00{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.index, message, "sha256").hex()[:32]

    def link(self, previous: str, fact: str) -> str:
        """The chained digest of one fact: cannot be made again without the chain key."""
        return hmac.digest(self.chain, f"{previous}\x00{fact}".encode(), "sha256").hex()


def seal_with(key: bytes, plain: bytes, *, key_id: str, place: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    body = base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, place.encode())).decode("ascii")
    return f"{VERSION}.{key_id}.{body}"


def open_with(key: bytes, body: str, *, place: str) -> bytes:
    try:
        raw = base64.b64decode(body, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("This cannot be opened: it was changed, or it belongs in another place.") from error


def parse(text: str, *, source: str) -> KeyRing:
    """Read a ring; raises KeyRingError with one sentence for anything short, doubled or unreadable."""
    try:
        ring = json.loads(text)
        encrypt = {
            str(entry["id"]): base64.b64decode(entry["key"], validate=True) for entry in ring["encrypt"]
        }
        index, chain = (base64.b64decode(ring[name], validate=True) for name in ("index", "chain"))
        count = len(ring["encrypt"])
    except (ValueError, KeyError, TypeError) as error:
        raise KeyRingError(f"{source} is not a key ring. Put back the file from your key backup.") from error
    keys = [*encrypt.values(), index, chain]
    if not encrypt or any(len(key) != KEY_BYTES for key in keys):
        raise KeyRingError(
            f"{source} holds a key that is not {KEY_BYTES} bytes long. Put back the right file."
        )
    if any("." in key_id or not key_id for key_id in encrypt):  # it stands between dots in what it sealed
        raise KeyRingError(f"{source} has a key whose id is empty or holds a dot. Rename that id, as in k1.")
    if len(set(keys)) != count + 2 or settings.SECRET_KEY.encode() in keys:
        raise KeyRingError(f"{source} uses the same key for two purposes. Make a new ring before first use.")
    return KeyRing(encrypt=encrypt, index=index, chain=chain)


def read_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise KeyRingError(f"The key file {path} is a folder. Put there the file from your key backup.")
        if stat.S_IMODE(mode) & 0o077:
            raise KeyRingError(f"The key file {path} can be read by others. Type: chmod 600 {path}")
        return path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise KeyRingError(
            f"The key file {path} is missing. Put it back from your key backup: no case opens without it."
        ) from error
    except UnicodeDecodeError:
        return ""  # no text, so no ring: it says so like any other damaged file
    except OSError as error:
        raise KeyRingError(
            f"The key file {path} cannot be read. Give it to the user who runs this, then: chmod 600 {path}"
        ) from error


@lru_cache(maxsize=4)
def load(path: Path, inline: str) -> KeyRing:
    if inline:
        return parse(inline, source="TAKEDOWN_KEYS")
    return parse(read_file(path), source=f"The key file {path}")


def ring() -> KeyRing:
    """The ring in use, read once per process; raises KeyRingError with one plain sentence."""
    return load(settings.KEY_FILE, settings.KEYS_INLINE)


def new_ring() -> str:
    """A fresh ring as JSON text, for first use."""
    fresh = [base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii") for _ in range(3)]
    return json.dumps({"encrypt": [{"id": "k1", "key": fresh[0]}], "index": fresh[1], "chain": fresh[2]})


def with_new_key(text: str) -> tuple[str, str]:
    """The ring with a fresh master key in front, and that key's id."""
    parse(text, source="The key file")
    ring_now = json.loads(text)
    taken = {entry["id"] for entry in ring_now["encrypt"]}
    key_id = next(f"k{number}" for number in range(1, len(taken) + 2) if f"k{number}" not in taken)
    fresh = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
    ring_now["encrypt"].insert(0, {"id": key_id, "key": fresh})
    return json.dumps(ring_now), key_id
