"""The door of definitions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.service import defining, loading


def define(*, indicator: Indicator, viewer: Viewer, now: datetime) -> Indicator:
    """Publish a definition as its next version and return it; the same again changes nothing.

    Args:
        indicator: what it is to be; its `number` is that of the version from which somebody began, or 1.
        viewer: who defines it; the right must reach over its owner, before and after.
        now: since when it counts.

    Raises:
        DefinitionsRefused: with every fault: code, unit, measure, scopes and periods, formula.
        Conflict: somebody has published another version meanwhile.
        Forbidden: the viewer may not define it.
    """
    return defining.define(indicator=indicator, viewer=viewer, now=now)


def find(*, code: str, number: int | None = None) -> Indicator:
    """Return a definition, the version that counts when no number is given. Raises Missing: there is none."""
    return defining.find(code=code, number=number)


def listed(*, group: str = "", owner: str = "", codes: Collection[str] | None = None) -> tuple[Indicator, ...]:
    """Return the versions that count by group and code, closed ones too.

    Args:
        group: only under this heading.
        owner: only of the agency at this path.
        codes: only these.
    """
    return defining.listed(group=group, owner=owner, codes=codes)


def close(*, code: str, viewer: Viewer, now: datetime) -> Indicator:
    """Take no new figures of an indicator; those that are published stay. Defining it anew opens it.

    Raises:
        Missing: there is none.
        DefinitionsRefused: open indicators rest on it.
        Forbidden: the viewer may not define it.
    """
    return defining.close(code=code, viewer=viewer, now=now)


def load_shipped(*, now: datetime) -> None:
    """Publish what packs bring in `indicators.toml`, but what was changed here. Idempotent.

    Raises:
        Refusal: files do not fit together; it names file, indicator, key and remedy of everything that is wrong.
    """
    loading.load_shipped(now=now)


def may_define(*, indicator: Indicator, viewer: Viewer) -> bool:
    """Tell whether the viewer may publish another version of a definition, and close it."""
    return defining.may_define(indicator=indicator, viewer=viewer)
