"""The code of a case: short enough to be read out on the telephone, with a sign that catches a slip."""

from __future__ import annotations

import secrets

# Crockford's base 32: no letter that is taken for a digit.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8  # 40 random bits: codes are not to be guessed


def new(prefix: str) -> str:
    """Return a new code, for example `PA-7KQ2-M9XT-4`. Random, so the caller sees to it that it is unique."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"{prefix}-{body[:4]}-{body[4:]}-{_check(prefix + body)}"


def read(text: str) -> str:
    """Return a code as it is kept, from what somebody typed; empty when it cannot be one."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    prefix, body, sign = plain[: -_LENGTH - 1], plain[-_LENGTH - 1 : -1], plain[-1:]
    body = body.replace("O", "0").replace("I", "1").replace("L", "1")
    sign = sign.replace("O", "0").replace("I", "1").replace("L", "1")
    right = 2 <= len(prefix) <= 4 and len(body) == _LENGTH and sign == _check(prefix + body)
    return f"{prefix}-{body[:4]}-{body[4:]}-{sign}" if right else ""


def _check(text: str) -> str:
    """Return the sign: weights that grow by place find one wrong letter and two that changed places."""
    total = sum(weight * _value(letter) for weight, letter in enumerate(text, start=1))
    return _LETTERS[total % 31]


def _value(letter: str) -> int:
    return _LETTERS.index(letter) if letter in _LETTERS else ord(letter)
