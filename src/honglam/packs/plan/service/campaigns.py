"""Report campaigns: an agency asks others to fill in a form; who changes the form makes a new version of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Invalid, Missing, Refusal
from honglam.base.text import clean, clean_lines, fold
from honglam.base.time import format_date
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.notices import api as notices
from honglam.kit import tables
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts.campaigns import ASK, AnswerState, Campaign, Field, FieldKind, NewCampaign
from honglam.packs.plan.contracts.work import LEAD
from honglam.packs.plan.service import urging
from honglam.packs.plan.service.naming import Book
from honglam.packs.plan.service.tasks import today_of
from honglam.packs.plan.tables import CAMPAIGNS

VIEW = "plan.view"
FIELDS_MOST = 40
_TAKEN = ("remark", "send", "seen", "csrfmiddlewaretoken")  # inputs that stand beside the fields when it is filled in
_TITLE, _LABEL, _UNIT, _NOTE, _PURPOSE = 300, 200, 40, 500, 4000  # characters


@transaction.atomic
def begin(*, entry: NewCampaign, viewer: Viewer, now: datetime) -> int:
    """Ask agencies to fill in a form; return the campaign's number. Each of them gets a notice.

    Raises:
        Invalid: no title, no field, a name that is no agency's today, a deadline that has passed; all at once.
        Forbidden: the viewer does not ask for this agency.
    """
    require(viewer, ASK, entry.agency)
    found, paths = _checked(entry, today_of(now))
    row = models.Campaign.objects.create(
        agency=entry.agency,
        title=clean(entry.title),
        purpose=clean_lines(entry.purpose),
        deadline=entry.deadline,
        made_by=viewer.name,
        made_at=now,
    )
    _keep(row, found, viewer, now)
    models.CampaignAnswer.objects.bulk_create(models.CampaignAnswer(campaign=row, agency=path) for path in paths)
    after = {"title": row.title, "deadline": row.deadline, "agencies": list(paths), "fields": _stored(found)}
    audit.record(verb="plan.campaign.begun", thing=thing(row), agency=row.agency, after=after)
    for answer in row.answers.all():
        tell(answer, template="plan.asked", key="begun", now=now)
    return row.pk


@transaction.atomic
def change(  # noqa: PLR0913  (which one, what is new, on which version it is built, by whom)
    *, campaign_id: int, deadline: date, fields: tuple[Field, ...], seen: int, viewer: Viewer, now: datetime
) -> int:
    """Change deadline or form; return the version that counts. What was sent before keeps the form that it filled in.

    Args:
        campaign_id: its number.
        deadline: the last day.
        fields: the whole form.
        seen: the version that the viewer has changed.
        viewer: who does it.
        now: the moment.

    Raises:
        Invalid: a field is wrong, or a new deadline has passed.
        Conflict: somebody else has changed the form meanwhile.
        Forbidden: the viewer does not ask for this agency.
    """
    row = models.Campaign.objects.select_for_update().filter(pk=campaign_id).first()
    if row is None or not sees_all(viewer, row):
        raise _missing()
    require(viewer, ASK, row.agency)
    if row.version != seen:
        raise Conflict(
            N_("A colleague has changed this form meanwhile: it is version %(version)d now."),
            remedy=N_("Open it anew; what you wrote still stands here to be copied."),
            params={"version": row.version},
        )
    old = form_of(row, row.version)
    found, faults = _fields(fields, known=_known(row))
    if deadline != row.deadline:
        faults += _past(deadline, today_of(now))
    if faults:
        raise Invalid(faults)
    before = {"deadline": row.deadline, "version": row.version}
    changed, moved = found != old, deadline != row.deadline
    row.deadline, row.version = deadline, row.version + changed
    row.save(update_fields=["deadline", "version"])
    if changed:
        _keep(row, found, viewer, now)
    if changed or moved:
        after = {"deadline": row.deadline, "version": row.version, "fields": _stored(found)}
        audit.record(verb="plan.campaign.changed", thing=thing(row), agency=row.agency, before=before, after=after)
        for answer in row.answers.exclude(state=AnswerState.SENT).order_by("id"):
            tell(answer, template="plan.asked_changed", key=f"changed:{row.version}:{deadline}", now=now)
    return row.version


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of campaigns."""
    return tables.answer(models.Campaign.objects.all(), CAMPAIGNS, query, viewer)


def one(*, campaign_id: int, viewer: Viewer) -> Campaign:
    """Return a campaign to the agency that asks.

    Raises:
        Missing: there is none, or the viewer does not belong to the agency that asks.
    """
    return shown(row_of(campaign_id, viewer))


def row_of(campaign_id: int, viewer: Viewer) -> models.Campaign:
    """Return the row of a campaign whose answers the viewer may all see.

    Raises:
        Missing: there is none, or the viewer does not belong to the agency that asks.
    """
    row = models.Campaign.objects.filter(pk=campaign_id).first()
    if row is None or not sees_all(viewer, row):
        raise _missing()
    return row


def sees_all(viewer: Viewer, row: models.Campaign) -> bool:
    """Tell whether a viewer sees what everybody has answered: the agency that asks does, and who leads it."""
    return any(viewer.may(right, row.agency) for right in (VIEW, LEAD, ASK))


