"""What agencies answer in a campaign: kept as a draft, sent, returned with a reason; who did not is urged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Invalid, Missing, Refusal
from honglam.base.text import clean_lines
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.kit import tables
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts.campaigns import ASK, Answer, AnswerState, Field, FieldKind, Giving, Value
from honglam.packs.plan.contracts.work import LEAD, WORK
from honglam.packs.plan.service import campaigns
from honglam.packs.plan.service.tasks import today_of
from honglam.packs.plan.tables import ANSWERS

_DAYS_BEFORE = 3  # of the deadline: then the clock reminds those who have not sent anything
_TEXT, _DIGITS = 4000, 24  # characters
_OPEN = (AnswerState.ASKED, AnswerState.DRAFT, AnswerState.RETURNED)


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of what agencies are asked."""
    return tables.answer(models.CampaignAnswer.objects.select_related("campaign"), ANSWERS, query, viewer)


def one(*, answer_id: int, viewer: Viewer, now: datetime) -> Answer:
    """Return what an agency answers.

    Raises:
        Missing: there is none, or it is neither the viewer's agency's nor asked by it.
    """
    row = models.CampaignAnswer.objects.select_related("campaign").filter(pk=answer_id).first()
    if row is None or not _sees(viewer, row):
        raise _missing()
    return _shown(row, now, own=_own(viewer, row))


@transaction.atomic
def fill(  # noqa: PLR0913  (whose, what, whether it goes out, on what it is built, by whom)
    *,
    answer_id: int,
    values: Mapping[str, Value],
    remark: str,
    send: bool,
    seen: tuple[int, int],
    viewer: Viewer,
    now: datetime,
) -> None:
    """Keep an answer, and send it.

    Args:
        answer_id: its number.
        values: by key of the newest form; None where nothing is known.
        remark: what the agency adds; when it is sent with something unknown, why.
        send: whether it goes to the agency that asks.
        seen: version of the form, and number of the saving, on which the viewer has built.
        viewer: who does it.
        now: the moment.

    Raises:
        Invalid: a value is none of its field, or nothing is said of what is unknown; one refusal for each field.
        Conflict: it was sent already, or the form or the answer has changed meanwhile.
        Forbidden: the viewer does not work at this agency.
    """
    row = _locked(answer_id, viewer)
    require(viewer, WORK, row.agency)
    if row.state == AnswerState.SENT:
        raise Conflict(
            N_("This answer was sent already."), remedy=N_("Who asked for it can return it, then it can be changed.")
        )
    campaign = row.campaign
    if (campaign.version, row.saved) != seen:
        raise Conflict(
            N_("The form or the answer has changed meanwhile."), remedy=N_("Look through what stands here, then save.")
        )
    form = campaigns.form_of(campaign, campaign.version)
    row.values, row.remark = _checked(form, values, remark, complete=send), clean_lines(remark)
    row.version, row.saved, row.saved_by, row.saved_at = campaign.version, row.saved + 1, viewer.name, now
    row.state = AnswerState.SENT if send else row.state if row.state == AnswerState.RETURNED else AnswerState.DRAFT
    row.sent_at = (row.sent_at or now) if send else row.sent_at
    row.save()
    if send:
        _given(row, AnswerState.SENT, row.remark, viewer, now)
    verb = "plan.answer.sent" if send else "plan.answer.saved"
    after = {"version": row.version, "values": row.values}
    audit.record(verb=verb, thing=f"plan.answer:{row.pk}", agency=row.agency, after=after)


