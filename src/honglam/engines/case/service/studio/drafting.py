"""Procedures in the studio: looked at, drawn anew, compared, published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.engines.case import definition
from honglam.engines.case.contracts import CaseState, Origin, Problem, ProcedureRefused
from honglam.engines.case.contracts.decisions import Decided, Decision
from honglam.engines.case.contracts.studio import CellWords, Drafted, Listed, Numbered, Shown
from honglam.engines.case.models import Case, Draft, Version
from honglam.engines.case.process import deciding, reading, writing
from honglam.engines.case.process.expressions import ExpressionError
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.studio import checking, overlapping, procedures, starting
from honglam.kit.access import require
from honglam.kit.packs import PACKS

RIGHT = "case.procedures"
OWN = "own"  # first part of the ids of procedures that were made here
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.(bpmn|dmn|toml|json)")
_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_FILES, _BYTES = 40, 5_000_000


def listed(*, viewer: Viewer) -> tuple[Listed, ...]:
    """Return all procedures by title, those too that the viewer has only begun."""
    rows = Version.objects.order_by("procedure", "-number").distinct("procedure")
    counts = dict(Case.objects.filter(state=CaseState.OPEN).values_list("procedure").annotate(Count("id")))
    mine = set(Draft.objects.filter(author=viewer.id).values_list("procedure", flat=True)) if viewer.id else set()
    offers = set(Draft.objects.filter(author="").values_list("procedure", flat=True))
    found = []
    for row in rows:
        read = procedures.ready(row.pk)[0]
        title = naming.said(read.title, read.title_en)
        number, origin, name = row.number, Origin(row.origin), row.published_name
        about = {"draft": row.procedure in mine, "offer": row.procedure in offers}
        cases = counts.get(row.procedure, 0)
        found.append(
            Listed(row.procedure, title, pack_of(row.procedure), number, origin, row.published_at, name, cases, **about)
        )
    begun = mine - {each.id for each in found}
    found += [Listed(each, each, "", 0, Origin.PERSON, None, "", 0, draft=True, offer=False) for each in sorted(begun)]
    return tuple(sorted(found, key=lambda each: each.title))


def shown(*, procedure: str, number: int | None, viewer: Viewer) -> Shown:
    """Return a version with everything that it says; the newest when no number is given.

    Raises:
        Missing: there is no such version.
    """
    history = tuple(_history(procedure))
    row = version_row(procedure, number)
    read, process = procedures.ready(row.pk)
    drafts = Draft.objects.filter(procedure=procedure)
    return Shown(
        version=next(each for each in history if each.number == row.number),
        procedure=read,
        elements=tuple(process.elements.values()),
        decisions=tuple(table.decision for table in process.decisions.values()),
        files=row.files,
        history=history,
        offer=drafts.filter(author="").exists(),
        draft=bool(viewer.id) and drafts.filter(author=viewer.id).exists(),
        problems=problems_of(procedure, row.files),
    )


@transaction.atomic
def begin(*, procedure: str, number: int | None, viewer: Viewer, now: datetime) -> None:
    """Begin a draft with a version, or with what the pack offers when the number is 0; one's own is kept as it is.

    Raises:
        Missing: there is no such version, or no offer.
        Forbidden: the viewer may not publish the procedure.
    """
    if number == 0:
        row = Draft.objects.filter(procedure=procedure, author="").first()
        if row is None:
            raise Missing(N_("The pack offers nothing new."))
        files, base = row.files, version_row(procedure, None).number
    else:
        version = version_row(procedure, number)
        files, base = version.files, version.number
    require(viewer, RIGHT, procedures.ready(version_row(procedure, None).pk)[0].fallback)
    fresh = {"files": files, "base": base, "changed_at": now}
    Draft.objects.get_or_create(procedure=procedure, author=viewer.id, defaults=fresh)


@transaction.atomic
def begin_new(*, name: str, title: str, viewer: Viewer, now: datetime) -> str:
    """Begin a procedure that no pack brings and return its id.

    Raises:
        Refusal: the name is no word for machines, or taken.
        Forbidden: the viewer may not publish procedures.
    """
    require(viewer, RIGHT)
    if not _ID.fullmatch(name):
        remedy = N_("Write small letters without accents, digits and _, for example land_transfer.")
        raise Refusal(N_("This is no name for a procedure."), field="name", remedy=remedy)
    if not title.strip():
        raise Refusal(N_("A title is needed."), field="title")
    procedure = f"{OWN}.{name}"
    if Version.objects.filter(procedure=procedure).exists() or Draft.objects.filter(procedure=procedure).exists():
        raise Refusal(N_("There is a procedure with this name."), field="name")
    files = starting.files(name=name, title=title.strip()[:200], agency=viewer.agency)
    Draft.objects.create(procedure=procedure, author=viewer.id, files=files, changed_at=now)
    return procedure


def drafted(*, procedure: str, viewer: Viewer) -> Drafted:
    """Return the viewer's draft with everything that is wrong with it.

    Raises:
        Missing: they have none.
    """
    row = mine(procedure, viewer)
    tables, topics = _readable(row.files)
    return Drafted(
        procedure=procedure,
        files=row.files,
        base=row.base,
        current=_newest(procedure),
        revision=row.revision,
        changed_at=row.changed_at,
        problems=problems_of(procedure, row.files),
        decisions=tables,
        topics=topics,
    )


@transaction.atomic
def save(  # noqa: PLR0913  (what changed, on top of what, by whom)
    *, procedure: str, files: Mapping[str, str], gone: frozenset[str], revision: int, viewer: Viewer, now: datetime
) -> None:
    """Save files of the viewer's draft beside those that it has, however wrong they still are.

    Args:
        procedure: id of the procedure.
        files: new or changed files by name.
        gone: names of files that are taken out.
        revision: the one that the viewer saw.
        viewer: whose draft it is.
        now: the moment.

    Raises:
        Missing: they have no draft.
        Conflict: it was saved in another window meanwhile.
        Refusal: a file has a name or a size that cannot be.
    """
    row = mine(procedure, viewer, lock=True)
    if row.revision != revision:
        message = N_("The draft was saved in another window meanwhile.")
        raise Conflict(message, remedy=N_("Copy what you wrote, load the page again and paste it there."))
    kept = {name: text for name, text in row.files.items() if name not in gone}
    row.files = _sound({**kept, **files})
    row.revision, row.changed_at = row.revision + 1, now
    row.save(update_fields=["files", "revision", "changed_at"])


def discard(*, procedure: str, viewer: Viewer) -> None:
    """Throw the viewer's draft away. Raises Missing: they have none."""
    mine(procedure, viewer).delete()


