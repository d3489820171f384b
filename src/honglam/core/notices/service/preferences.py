"""What people want: how, when and in which language they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.db import transaction

from honglam.base.access import Kind
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.notices.contracts import Cadence, Channel, Choice, Quiet, Wishes
from honglam.core.notices.hooks import CATEGORIES, Category
from honglam.core.notices.models import Manner, Preference

_DAY = 24 * 60


def categories(*, kind: Kind) -> tuple[Category, ...]:
    """Return the kinds of news that such people get."""
    return tuple(each for each in CATEGORIES if (each.officers if kind is Kind.OFFICER else each.citizens))


def wishes(*, account: int, kind: Kind) -> Wishes:
    """Return what a person wants, with what is usual where they have not chosen."""
    chosen = {
        (row.category, Channel(row.channel)): Cadence(row.cadence) for row in Preference.objects.filter(account=account)
    }
    manner = _manner(Manner.objects.filter(account=account).first())
    choices = tuple(
        Choice(each.id, channel, chosen.get((each.id, channel), each.usual.get(channel, Cadence.NEVER)))
        for each in categories(kind=kind)
        for channel in Channel
    )
    return Wishes(**{**asdict(manner), "choices": choices})


def wishes_of(*, accounts: Iterable[int], category: str) -> Mapping[int, tuple[Wishes, Mapping[Channel, Cadence]]]:
    """Return the manner of each of these people and their cadences for one category; two statements for all."""
    ids = list(accounts)
    usual = CATEGORIES[category].usual
    manners = {row.account_id: row for row in Manner.objects.filter(account__in=ids)}
    cadences: dict[int, dict[Channel, Cadence]] = {account: dict(usual) for account in ids}
    for row in Preference.objects.filter(account__in=ids, category=category):
        cadences[row.account_id][Channel(row.channel)] = Cadence(row.cadence)
    return {account: (_manner(manners.get(account)), cadences[account]) for account in ids}


@transaction.atomic
def choose(*, account: int, kind: Kind, wanted: Wishes) -> None:
    """Keep what a person wants."""
    if not (0 <= wanted.quiet_from < _DAY and 0 <= wanted.quiet_to < _DAY):
        raise Refusal(N_("A time of day lies between 00:00 and 23:59."), field="quiet_from")
    if wanted.quiet is Quiet.NIGHT and wanted.quiet_from == wanted.quiet_to:
        raise Refusal(
            N_("The quiet hours end when they begin."),
            field="quiet_to",
            remedy=N_("Choose “Never” if you want no quiet hours."),
        )
    before = _plain(wishes(account=account, kind=kind))
    manner = {name: getattr(wanted, name) for name in ("quiet", "quiet_from", "quiet_to", "language", "accents")}
    Manner.objects.update_or_create(account_id=account, defaults=manner)
    known = {each.id for each in categories(kind=kind)}
    for choice in wanted.choices:
        if choice.category in known:
            Preference.objects.update_or_create(
                account_id=account,
                category=choice.category,
                channel=choice.channel,
                defaults={"cadence": choice.cadence},
            )
    after = _plain(wishes(account=account, kind=kind))
    changed = {key for key in before if before[key] != after.get(key)}
    if changed:
        audit.record(
            verb="notices.preferences.chosen",
            thing=f"account:{account}",
            person=str(account),
            before={key: before[key] for key in sorted(changed)},
            after={key: after[key] for key in sorted(changed)},
        )


def _manner(row: Manner | None) -> Wishes:
    if row is None:
        return Wishes()
    return Wishes(
        quiet=Quiet(row.quiet),
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        language=row.language,
        accents=row.accents,
    )


def _plain(wanted: Wishes) -> dict[str, str | int | bool]:
    """Return wishes as the ledger writes them."""
    made: dict[str, str | int | bool] = {
        "quiet": wanted.quiet.value,
        "quiet_from": wanted.quiet_from,
        "quiet_to": wanted.quiet_to,
        "language": wanted.language,
        "accents": wanted.accents,
    }
    return made | {f"{c.category}.{c.channel.value}": c.cadence.value for c in wanted.choices}
