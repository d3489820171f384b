"""The journal of definitions, read."""

from __future__ import annotations

from honglam.engines.register.contracts import Publication, PublicationState, Step, StepKind
from honglam.engines.register.models import Publication as Line


def of(register_id: str) -> tuple[Publication, ...]:
    """Return the publications of a register, the newest first."""
    return tuple(_read(line) for line in Line.objects.filter(register=register_id).order_by("-version"))


def _read(line: Line) -> Publication:
    return Publication(
        register=line.register,
        version=line.version,
        at=line.at,
        who=line.by,
        who_name=line.by_name,
        steps=tuple(
            Step(
                kind=StepKind(step["kind"]),
                register=line.register,
                field=step.get("field", ""),
                old=step.get("old", ""),
                says=step.get("says", ""),
                params=step["params"],
            )
            for step in line.steps
        ),
        state=PublicationState(line.state),
        error=line.error,
    )
