"""The document that the how-to shows can be published."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from honglam.engines.register.service import declaring

PAGE = Path(__file__).resolve().parents[5] / "docs/how-to/make-a-register.md"


def test_the_document_of_the_how_to_is_sound() -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    register = declaring.read(tomllib.loads(found[1]))
    assert declaring.read(declaring.written(register)) == register
