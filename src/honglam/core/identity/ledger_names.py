"""What the ledger, which stands below identity, calls agencies: people read names, not paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from honglam.core.identity import api


def agency_names(paths: Iterable[str]) -> Mapping[str, str]:
    """Return the names of the agencies at these paths; a path without an agency is left out."""
    found = {path: api.agency(path=path) for path in paths}
    return {path: agency.name for path, agency in found.items() if agency is not None}
