"""Procedures that come with packs: published at each start, or offered where somebody has made their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.db import transaction

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.case import definition
from honglam.engines.case.contracts import Origin, ProcedureRefused
from honglam.engines.case.models import Draft, Version
from honglam.engines.case.service.studio import checking, procedures
from honglam.kit.apps import PackConfig


def shipped() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield id and files of each procedure that a pack brings in `procedures/<name>/`."""
    for config in apps.get_app_configs():
        if isinstance(config, PackConfig):
            for folder in sorted(Path(config.path).glob("procedures/*/")):
                yield f"{config.label}.{folder.name}", definition.files_of(folder)


def load_shipped(*, now: datetime) -> None:
    """Publish what the packs bring. Idempotent.

    Raises:
        Refusal: files do not fit together; it says everything that is wrong with any of them.
    """
    wrong: list[str] = []
    for procedure, files in shipped():
        try:
            load(procedure=procedure, files=files, now=now)
        except ProcedureRefused as error:
            wrong += [f"{procedure}: {checking.said(problem)}" for problem in error.problems]
    if wrong:
        message = N_("These procedures cannot be used as they are:\n%(problems)s")
        raise Refusal(message, params={"problems": "\n".join(wrong)}, code="procedure-refused")


@transaction.atomic
def load(*, procedure: str, files: Mapping[str, str], now: datetime) -> None:
    """Publish a procedure of a pack, or offer it where the version in force was made here.

    Raises:
        ProcedureRefused: its files do not fit together.
    """
    digest = procedures.digest(files)
    rows = Version.objects.filter(procedure=procedure).order_by("-number")
    last, before = rows.first(), rows.filter(origin=Origin.PACK).first()
    offers = Draft.objects.filter(procedure=procedure, author="")
    if last is not None and last.origin == Origin.PERSON:
        if digest in {last.digest, before.digest if before else ""}:
            offers.delete()  # nothing that they who changed it have not seen
            return
        number = last.number + 1
        checking.check(procedure=procedure, number=number, files=files)
        offers.update_or_create(
            procedure=procedure,
            author="",
            defaults={"files": dict(files), "base": before.number if before else 0, "changed_at": now},
        )
        return
    offers.delete()  # what is in force came with the pack: its newer one takes over
    if last is None or last.digest != digest:
        checking.check(procedure=procedure, number=last.number + 1 if last else 1, files=files)
    procedures.publish(procedure=procedure, files=files, by="", now=now)