@transaction.atomic
def publish(*, procedure: str, revision: int, viewer: Viewer, now: datetime) -> int:
    """Publish the viewer's draft as the newest version and return its number.

    Raises:
        ProcedureRefused: it cannot run, or names what nobody knows; nothing is changed.
        Forbidden: the right does not reach over the agency that answers for the procedure, before or after.
        Conflict: somebody has published another version, or the draft was saved in another window meanwhile.
        Missing: they have no draft.
    """
    row = mine(procedure, viewer, lock=True)
    last = _newest(procedure)
    if row.revision != revision:
        raise Conflict(N_("The draft was saved in another window meanwhile."), remedy=N_("Look at it again."))
    if last and row.base and last != row.base:
        message = N_("Version %(number)s was published after you began with version %(base)s.")
        remedy = N_("Compare the two, take over what is missing, and say that your draft begins there.")
        raise Conflict(message, remedy=remedy, params={"number": last, "base": row.base})
    found, _process = checking.check(procedure=procedure, number=last + 1, files=row.files)
    require(viewer, RIGHT, found.fallback)
    if last:
        require(viewer, RIGHT, procedures.ready(version_row(procedure, None).pk)[0].fallback)
    number = procedures.publish(procedure=procedure, files=row.files, by=viewer.id, now=now)
    _settle_offer(procedure, row.files)
    row.delete()
    return number


def rebase(*, procedure: str, viewer: Viewer) -> None:
    """Say that the viewer's draft begins with the version in force. Raises Missing: they have none."""
    row = mine(procedure, viewer)
    row.base = _newest(procedure)
    row.save(update_fields=["base"])


