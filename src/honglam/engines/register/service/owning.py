"""What a document leaves to be found: the path of who answers for it, and the numbers of deployed fields."""

from __future__ import annotations

from dataclasses import replace

from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.engines.register.contracts import DefinitionRefused, Fault, Register
from honglam.engines.register.models import Definition
from honglam.engines.register.service import current, declaring


def followed(register: Register) -> Register:
    """Return a register that somebody sent, with numbers, owner and origin as the deployed one has them.

    Raises:
        DefinitionRefused: a number was given to another field, it is not clear whether a field is new, or its owner is
            no agency that we know.
    """
    row = Definition.objects.filter(id=register.id).first()
    old = current.of_document(row.document) if row else None
    found = declaring.numbered(replace(register, origin=""), old)
    # Where a register comes from, and that its rows are invented, is no matter of a document that somebody sends.
    found = owned(replace(found, origin=old.origin if old else "", synthetic=old.synthetic if old else False))
    if found.owner and identity.agency(path=found.owner) is None:
        message, remedy = N_("There is no agency “%(owner)s”."), N_("Choose the agency that answers for it.")
        raise DefinitionRefused((Fault("owner", message, remedy, {"owner": found.owner}),))
    return found


def owned(register: Register) -> Register:
    """Return the register with the path of its owner in place of its name; a name that is not certain stays."""
    if not register.owner:
        return register
    agency = identity.agency(path=register.owner)
    if agency is not None:
        return replace(register, owner=agency.path)
    reading = identity.match(text=register.owner)
    if reading.certain and len(reading.agencies) == 1:
        return replace(register, owner=reading.agencies[0].path)
    return register
