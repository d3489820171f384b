"""Directives: what leaders give between plans. The sentence is kept, and from it lead the tasks that it made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.identity import api as identity
from honglam.kit.access import require
from honglam.packs.plan.contracts import directives as contracts
from honglam.packs.plan.contracts.directives import NewDirective
from honglam.packs.plan.contracts.work import DIRECT, DIRECTIVE_OWNER, LEAD, PAPERS, VERIFY, WORK, NewTask, Origin
from honglam.packs.plan.models import Directive, Work
from honglam.packs.plan.service import opening, settings, tasks

_TITLE, _SENTENCE = 200, 8000  # characters


@transaction.atomic
def register(*, entry: NewDirective, paper: tuple[str, IO[bytes]] | None = None, viewer: Viewer, now: datetime) -> int:
    """Register a directive and give its task to each agency; return its number.

    Args:
        entry: what it says.
        paper: name and content of its document.
        viewer: who registers it; needs `plan.direct` at each agency.
        now: the moment.

    Raises:
        Refusal: no words, no agency, one that does not exist, a last day that has passed, or a file that is not taken.
        Forbidden: the viewer does not direct one of the agencies.
    """
    if entry.key and (known := Directive.objects.filter(key=entry.key).values_list("pk", flat=True).first()):
        return known
    _check(entry, now)
    for agency in entry.agencies:
        require(viewer, DIRECT, agency)
    made = keep(entry, who=viewer.name, now=now)
    if paper is not None:
        owner = Owner(DIRECTIVE_OWNER, str(made.pk))
        name, source = paper
        stored = files.store(
            source=source, name=name, owner=owner, agency=made.agency, viewer=viewer, now=now, use=PAPERS
        )
        made.file = stored.id
        made.save(update_fields=["file"])
    after = {"number": made.number, "title": made.title, "agencies": list(entry.agencies)}
    audit.record(verb="plan.directive.registered", thing=f"plan.directive:{made.pk}", agency=made.agency, after=after)
    assign(made, entry.agencies, now=now)
    return made.pk


def keep(entry: NewDirective, *, who: str, now: datetime, remote: str = "") -> Directive:
    """Write a directive down."""
    return Directive.objects.create(
        agency=entry.coordinator or settings.coordinator(),
        number=entry.number,
        date=entry.date,
        giver=entry.giver,
        title=(entry.title or entry.sentence)[:_TITLE],
        sentence=entry.sentence,
        deadline=entry.deadline,
        remote=remote,
        key=entry.key,
        registered_by=who,
        registered_at=now,
    )


def assign(made: Directive, agencies: Sequence[str], *, now: datetime) -> tuple[str, ...]:
    """Give the task of a directive to agencies, each of which has it once; return the codes of the cases."""
    return tuple(
        opening.give(
            task=NewTask(
                title=made.title,
                lead=agency,
                coordinator=made.agency,
                deadline=made.deadline,
                origin=Origin.GOVERNMENT if made.remote else Origin.DIRECTIVE,
                directive=made.pk,
                sentence=made.sentence,
                number=made.number[:40],
                key=f"directive:{made.pk}:{agency}"[:64],
            ),
            now=now,
        )
        for agency in agencies
    )


def listed(*, viewer: Viewer, now: datetime) -> tuple[contracts.Directive, ...]:
    """Return the directives with which the viewer has to do, the newest first."""
    found = (_shown(row, viewer, now) for row in Directive.objects.order_by("-registered_at", "-id")[:200])
    return tuple(each for each in found if each is not None)


def one(*, directive_id: int, viewer: Viewer, now: datetime) -> contracts.Directive:
    """Return a directive.

    Raises:
        Missing: there is none, or the viewer has nothing to do with it.
    """
    row = Directive.objects.filter(pk=directive_id).first()
    found = _shown(row, viewer, now) if row else None
    if found is None:
        raise Missing(N_("There is no such directive, or your agency has nothing to do with it."))
    return found


def may_read(*, directive_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may read the document of a directive."""
    row = Directive.objects.filter(pk=int(directive_id)).first() if directive_id.isdecimal() else None
    return row is not None and _concerns(row, viewer)


def may_write(*, directive_id: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add its document: whoever gives directives."""
    return directive_id.isdecimal() and viewer.may(DIRECT)


def agencies_of(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Return path and name of the agencies that the viewer directs, communes last."""
    found = sorted(identity.agencies(), key=lambda each: bool(each.commune))
    return tuple((each.path, each.name) for each in found if viewer.may(DIRECT, each.path))


def _check(entry: NewDirective, now: datetime) -> None:
    if not entry.sentence.strip() or len(entry.sentence) > _SENTENCE:
        message = N_("Write the sentence that gives the task, in at most %(most)d letters.")
        raise Refusal(message, field="sentence", params={"most": _SENTENCE})
    if not entry.agencies:
        raise Refusal(N_("Say who does it."), field="agencies")
    if entry.deadline is not None and entry.deadline < tasks.today_of(now):
        raise Refusal(N_("This day has passed."), field="deadline", remedy=N_("Give a day that is still to come."))
    known = {each.path for each in identity.agencies()}
    for agency in (*entry.agencies, *filter(None, [entry.coordinator])):
        if agency not in known:
            message = N_("There is no agency %(path)s today.")
            raise Refusal(message, field="agencies", params={"path": agency})


def _concerns(row: Directive, viewer: Viewer) -> bool:
    if viewer.may(VERIFY, row.agency) or viewer.may(LEAD, row.agency):
        return True
    leads = Work.objects.filter(directive=row).values_list("lead", flat=True)
    return any(viewer.may(right, path) for path in leads for right in (WORK, LEAD, DIRECT))


def _shown(row: Directive, viewer: Viewer, now: datetime) -> contracts.Directive | None:
    if not _concerns(row, viewer):
        return None
    return contracts.Directive(
        id=row.pk,
        number=row.number,
        date=row.date,
        giver=row.giver,
        title=row.title,
        sentence=row.sentence,
        deadline=row.deadline,
        file=row.file,
        remote=row.remote,
        registered_by=row.registered_by,
        registered_at=row.registered_at,
        tasks=tasks.shown(Work.objects.filter(directive=row), viewer=viewer, now=now),
    )
