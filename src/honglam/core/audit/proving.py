"""Proofs that an entry stands in the ledger, and the roots that were published."""

from __future__ import annotations

from datetime import date
from typing import Any

from honglam.base.errors import Conflict, Missing
from honglam.base.words import N_
from honglam.core.audit import canonical
from honglam.core.audit.models import Entry, Head, Leaf
from honglam.core.audit.sealing import USE
from honglam.core.audit.tree import Tree
from honglam.kit import keys


def proof(entry: int) -> dict[str, Any]:
    """Return the proof of an entry against the last published root that covers it, else against the newest head."""
    leaf = Leaf.objects.filter(entry=entry).first()
    row = Entry.objects.filter(pk=entry).values_list(*canonical.BODY).first()
    if leaf is None and row is None:
        raise Missing(N_("There is no entry with this number."))
    if leaf is None:
        raise Conflict(
            N_("This entry has no place in the tree yet."), remedy=N_("It gets one within a minute: try again then.")
        )
    covering = Head.objects.filter(size__gte=leaf.position)
    head = covering.filter(day__isnull=False).order_by("-day").first() or covering.order_by("-size", "-id").first()
    assert head is not None  # a head is signed in the transaction that gives the place
    path = Tree().prove_inclusion(leaf.position, head.size).path[1:]  # the first is the leaf itself
    return {
        "body": None if row is None else canonical.body(row),
        "head": signed(head),
        "header": {
            "at": canonical.moment(leaf.at),
            "body": bytes(leaf.body).hex(),
            "entry": leaf.entry,
            "rule": leaf.rule,
        },
        "path": [node.hex() for node in path],
        "position": leaf.position,
    }


def signed(head: Head) -> dict[str, Any]:
    """Return a head with its signature and the key to check it."""
    public = {key.id: key.public_pem.decode() for key in keys.every(USE)}
    said = canonical.statement(size=head.size, root=bytes(head.root), at=head.at, day=head.day, key=head.key)
    return {"public_key": public.get(head.key, ""), "signature": bytes(head.signature).hex(), "statement": dict(said)}


def root(day: date) -> dict[str, Any]:
    """Return the published root of a day, the former one, and the proof that the tree only grew between them."""
    head = Head.objects.filter(day=day).first()
    if head is None:
        raise Missing(N_("No root was published for this day."), remedy=N_("Choose a day of the list."))
    former = Head.objects.filter(day__lt=day).order_by("-day").first()
    path: list[str] = []
    if former is not None and former.size < head.size:
        path = [node.hex() for node in Tree().growth(former.size, head.size)]
    return {"consistency": path, "former": signed(former) if former else None, "head": signed(head)}
