"""Recovery codes become hashes: what is left of the ten that the seed of each person stood for."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations

from cases.models import keyring

KIND = "recovery_codes"


def codes_of(seed: bytes, used: int) -> Iterator[str]:
    """The codes of a seed that are still good, as the package worked them out."""
    running = hmac.new(seed, digestmod="sha1")
    for place in range(10):
        running.update(f"{place:3},".encode())
        if not used >> place & 1:
            yield f"{int.from_bytes(running.digest()[:5]) % 10**10:010}"


def to_hashes(apps: Any, schema_editor: Any) -> None:
    """Each code on somebody's paper goes on working. One page may still show them, so those stay sealed."""
    keys = dict(apps.get_model("cases", "StaffKey").objects.values_list("user_id", "pk"))
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type=KIND):
        place = f"mfa_authenticator|data|{row.user_id}"
        try:
            key = data_key(apps, keys[row.user_id])
            seed = keyring.open_with(key, row.data["seed"].rpartition(".")[2], place=place)
        except (keyring.CannotOpen, KeyError):
            row.delete()  # no code of it has worked either; its owner reads that none are left
            continue
        codes = list(codes_of(seed, row.data["used_mask"]))
        kept = [keyring.ring().blind(f"{row.user_id}:{code}", purpose="recovery code") for code in codes]
        shown = keyring.seal_with(key, " ".join(codes).encode(), key_id="row", place=place)
        row.data = {"hashes": kept} if row.data.get("viewed_at") else {"hashes": kept, "shown": shown}
        row.save(update_fields=["data"])


def data_key(apps: Any, pk: Any) -> bytes:
    wrapped = apps.get_model("cases", "StaffKey").objects.values_list("wrapped_key", flat=True).get(pk=pk)
    return keyring.ring().open(wrapped, place=f"cases_staffkey|wrapped_key|{pk}")


def none_left(apps: Any, schema_editor: Any) -> None:
    """A hash gives no code back: whoever goes back makes ten new ones."""
    apps.get_model("mfa", "Authenticator").objects.filter(type=KIND).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0034_withdrawal_letter"),
        ("mfa", "0003_authenticator_type_uniq"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(to_hashes, none_left)]
