"""Indicators that come with packs: published at each start, and left alone where somebody has made their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.indicator.contracts import DefinitionsRefused, Fault, Indicator
from honglam.engines.indicator.models import Definition
from honglam.engines.indicator.service import declaring, defining
from honglam.kit.apps import PackConfig


def shipped() -> Iterator[tuple[str, Path]]:
    """Yield id and file of each pack that brings indicators."""
    for config in apps.get_app_configs():
        if isinstance(config, PackConfig) and (path := Path(config.path) / declaring.NAME).is_file():
            yield config.label, path


def load_shipped(*, now: datetime) -> None:
    """Publish what the packs bring. Idempotent.

    Raises:
        Refusal: files do not fit together; it says everything that is wrong with any of them.
    """
    wrong: list[str] = []
    for pack, path in shipped():
        wrong += [said(f"{pack}/{path.name}", fault) for fault in load(pack=pack, path=path, now=now)]
    if wrong:
        message = N_("These indicators cannot be used as they are:\n%(problems)s")
        raise Refusal(message, params={"problems": "\n".join(wrong)}, code="definitions-refused")


@transaction.atomic
def load(*, pack: str, path: Path, now: datetime) -> tuple[Fault, ...]:
    """Publish the indicators of a pack but those that were changed here; return what is wrong, then none was."""
    found, faults = declaring.read(path)
    if faults:
        return faults
    made_here = set(Definition.objects.filter(current=True, origin="").values_list("code", flat=True))
    theirs = [_of_today(each) for each in found if each.code not in made_here]
    try:
        defining.publish(indicators=theirs, by=None, origin=pack, now=now)
    except DefinitionsRefused as error:
        return error.faults
    return ()


def shipped_as(code: str) -> Indicator | None:
    """Return an indicator as its pack declares it today; None when no pack brings it."""
    for _pack, path in shipped():
        for each in declaring.read(path)[0]:
            if each.code == code:
                return _of_today(each)
    return None


def _of_today(indicator: Indicator) -> Indicator:
    """Return what a pack declares with the path that its owner has today: the file says the one it had."""
    owner = identity.agency(path=indicator.owner) if indicator.owner else None
    return replace(indicator, owner=owner.path) if owner else indicator


def said(file: str, fault: Fault) -> str:
    """Return a fault as one line: file, indicator, key, what is wrong, what to do."""
    place = ": ".join(each for each in (file, fault.code, fault.key) if each)
    remedy = _(fault.remedy) % fault.params if fault.remedy else ""
    return f"{place}: {_(fault.message) % fault.params} {remedy}".rstrip()
