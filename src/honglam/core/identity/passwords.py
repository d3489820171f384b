"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at the cost that the OWASP password storage cheat sheet recommends (19 MiB, 2 passes, 1 lane)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
