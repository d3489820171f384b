"""Speaking with the operator: one plain sentence in the language of the terminal (LANG), Vietnamese or English."""

from __future__ import annotations

import gettext
import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NoReturn

OK, REFUSED, USAGE = 0, 1, 2


class Stop(Exception):  # noqa: N818  (it is an answer to the operator, not a fault)
    """The command cannot go on; the text is one sentence that says what to do."""


@cache
def language() -> str:
    """Return "vi" or "en": what LC_ALL, LC_MESSAGES or LANG ask for, English when they ask for neither."""
    wish = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "vi" if wish.startswith("vi") else "en"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("django", Path(__file__).parent / "locale", [language()], fallback=True)


def _(message: str) -> str:
    """Return `message` in the terminal's language. Works without Django, which may be what is broken."""
    return _catalogue().gettext(message)


def say(text: str) -> None:
    """Print one line now, also when the output is a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print one line to the error stream."""
    print(text, file=sys.stderr, flush=True)


def dump(data: Mapping[str, object]) -> None:
    """Print machine-readable output."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str), flush=True)


def stop(text: str) -> NoReturn:
    """End the command with one sentence."""
    raise Stop(text)
