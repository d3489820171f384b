"""The door of procedures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.case.contracts import Problem
from honglam.engines.case.contracts.decisions import Decided, Decision, Row
from honglam.engines.case.contracts.studio import CellWords, Difference, Drafted, Listed, MovePlan, MoveShown, Shown
from honglam.engines.case.service.studio import cells, comparing, drafting, loading, procedures, versions


def publish_procedure(*, procedure: str, files: Mapping[str, str], by: str, now: datetime) -> int:
    """Publish the files of a procedure as its newest version and return its number; the same files change nothing.

    Cases that are opened from now on take it, running ones keep theirs.

    Raises:
        ProcedureRefused: the files do not fit together; it names every problem with file, element and remedy.
    """
    return procedures.publish(procedure=procedure, files=files, by=by, now=now)


def load_procedures(*, now: datetime) -> None:
    """Publish what the packs bring in `procedures/<name>/` as `<pack>.<name>`. Idempotent.

    Where somebody has published a version of their own, a newer one of the pack is offered in the studio instead.

    Raises:
        Refusal: files do not fit together; it says everything that is wrong with any of them.
    """
    loading.load_shipped(now=now)


def list_procedures(*, viewer: Viewer) -> tuple[Listed, ...]:
    """Return all procedures by title, those too that the viewer has only begun."""
    return drafting.listed(viewer=viewer)


def show_procedure(*, procedure: str, viewer: Viewer, number: int | None = None) -> Shown:
    """Return a version with everything that it says; the newest when no number is given.

    Raises:
        Missing: there is no such version.
    """
    return drafting.shown(procedure=procedure, number=number, viewer=viewer)


def file_of(*, procedure: str, number: int, name: str) -> str:
    """Return a file of a version.

    Raises:
        Missing: there is no such version or file.
    """
    return drafting.file_of(procedure=procedure, number=number, name=name)


def begin_draft(*, procedure: str, number: int | None, viewer: Viewer, now: datetime) -> None:
    """Begin a draft with a version, or with what the pack offers when the number is 0; one's own is kept as it is.

    Raises:
        Missing: there is no such version, or no offer.
        Forbidden: the viewer may not publish the procedure.
    """
    drafting.begin(procedure=procedure, number=number, viewer=viewer, now=now)


def begin_procedure(*, name: str, title: str, viewer: Viewer, now: datetime) -> str:
    """Begin a procedure that no pack brings and return its id.

    Raises:
        Refusal: the name is no word for machines, or taken.
        Forbidden: the viewer may not publish procedures.
    """
    return drafting.begin_new(name=name, title=title, viewer=viewer, now=now)


def draft(*, procedure: str, viewer: Viewer) -> Drafted:
    """Return the viewer's draft with everything that is wrong with it. Raises Missing: they have none."""
    return drafting.drafted(procedure=procedure, viewer=viewer)


def save_draft(  # noqa: PLR0913  (what changed, on top of what, by whom)
    *,
    procedure: str,
    files: Mapping[str, str],
    revision: int,
    viewer: Viewer,
    now: datetime,
    gone: frozenset[str] = frozenset(),
) -> None:
    """Save files of the viewer's draft beside those that it has, however wrong they still are.

    Args:
        procedure: id of the procedure.
        files: new or changed files by name.
        revision: the one that the viewer saw.
        viewer: whose draft it is.
        now: the moment.
        gone: names of files that are taken out.

    Raises:
        Missing: they have no draft.
        Conflict: it was saved in another window meanwhile.
        Refusal: a file has a name or a size that cannot be.
    """
    drafting.save(procedure=procedure, files=files, gone=gone, revision=revision, viewer=viewer, now=now)


def save_table(*, procedure: str, decision: Decision, revision: int, viewer: Viewer, now: datetime) -> None:
    """Write a table of decisions into its file of the viewer's draft. Raises as `save_draft`."""
    drafting.save_table(procedure=procedure, decision=decision, revision=revision, viewer=viewer, now=now)


