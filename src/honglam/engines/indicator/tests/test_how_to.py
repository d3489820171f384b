"""The example of docs/how-to/define-an-indicator.md is loaded as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.service import loading
from honglam.engines.indicator.testing import MONDAY
from honglam.project.rooms import SOURCE

PAGE = (SOURCE.parent.parent / "docs" / "how-to" / "define-an-indicator.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_indicator_of_the_page_is_published_as_it_stands_there(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "indicators.toml"
    file.write_text(example, encoding="utf-8")
    assert not loading.load(pack="wells", path=file, now=MONDAY)
    found = definitions.find(code="wells.clean_share")
    assert (found.unit, found.roll_up) == ("%", "mean")
