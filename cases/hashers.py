"""How words and passwords are stored."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class WordsHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass, one lane: about a twentieth of a second on one core."""

    algorithm = "argon2words"
    time_cost = 1
    memory_cost = 47_104
    parallelism = 1