def try_table(*, decision: Decision, values: Mapping[str, Any]) -> Decided:
    """Return what a table says about values, and which of its rows fit. Raises Refusal: it cannot be computed."""
    return drafting.decide(decision=decision, values=values)


def cell_words(*, draft: Drafted, decision: Decision) -> CellWords:
    """Return what the cells of each column of a table can name."""
    return cells.words(decision=decision, files=draft.files, topics=draft.topics)


def show_cells(*, decision: Decision, known: CellWords) -> tuple[Row, ...]:
    """Return the rows of a table as a clerk reads them."""
    return cells.shown(decision=decision, known=known)


def read_cells(*, decision: Decision, known: CellWords, rows: Sequence[Row]) -> tuple[Decision, tuple[Problem, ...]]:
    """Return a table with rows as a clerk wrote them, and what could not be understood or does not fit together."""
    found, problems = cells.read(decision=decision, known=known, rows=rows)
    return found, problems or drafting.faults(found, known)


def try_values(*, decision: Decision, known: CellWords, given: Sequence[str]) -> Mapping[str, object]:
    """Return the values that a clerk wants to try, one for each input, as the process would have them."""
    return cells.values(decision=decision, known=known, given=given)


def table_gaps(*, decision: Decision, known: CellWords) -> tuple[str, ...]:
    """Return for which values a table has no row."""
    return drafting.gaps(decision, known)


def discard_draft(*, procedure: str, viewer: Viewer) -> None:
    """Throw the viewer's draft away. Raises Missing: they have none."""
    drafting.discard(procedure=procedure, viewer=viewer)


def rebase_draft(*, procedure: str, viewer: Viewer) -> None:
    """Say that the viewer's draft begins with the version in force. Raises Missing: they have none."""
    drafting.rebase(procedure=procedure, viewer=viewer)


def publish_draft(*, procedure: str, revision: int, viewer: Viewer, now: datetime) -> int:
    """Publish the viewer's draft as the newest version and return its number. Running cases keep theirs.

    Raises:
        ProcedureRefused: it cannot run, or names what nobody knows; nothing is changed.
        Forbidden: the right does not reach over the agency that answers for the procedure, before or after.
        Conflict: somebody has published another version, or the draft was saved in another window meanwhile.
        Missing: they have no draft.
    """
    return drafting.publish(procedure=procedure, revision=revision, viewer=viewer, now=now)


def compare_versions(*, procedure: str, old: str, new: str, viewer: Viewer) -> Difference:
    """Return what differs between two of: a number, `draft`, `offer`. Raises Missing: one of them does not exist."""
    return comparing.compare(procedure=procedure, old=old, new=new, viewer=viewer)


def plan_move(*, procedure: str, old: int, new: int, viewer: Viewer) -> MovePlan:
    """Return which open cases of a version could go on by another, and which not and why. Nothing is changed.

    Raises:
        Missing: there is no such version.
        Forbidden: the viewer may not publish the procedure.
        Refusal: it is the same version.
    """
    return versions.plan(procedure=procedure, old=old, new=new, viewer=viewer)


def ask_move(*, procedure: str, old: int, new: int, viewer: Viewer, now: datetime) -> int:
    """Ask for the open cases of a version to go on by another; return the number under which it is followed.

    It is undone by moving back.

    Raises:
        Conflict: cases of the procedure are being moved already.
        Missing, Forbidden, Refusal: as `plan_move`.
    """
    return versions.ask(procedure=procedure, old=old, new=new, viewer=viewer, now=now)


def run_move(*, move: int, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Move the cases and return how many went and how many did not; for the job."""
    return versions.run(move=move, clock=clock)


def show_move(*, move: int, viewer: Viewer) -> MoveShown:
    """Return how far a move is and what became of each case.

    Raises:
        Missing: there is no such move.
        Forbidden: the viewer may not publish the procedure.
    """
    return versions.shown(move=move, viewer=viewer)
