"""Definitions as they are kept: JSON with the keys of `Indicator`, without what is as usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from honglam.base.periods import Frequency
from honglam.engines.indicator.contracts import Direction, Indicator, RollUp, Source, SourceKind
from honglam.engines.indicator.models import Definition

_PLAIN = tuple(f.name for f in fields(Indicator) if f.name not in {"source", "least", "most", "number", "closed"})


def document_of(indicator: Indicator) -> dict[str, Any]:
    """Return the JSON of a definition."""
    found = {name: getattr(indicator, name) for name in _PLAIN}
    limits = {name: getattr(indicator, name) for name in ("least", "most")}
    found |= {name: None if limit is None else str(limit) for name, limit in limits.items()}
    found |= {"kinds": list(indicator.kinds), "legal": list(indicator.legal), "source": asdict(indicator.source)}
    return found


def indicator_of(row: Definition) -> Indicator:
    """Return a kept definition."""
    kept: Mapping[str, Any] = row.document
    given = {name: kept[name] for name in _PLAIN if name in kept}
    given |= {name: None if kept.get(name) is None else Decimal(str(kept[name])) for name in ("least", "most")}
    source = kept.get("source", {})
    given |= {
        "frequency": Frequency(kept["frequency"]),
        "direction": Direction(kept.get("direction", "up")),
        "roll_up": RollUp(kept.get("roll_up", "none")),
        "kinds": tuple(kept["kinds"]),
        "legal": tuple(kept.get("legal", ())),
        "source": Source(**{**source, "kind": SourceKind(source.get("kind", "manual"))}),
        "owner": row.owner,  # the column follows an agency that moves, what the document says does not
        "number": row.number,
        "closed": row.closed,
    }
    return Indicator(**given)
