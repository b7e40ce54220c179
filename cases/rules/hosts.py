"""Which hosts a public page can be on."""

from __future__ import annotations

import ipaddress
import re
from unicodedata import category

from ada_url import URL

from cases.rules import endings
from cases.rules.pasted import Refused
from cases.rules.tongue import gettext_noop

_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_SITE = re.compile(r"https?://([^/:]+)")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NOT_PUBLIC = ("localhost", "local", "internal", "lan", "home", "arpa")
_PORT = re.compile(r"0*([0-9]{1,5})")
# RFC 6890 keeps this block for protocols; Python 3.11 calls only parts of it private.
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")
# RFC 5737, 3849 and 9637 reserve these for examples; nobody's page is there, so tests may use them.
_DOCUMENTATION = [
    ipaddress.ip_network(block)
    for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
]
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
# Addresses that carry an IPv4 address: 6to4 (RFC 3056) and NAT64 (RFC 6052).
_SIX_TO_FOUR, _NAT64 = ipaddress.ip_network("2002::/16"), ipaddress.ip_network("64:ff9b::/96")

BAD_NAME = gettext_noop("The name of the site is not spelled like one. Check it and paste the full link.")
NOT_IPV4 = gettext_noop(
    "The name of the site ends in a number but is no internet address. Check it and paste it again."
)
NOT_PUBLIC = gettext_noop(
    "This link leads to a private network, not to a public site. Paste the public link."
)
NO_HOST = gettext_noop(
    "The name of the site is missing. Paste the full link, for example https://example.org/page."
)
ONE_LABEL = gettext_noop("The name of the site is not complete. Add its ending, for example .com.")
BAD_PORT = gettext_noop("The number after the colon must be between 1 and 65535. Correct it or leave it out.")


def split_authority(authority: str) -> tuple[str, str]:
    """Host and ':port' of what stands between the slashes, without a user name or password."""
    address = authority.rpartition("@")[2]
    host, port = address, ""
    if not address.endswith("]") and ":" in address:
        host, _, port = address.rpartition(":")
    if not host:
        raise Refused(NO_HOST)
    return host, _checked_port(port)


def _checked_port(port: str) -> str:
    if not port:
        return ""
    digits = _PORT.fullmatch(port)
    if digits is None or not 1 <= int(digits[1]) <= 65535:
        raise Refused(BAD_PORT)
    return f":{int(digits[1])}"


def read_host(host: str) -> str:
    """The host as a browser would ask for it; refuses what no public page can be on."""
    if ":" in host and not host.startswith("["):
        raise Refused(BAD_NAME)
    try:
        parsed = URL(f"https://{host}/").hostname
    except ValueError:
        raise Refused(_why_unreadable(host)) from None
    if parsed.startswith("["):
        return _public(parsed, ipaddress.ip_address(parsed[1:-1]))
    name = parsed.removesuffix(".")
    labels = name.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        return _public(name, ipaddress.ip_address(name))
    if len(name) > 253 or not all(map(_is_label, labels)):
        raise Refused(BAD_NAME)
    if labels[-1] in _NOT_PUBLIC:
        raise Refused(NOT_PUBLIC)
    if len(labels) == 1 or (len(labels) == 2 and labels[0] == "www" and not endings.has_ending(name)):
        raise Refused(ONE_LABEL)
    return name


def has_hyphen_edge(host: str) -> bool:
    """Whether a label starts or ends with a hyphen, which no registry sells and a few platforms give out."""
    return any(label.startswith("-") or label.endswith("-") for label in host.split("."))


def in_own_script(address: str) -> str:
    """The address with the name of its site as its owner writes it."""
    host = _SITE.match(address)
    return (
        address[: host.start(1)] + _LABEL.sub(_shown, host[1]) + address[host.end(1) :] if host else address
    )


def _shown(match: re.Match[str]) -> str:
    """One label read back, as long as nothing but letters, marks and digits is in it."""
    label = match[0]
    if not (label.startswith("xn--") and _is_punycode(label)):
        return label
    shown = label[4:].encode().decode("punycode")
    return shown if all(category(sign)[0] in "LMN" or sign == "-" for sign in shown) else label


def _why_unreadable(host: str) -> str:
    last = host.rstrip(".").rpartition(".")[2].lower()
    return NOT_IPV4 if _NUMERIC.fullmatch(last) else BAD_NAME


def _is_label(label: str) -> bool:
    if _LABEL.fullmatch(label) is None:
        return False
    return not label.startswith("xn--") or _is_punycode(label)


def _is_punycode(label: str) -> bool:
    """Whether the label is what its own characters encode to; the parser does not look inside ASCII names."""
    try:
        shown = label[4:].encode().decode("punycode")
        return not shown.isascii() and URL(f"https://{shown}.test/").hostname == f"{label}.test"
    except (ValueError, OverflowError):
        return False


def _public(host: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if not _is_public(address):
        raise Refused(NOT_PUBLIC)
    return host


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if any(address in block for block in _DOCUMENTATION):
        return True
    if address in _SIX_TO_FOUR:
        return _is_public(ipaddress.IPv4Address(int(address) >> 80 & 0xFFFFFFFF))
    if address in _NAT64:
        return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_V6:
        return False
    return address.is_global and address not in _PROTOCOLS and not address.is_multicast
