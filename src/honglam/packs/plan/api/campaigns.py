"""The door of report campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from honglam.base.access import Viewer
from honglam.kit import tables
from honglam.packs.plan.contracts.campaigns import Answer, Campaign, Field, NewCampaign, Table, Trace, Value
from honglam.packs.plan.service import campaigns, campaigns_answers, campaigns_table


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of campaigns that an agency leads."""
    return campaigns.listed(query=query, viewer=viewer)


def asked(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of what agencies are asked."""
    return campaigns_answers.listed(query=query, viewer=viewer)


def begin(*, entry: NewCampaign, viewer: Viewer, now: datetime) -> int:
    """Ask agencies to fill in a form; return the campaign's number. Each of them gets a notice.

    Raises:
        Invalid: no title, no field, a name that is no agency's today, a deadline that has passed; all at once.
        Forbidden: the viewer does not ask for this agency.
    """
    return campaigns.begin(entry=entry, viewer=viewer, now=now)


def change(  # noqa: PLR0913  (which one, what is new, on which version it is built, by whom)
    *, campaign_id: int, deadline: date, fields: tuple[Field, ...], seen: int, viewer: Viewer, now: datetime
) -> int:
    """Change deadline or form; return the version that counts. What was sent before keeps the form that it filled in.

    Raises:
        Invalid: a field is wrong, or a new deadline has passed.
        Conflict: somebody else has changed the form since version `seen`.
        Forbidden: the viewer does not ask for this agency.
    """
    return campaigns.change(
        campaign_id=campaign_id, deadline=deadline, fields=fields, seen=seen, viewer=viewer, now=now
    )


def one(*, campaign_id: int, viewer: Viewer) -> Campaign:
    """Return a campaign to the agency that asks.

    Raises:
        Missing: there is none, or the viewer does not belong to the agency that asks.
    """
    return campaigns.one(campaign_id=campaign_id, viewer=viewer)


def answer(*, answer_id: int, viewer: Viewer, now: datetime) -> Answer:
    """Return what an agency answers; drafts are empty for everybody else.

    Raises:
        Missing: there is none, or it is neither the viewer's agency's nor asked by it.
    """
    return campaigns_answers.one(answer_id=answer_id, viewer=viewer, now=now)


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
    """Keep an answer, and send it; `seen` is the version of the form and the number of the saving it is built on.

    Raises:
        Invalid: a value is none of its field, or nothing is said of what is unknown; one refusal for each field.
        Conflict: it was sent already, or the form or the answer has changed meanwhile.
        Forbidden: the viewer does not work at this agency.
    """
    campaigns_answers.fill(
        answer_id=answer_id, values=values, remark=remark, send=send, seen=seen, viewer=viewer, now=now
    )


def give_back(*, answer_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Return an answer to the agency that gave it; its figures no longer count until it is sent anew.

    Raises:
        Refusal: no reason is given, or it was not sent.
        Forbidden: the viewer does not ask for the agency whose campaign it is.
    """
    campaigns_answers.give_back(answer_id=answer_id, reason=reason, viewer=viewer, now=now)


def urge(*, campaign_id: int, answers: Sequence[int] = (), text: str, viewer: Viewer, now: datetime) -> int:
    """Urge those who have not sent an answer: the chosen ones, or all of them. Return how many.

    Raises:
        Refusal: nothing is said, or too much, or everybody has answered.
        Missing: one of the chosen is not asked in this campaign.
        Forbidden: the viewer does not ask for this agency.
    """
    return campaigns_answers.urge(campaign_id=campaign_id, answers=answers, text=text, viewer=viewer, now=now)


def remind(*, now: datetime) -> int:
    """Remind those who have not sent an answer some days before the deadline, each once; return how many."""
    return campaigns_answers.remind(now=now)


def table(*, campaign_id: int, viewer: Viewer, now: datetime) -> Table:
    """Return all answers together.

    Raises:
        Missing: there is no such campaign, or the viewer does not belong to the agency that asks.
    """
    return campaigns_table.table(campaign_id=campaign_id, viewer=viewer, now=now)


def trace(*, answer_id: int, key: str, viewer: Viewer) -> Trace:
    """Return where the value of a cell comes from.

    Raises:
        Missing: there is no such cell, or the viewer does not belong to the agency that asks.
    """
    return campaigns_table.trace(answer_id=answer_id, key=key, viewer=viewer)


def export(*, campaign_id: int, form: str, viewer: Viewer, now: datetime) -> bytes:
    """Return all answers as a file, `xlsx` or `json`; that they were taken out stands on the ledger.

    Raises:
        Missing: there is no such campaign or form, or the viewer does not belong to the agency that asks.
    """
    return campaigns_table.export(campaign_id=campaign_id, form=form, viewer=viewer, now=now)