def problems_of(procedure: str, files: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return everything that is wrong with files."""
    try:
        checking.check(procedure=procedure, number=1, files=files)
    except ProcedureRefused as error:
        return error.problems
    return ()


def pack_of(procedure: str) -> str:
    """Return the name of the pack to which a procedure belongs; empty for one that was made here."""
    manifest = PACKS.get(procedure.partition(".")[0])
    return str(manifest.name) if manifest else ""


def version_row(procedure: str, number: int | None) -> Version:
    """Return a version, the newest when no number is given.

    Raises:
        Missing: there is none.
    """
    rows = Version.objects.filter(procedure=procedure)
    row = (rows.order_by("-number") if number is None else rows.filter(number=number)).first()
    if row is None:
        raise Missing(N_("There is no such version of the procedure."))
    return row


def faults(decision: Decision, known: CellWords) -> tuple[Problem, ...]:
    """Return what is wrong between the rows and in the cells of a table."""
    kinds = {column.name: tuple(names) for column, names in zip(decision.inputs, known.inputs, strict=True)}
    return (*deciding.unreadable(decision), *overlapping.look(decision, kinds))


def gaps(decision: Decision, known: CellWords) -> tuple[str, ...]:
    """Return for which values a table has no row, in words."""
    found = []
    for place, (column, names) in enumerate(zip(decision.inputs, known.inputs, strict=True)):
        missing = overlapping.uncovered(decision, place, tuple(names))
        found += [f"{column.label}: {names[each]}" for each in missing]
    return tuple(found)


def file_of(*, procedure: str, number: int, name: str) -> str:
    """Return a file of a version.

    Raises:
        Missing: there is no such version or file.
    """
    text = version_row(procedure, number).files.get(name)
    if text is None:
        raise Missing(N_("There is no such file."))
    return str(text)


def decide(*, decision: Decision, values: Mapping[str, Any]) -> Decided:
    """Return what a table says about values, and which of its rows fit.

    Raises:
        Refusal: it cannot be computed.
    """
    try:
        return deciding.Table(decision).decide(values)
    except ExpressionError as error:
        raise Refusal(N_("The table cannot decide: %(reason)s."), params={"reason": str(error)}) from error


@transaction.atomic
def save_table(*, procedure: str, decision: Decision, revision: int, viewer: Viewer, now: datetime) -> None:
    """Write a table into its file of the viewer's draft. Raises as `save`."""
    row = mine(procedure, viewer)
    try:
        text = writing.write(row.files.get(decision.file, ""), decision)
    except LookupError as error:
        raise Missing(N_("There is no such table.")) from error
    save(
        procedure=procedure,
        files={decision.file: text},
        gone=frozenset(),
        revision=revision,
        viewer=viewer,
        now=now,
    )


def _settle_offer(procedure: str, files: Mapping[str, str]) -> None:
    """Forget an offer that has just been taken over, so that the pack's next version comes by itself again."""
    offer = Draft.objects.filter(procedure=procedure, author="").first()
    if offer is not None and procedures.digest(offer.files) == procedures.digest(files):
        Version.objects.filter(procedure=procedure, number=_newest(procedure)).update(origin=Origin.PACK)
        offer.delete()


def _history(procedure: str) -> Any:
    open_cases = Count("cases", filter=Q(cases__state=CaseState.OPEN))
    for row in Version.objects.filter(procedure=procedure).annotate(n=open_cases).order_by("-number"):
        yield Numbered(row.number, Origin(row.origin), row.published_at, row.published_name, row.n)


def _newest(procedure: str) -> int:
    rows = Version.objects.filter(procedure=procedure).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def mine(procedure: str, viewer: Viewer, *, lock: bool = False) -> Draft:
    """Return the viewer's draft.

    Raises:
        Missing: they have none.
    """
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    row = rows.filter(procedure=procedure, author=viewer.id).first() if viewer.id else None
    if row is None:
        raise Missing(N_("You have no draft of this procedure."), remedy=N_("Begin one on its page."))
    return row


def _sound(files: Mapping[str, str]) -> dict[str, str]:
    for name in files:
        if not _NAME.fullmatch(name):
            remedy = N_("Call it for example process.bpmn, routing.dmn, procedure.toml or form.json.")
            raise Refusal(N_("“%(name)s” is no name for a file."), field="files", remedy=remedy, params={"name": name})
    if len(files) > _FILES or sum(len(text.encode()) for text in files.values()) > _BYTES:
        message = N_("A procedure has at most %(files)s files and %(megabytes)s MB.")
        raise Refusal(message, field="files", params={"files": _FILES, "megabytes": _BYTES // 1_000_000})
    if any("\0" in text for text in files.values()):
        raise Refusal(N_("The file holds something that is no text."), field="files")
    return dict(files)


def _readable(files: Mapping[str, str]) -> tuple[tuple[Decision, ...], Mapping[str, str]]:
    """Return the tables and topics of a draft as far as they can be read."""
    decisions: list[Decision] = []
    for name, text in files.items():
        if name.endswith(".dmn"):
            trees, _faults = reading.parsed({name: text.encode()})
            decisions += deciding.read(name, trees[name])[0] if name in trees else []
    topics = definition.topics_of(files.get(definition.MAIN, ""))
    return tuple(decisions), {topic.id: naming.said(topic.title, topic.title_en) for topic in topics}
