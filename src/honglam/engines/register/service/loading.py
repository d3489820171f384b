"""Registers that packs bring: deployed at each start, in no time when nothing has changed.

A pack's document is compared by its digest with the one that was deployed last. What the province has added to it
(fields with numbers from 1000 on) stays: `declaring.numbered` keeps them. What a pack's new version would put out of
sight is confirmed by whoever installs it, and stays in its column. A pack that is removed leaves its registers.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.utils.translation import gettext

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import DefinitionRefused, Fault
from honglam.engines.register.models import Definition
from honglam.engines.register.service import current, declaring, deploying, owning
from honglam.kit.apps import PackConfig


def shipped() -> Iterator[tuple[str, Path]]:
    """Yield the pack and the file of each register that a pack brings in `registers/<id>.toml`."""
    for config in apps.get_app_configs():
        if isinstance(config, PackConfig):
            for path in sorted(Path(config.path).glob("registers/*.toml")):
                yield config.label, path


def load_shipped(*, now: datetime) -> None:
    """Deploy what packs bring. Idempotent.

    Raises:
        Refusal: documents cannot be used; it says everything that is wrong with any of them.
    """
    known = dict(Definition.objects.values_list("id", "shipped"))
    wrong: list[str] = []
    for pack, path in shipped():
        try:
            _load(pack, path, known, now)
        except DefinitionRefused as error:
            wrong += [f"{path.parent.parent.name}/{path.name}: {_said(fault)}" for fault in error.faults]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            wrong.append(f"{path.parent.parent.name}/{path.name}: {error}")
        except Refusal as error:
            wrong.append(f"{path.parent.parent.name}/{path.name}: {gettext(error.message) % error.params}")
    if wrong:
        message = N_("These registers cannot be used as they are:\n%(problems)s")
        raise Refusal(message, params={"problems": "\n".join(wrong)}, code="register-refused")


def _load(pack: str, path: Path, known: Mapping[str, str], now: datetime) -> None:
    content = path.read_bytes()
    digest = _digest(content, path)
    if known.get(path.stem) == digest:
        return
    register = owning.owned(declaring.read(tomllib.loads(content.decode()), origin=pack))
    if register.id != path.stem:
        message, remedy = N_("The file is called %(file)s."), N_("Call the file and the register the same.")
        raise DefinitionRefused((Fault("id", message, remedy, {"file": path.name}),))
    row = Definition.objects.filter(id=register.id).first()
    old = current.of_document(row.document) if row else None
    if row and row.origin != pack:
        message = N_("The register “%(register)s” is there already, and is not of this pack.")
        remedy = N_("Give the pack's register another id.")
        raise DefinitionRefused((Fault("id", message, remedy, {"register": register.id}),))
    deploying.publish(
        declaring.numbered(register, old),
        based_on=old.version if old else 0,
        confirmed=True,
        by=None,
        now=now,
        shipped=digest,
    )


def _digest(content: bytes, path: Path) -> str:
    """Return the digest of a document and of the code lists beside it."""
    found = hashlib.sha256(content)
    for each in sorted(path.parent.glob("codelists/*")):
        found.update(each.name.encode() + each.read_bytes())
    return found.hexdigest()


def _said(fault: Fault) -> str:
    text = gettext(fault.message) % fault.params
    return f"{fault.place}: {text} {gettext(fault.remedy) % fault.params}".strip()
