"""The door of figures.

A figure has versions. One is entered as a draft, submitted, verified and published; a published one is never changed,
the next takes its place. Who had a hand in it neither verifies nor publishes it, in whatever post and for whomever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from honglam.base.access import Viewer
from honglam.base.periods import Period
from honglam.core.files.contracts import StoredFile
from honglam.engines.indicator.contracts import NewValue, Outcome, Scope, Value
from honglam.engines.indicator.service import entering, evidence, figure_versions, verifying


def enter(*, values: Sequence[NewValue], viewer: Viewer, now: datetime, source: str = "manual") -> tuple[Value, ...]:
    """Keep figures as drafts, all or none. What is unchanged stays as it is, a draft is changed, else a version begins.

    Args:
        values: the figures.
        viewer: who enters them; needs `indicator.enter` at the agency of each scope.
        now: the moment.
        source: `manual`, or `import` when they were read from a file.

    Raises:
        Invalid: several are wrong; each refusal's field is `<place in values>.<what is wrong>`.
        Refusal: the only one is wrong: no such indicator or scope, closed, computed, a period that has not begun, a
            figure beyond its limits or too fine, none without a word why.
        Conflict: somebody else has entered another figure meanwhile, or one waits to be verified.
        Forbidden: it is another agency's.
    """
    return entering.enter(values=values, viewer=viewer, now=now, source=source)


def enter_each(
    *, values: Sequence[NewValue], viewer: Viewer, now: datetime, source: str = "manual", dry: bool = False
) -> tuple[Outcome, ...]:
    """Keep those figures that can be kept and say of each, in their order, what became of it; `dry` keeps none.

    Raises:
        Refusal: they are more than is taken at once.
    """
    return entering.enter_each(values=values, viewer=viewer, now=now, source=source, dry=dry)


def submit(*, ids: Sequence[int], viewer: Viewer, now: datetime) -> tuple[Value, ...]:
    """Hand drafts in to be verified, all or none.

    Raises:
        Missing: there is none, or the viewer may not see it.
        Forbidden: they may not enter figures there.
        Conflict: it is no draft any more; the message says who was first.
        Refusal: the evidence that its definition asks for is not there.
    """
    return verifying.step(name="submit", ids=ids, viewer=viewer, now=now)


def verify(*, ids: Sequence[int], viewer: Viewer, now: datetime) -> tuple[Value, ...]:
    """Say of submitted figures that they are right, all or none. Raises as `submit`, and Forbidden for one's own."""
    return verifying.step(name="verify", ids=ids, viewer=viewer, now=now)


def publish(*, ids: Sequence[int], viewer: Viewer, now: datetime) -> tuple[Value, ...]:
    """Let verified figures count in the place of those that counted, all or none. Raises as `verify`."""
    return verifying.step(name="publish", ids=ids, viewer=viewer, now=now)


def give_back(*, ids: Sequence[int], reason: str, viewer: Viewer, now: datetime) -> tuple[Value, ...]:
    """Return submitted or verified figures to who entered them, all or none. Raises as `submit`; a reason is needed."""
    return verifying.step(name="give_back", ids=ids, reason=reason, viewer=viewer, now=now)


def take_back(*, ids: Sequence[int], viewer: Viewer, now: datetime) -> tuple[Value, ...]:
    """Take submitted figures back that nobody has verified yet, all or none; they are entered anew.

    Raises as `submit`; Forbidden for figures in which the viewer had no hand.
    """
    return verifying.step(name="take_back", ids=ids, viewer=viewer, now=now)


def each(*, do: str, ids: Sequence[int], viewer: Viewer, now: datetime, reason: str = "") -> tuple[Outcome, ...]:
    """Do a step with those figures with which it can be done; say what became of each.

    Args:
        do: `submit`, `verify`, `publish`, `give_back` or `take_back`.
        ids: of the figures.
        viewer: who does it.
        now: the moment.
        reason: why they are given back.
    """
    return verifying.each(name=do, ids=ids, viewer=viewer, now=now, reason=reason)


def latest(*, code: str, scope: Scope, period: Period) -> Value | None:
    """Return the published version of a figure that counts now."""
    return figure_versions.latest(code=code, scope=scope, period=period)


def history(*, code: str, scope: Scope, period: Period) -> tuple[Value, ...]:
    """Return all versions of a figure, the newest first."""
    return figure_versions.history(code=code, scope=scope, period=period)


def as_published(*, code: str, scope: Scope, period: Period, on: date) -> Value | None:
    """Return the published version of a figure that counted at the end of a day."""
    return figure_versions.as_published(code=code, scope=scope, period=period, on=on)


def value(*, value_id: int, viewer: Viewer) -> Value:
    """Return one version.

    Raises:
        Missing: there is none, or it is of an agency that the viewer does not reach.
    """
    return figure_versions.one(value_id=value_id, viewer=viewer)


def several(*, ids: Sequence[int], viewer: Viewer) -> tuple[Value, ...]:
    """Return versions in the order of their ids. Raises Missing as `value`, for any of them."""
    return figure_versions.several(ids=ids, viewer=viewer)


def versions(*, value: Value, viewer: Viewer) -> tuple[Value, ...]:
    """Return all versions of a figure that a viewer may see, the newest first: another agency may have given some."""
    found = history(code=value.code, scope=value.scope, period=value.period)
    return tuple(each for each in found if figure_versions.sees(viewer, each.agency))


def evidence_of(*, value_id: int, viewer: Viewer) -> tuple[StoredFile, ...]:
    """Return the files that prove a figure; none to those who may not read it."""
    return evidence.listed(value_id, viewer)


def may_read_evidence(*, key: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may read the files of the figure with this number."""
    return evidence.may_read(viewer, key)


def may_add_evidence(*, key: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add files to the figure with this number, and take them away: while it is a draft."""
    return evidence.may_write(viewer, key)