def shown(row: models.Campaign) -> Campaign:
    """Return a campaign as others see it."""
    asker = identity.agency(path=row.agency)
    return Campaign(
        id=row.pk,
        title=row.title,
        purpose=row.purpose,
        agency=row.agency,
        asker=asker.name if asker else row.agency,
        deadline=row.deadline,
        version=row.version,
        fields=form_of(row, row.version),
        made_by=row.made_by,
        made_at=row.made_at,
    )


def form_of(row: models.Campaign, version: int) -> tuple[Field, ...]:
    """Return the form of a campaign in one version."""
    return forms_of(row)[version]


def forms_of(row: models.Campaign) -> Mapping[int, tuple[Field, ...]]:
    """Return all versions of a campaign's form, the oldest first."""
    return {
        each.version: tuple(Field(**said | {"kind": FieldKind(said["kind"])}) for said in each.fields)
        for each in row.forms.order_by("version")
    }


def tell(answer: models.CampaignAnswer, *, template: str, key: str, now: datetime, words: str = "") -> bool:
    """Tell whoever works at an agency that is asked, once for each key; return whether anybody was told."""
    campaign = answer.campaign
    values = {"title": campaign.title[:200], "due": format_date(campaign.deadline), "words": words}
    made = notices.send(
        template=template,
        to=urging.workers(answer.agency),
        values=values,
        about=f"plan.answer:{answer.pk}",
        link=reverse("desk-plan:campaign-answer", args=[answer.pk]),
        dedupe=f"{template}:{answer.pk}:{key}",
        agency=campaign.agency,
        now=now,
    )
    return bool(made)


def thing(row: models.Campaign) -> str:
    """Return how the ledger names a campaign."""
    return f"plan.campaign:{row.pk}"


def _checked(entry: NewCampaign, today: date) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    """Return the fields with their keys, and the paths of those asked."""
    found, faults = _fields(entry.fields, known={})
    if not clean(entry.title) or len(entry.title) > _TITLE:
        message = N_("Say in at most %(most)d letters what it is about.")
        faults.append(Refusal(message, field="title", params={"most": _TITLE}))
    if len(entry.purpose) > _PURPOSE:
        message = N_("This is too long: at most %(most)s letters.")
        faults.append(Refusal(message, field="purpose", params={"most": _PURPOSE}))
    faults += _past(entry.deadline, today)
    book, paths = Book(on=today), tuple[str, ...]()
    try:
        paths = tuple(path for path in book.paths(book.check(entry.agencies, "agencies")) if path != entry.agency)
        if not paths:
            faults.append(Refusal(N_("Say who is asked."), field="agencies"))
    except Refusal as refusal:
        faults.append(refusal)
    if faults:
        raise Invalid(faults)
    return found, paths


def _past(deadline: date, today: date) -> list[Refusal]:
    if deadline >= today:
        return []
    return [Refusal(N_("This day has passed."), field="deadline", remedy=N_("Give a day that is still to come."))]


def _fields(fields: Iterable[Field], known: Mapping[str, Field]) -> tuple[tuple[Field, ...], list[Refusal]]:
    """Return fields with their keys, and what is wrong with them; `known` are those of all former versions."""
    found: dict[str, Field] = {}
    faults, labels = [], set()
    for number, each in enumerate(fields):
        label, unit, note = clean(each.label), clean(each.unit), clean(each.note)
        if not (label or unit or note):
            continue  # a row of the form that nobody has written into
        if not label or len(label) > _LABEL or fold(label) in labels:
            message = N_("Each field has a name of its own, of at most %(most)d letters.")
            faults.append(Refusal(message, field=f"label_{number}", params={"most": _LABEL}))
        if len(unit) > _UNIT or len(note) > _NOTE:
            message = N_("A unit has at most %(unit)d letters, a note at most %(note)d.")
            faults.append(Refusal(message, field=f"label_{number}", params={"unit": _UNIT, "note": _NOTE}))
        labels.add(fold(label))
        unit = unit if each.kind is FieldKind.NUMBER else ""
        same = known.get(each.key)
        # Another unit or kind is another field: a sum never mixes đồng with million đồng.
        keeps = same is not None and (same.unit, same.kind) == (unit, each.kind) and each.key not in found
        key = each.key if keeps else _key(label, {*known, *found, *_TAKEN})
        found[key] = Field(label=label, unit=unit, kind=each.kind, note=note, key=key)
    if not found or len(found) > FIELDS_MOST:
        message = N_("A form has 1 to %(most)d fields.")
        faults.append(Refusal(message, field="label_0", params={"most": FIELDS_MOST}))
    return tuple(found.values()), faults


def _key(label: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")[:40].strip("-") or "o"
    number, key = 1, plain
    while key in taken:
        number += 1
        key = f"{plain}-{number}"
    return key


def _known(row: models.Campaign) -> dict[str, Field]:
    return {field.key: field for form in forms_of(row).values() for field in form}


def _keep(row: models.Campaign, fields: tuple[Field, ...], viewer: Viewer, now: datetime) -> None:
    row.forms.create(version=row.version, fields=_stored(fields), made_by=viewer.name, made_at=now)


def _stored(fields: Iterable[Field]) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in asdict(field).items()} for field in fields]


def _missing() -> Missing:
    return Missing(N_("There is no such campaign, or your agency does not lead it."))