@transaction.atomic
def give_back(*, answer_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Return an answer to the agency that gave it; its figures no longer count until it is sent anew.

    Raises:
        Refusal: no reason is given, or it was not sent.
        Forbidden: the viewer does not ask for the agency whose campaign it is.
    """
    row = _locked(answer_id, viewer)
    require(viewer, ASK, row.campaign.agency)
    words = _words(reason, "reason", N_("Say in at most %(most)d letters what has to be mended."))
    if row.state != AnswerState.SENT:
        raise Conflict(N_("This answer was not sent, so it cannot be returned."))
    row.state = AnswerState.RETURNED
    row.save(update_fields=["state"])
    made = _given(row, AnswerState.RETURNED, words, viewer, now)
    thing = f"plan.answer:{row.pk}"
    audit.record(verb="plan.answer.returned", thing=thing, agency=row.agency, after={}, reason=words)
    campaigns.tell(row, template="plan.asked_returned", key=str(made.pk), words=words, now=now)


@transaction.atomic
def urge(*, campaign_id: int, answers: Sequence[int], text: str, viewer: Viewer, now: datetime) -> int:
    """Urge those who have not sent an answer: the chosen ones, or all of them. Return how many.

    Raises:
        Refusal: nothing is said, or too much, or everybody has answered.
        Missing: one of the chosen is not asked in this campaign.
        Forbidden: the viewer does not ask for this agency.
    """
    campaign = campaigns.row_of(campaign_id, viewer)
    require(viewer, ASK, campaign.agency)
    words = _words(text, "text", N_("Say in at most %(most)d letters what you expect."))
    rows = campaign.answers.select_related("campaign").order_by("id")
    if answers and rows.filter(pk__in=answers).count() < len(set(answers)):
        raise _missing()
    chosen = rows.filter(state__in=_OPEN, **({"pk__in": answers} if answers else {}))
    if not chosen:
        raise Refusal(N_("Everybody has answered; nobody needs to be urged."))
    # The same words twice on one day are one urging: a button that was pressed twice wakes nobody twice.
    key = f"{today_of(now)}:{sha256(words.encode()).hexdigest()[:16]}"
    for row in chosen:
        thing = f"plan.answer:{row.pk}"
        audit.record(verb="plan.answer.urged", thing=thing, agency=row.agency, after={"text": words})
        campaigns.tell(row, template="plan.asked_urged", key=key, words=words, now=now)
    return len(chosen)


def remind(*, now: datetime) -> int:
    """Remind, some days before the deadline, those who have not sent an answer; each once. Return how many."""
    rows = models.CampaignAnswer.objects.select_related("campaign").filter(state__in=_OPEN).order_by("id")
    today = today_of(now)
    near = [row for row in rows if 0 <= (row.campaign.deadline - today).days <= _DAYS_BEFORE]
    key = "reminded"
    return sum(
        campaigns.tell(row, template="plan.asked_due", key=f"{key}:{row.campaign.deadline}", now=now) for row in near
    )


def late(row: models.CampaignAnswer, today: date) -> bool:
    """Tell whether an answer came after the deadline, or has not come and the deadline has passed."""
    return (today_of(row.sent_at) if row.sent_at else today) > row.campaign.deadline


def givings(row: models.CampaignAnswer, forms: Mapping[int, tuple[Field, ...]]) -> tuple[Giving, ...]:
    """Return what was done with an answer, the newest first."""
    return tuple(
        Giving(
            did=AnswerState(each.did),
            by=each.by,
            at=each.at,
            version=each.version,
            values=read(each.values, forms.get(each.version, ())),
            text=each.text,
        )
        for each in sorted(row.givings.all(), key=lambda giving: giving.pk, reverse=True)
    )


def read(kept: Mapping[str, str | None], form: Sequence[Field]) -> dict[str, Value]:
    """Return kept values as what they are."""
    found: dict[str, Value] = {}
    for field in form:
        text = kept.get(field.key)
        found[field.key] = Decimal(text) if text is not None and field.kind is FieldKind.NUMBER else text
    return found


def _shown(row: models.CampaignAnswer, now: datetime, *, own: bool) -> Answer:
    """Return an answer; what is only a draft is nobody's but the agency's own."""
    campaign, forms = campaigns.shown(row.campaign), campaigns.forms_of(row.campaign)
    found = identity.agency(path=row.agency)
    sent = row.state == AnswerState.SENT
    version = row.version if sent else row.campaign.version
    known = read(row.values, forms.get(row.version, ())) if own or sent else {}
    return Answer(
        id=row.pk,
        campaign=campaign,
        agency=row.agency,
        name=found.name if found else row.agency,
        state=AnswerState(row.state),
        version=version,
        fields=forms[version],
        values={field.key: known.get(field.key) for field in forms[version]},
        remark=row.remark if own or sent else "",
        saved=row.saved,
        saved_by=row.saved_by,
        saved_at=row.saved_at,
        late=late(row, today_of(now)),
        history=givings(row, forms),
    )


def _checked(
    form: Sequence[Field], values: Mapping[str, Value], remark: str, *, complete: bool
) -> dict[str, str | None]:
    """Return values as they are kept."""
    found: dict[str, str | None] = {}
    faults: list[Refusal] = []
    if len(remark) > _TEXT:
        message = N_("This is too long: at most %(most)s letters.")
        faults.append(Refusal(message, field="remark", params={"most": _TEXT}))
    for field in form:
        try:
            found[field.key] = _kept(field, values.get(field.key))
        except Refusal as refusal:
            faults.append(refusal)
            continue
        if complete and found[field.key] is None and not remark.strip():
            message = N_("This is empty. Fill it in, or say under Remarks why nothing is known.")
            faults.append(Refusal(message, field=field.key))
    if faults:
        raise Invalid(faults)
    return found


def _kept(field: Field, value: Value) -> str | None:
    if value is None or value == "":
        return None
    if field.kind is FieldKind.TEXT:
        if len(str(value)) > _TEXT:
            message = N_("This is too long: at most %(most)s letters.")
            raise Refusal(message, field=field.key, params={"most": _TEXT})
        return clean_lines(str(value)) or None
    if not isinstance(value, Decimal) or not value.is_finite():
        raise Refusal(N_("A number is needed here."), field=field.key, remedy=N_("Write it like 1.234.567,89."))
    plain = format(value, "f")
    if len(plain) > _DIGITS:
        message = N_("This number is too long: at most %(most)d digits.")
        raise Refusal(message, field=field.key, params={"most": _DIGITS})
    return plain


def _given(
    row: models.CampaignAnswer, did: AnswerState, text: str, viewer: Viewer, now: datetime
) -> models.CampaignGiving:
    kept = {"version": row.version, "values": row.values, "text": text}
    return models.CampaignGiving.objects.create(answer=row, did=did, by=viewer.name, at=now, **kept)


def _words(text: str, field: str, message: str) -> str:
    words = clean_lines(text)
    if not words or len(words) > _TEXT // 2:
        raise Refusal(message, field=field, params={"most": _TEXT // 2})
    return words


def _locked(answer_id: int, viewer: Viewer) -> models.CampaignAnswer:
    """Return an answer, and let its form and itself stand still until the transaction ends."""
    found = models.CampaignAnswer.objects.select_related("campaign").select_for_update().filter(pk=answer_id).first()
    if found is None or not _sees(viewer, found):
        raise _missing()
    return found


def _sees(viewer: Viewer, row: models.CampaignAnswer) -> bool:
    return _own(viewer, row) or campaigns.sees_all(viewer, row.campaign)


def _own(viewer: Viewer, row: models.CampaignAnswer) -> bool:
    return any(viewer.may(right, row.agency) for right in (campaigns.VIEW, WORK, LEAD))


def _missing() -> Missing:
    return Missing(N_("There is no such answer, or your agency has nothing to do with it."))
