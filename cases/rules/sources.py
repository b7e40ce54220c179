"""How a picture may have got out: the answers a person can give. The safety plan has steps for each."""

from __future__ import annotations

from enum import StrEnum

from cases.rules.tongue import gettext as _


class Source(StrEnum):
    """One way out. The keys are stored with the case and name the plan's parts."""

    CLOUD_BACKUP = "cloud_backup"
    PASSWORD = "password"  # noqa: S105  a key, not a secret
    THIRD_PARTY_APP = "third_party_app"
    STALKERWARE = "stalkerware"
    STORAGE = "storage"
    RECIPIENT = "recipient"
    HIDDEN_CAMERA = "hidden_camera"
    PUBLIC_PICTURES = "public_pictures"
    MY_PHONE = "my_phone"
    UNKNOWN = "unknown"


def labels() -> list[tuple[str, str]]:
    """Every source with the words a person reads, in the order they are asked."""
    return [
        (Source.CLOUD_BACKUP, _("My phone saved it online by itself")),
        (Source.PASSWORD, _("Someone had or guessed my password")),
        (Source.THIRD_PARTY_APP, _("It was in an app or a service")),
        (Source.STALKERWARE, _("A spy app on my phone")),
        (Source.STORAGE, _("Data was stolen or left open")),
        (Source.RECIPIENT, _("Someone I sent it to")),
        (Source.HIDDEN_CAMERA, _("A hidden camera")),
        (Source.PUBLIC_PICTURES, _("It was made from public pictures")),
        (Source.MY_PHONE, _("Someone used my phone")),
        (Source.UNKNOWN, _("I do not know")),
    ]
