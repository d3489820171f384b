"""Proofs that an entry stands in the ledger, and the roots that were published."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import canonical, check_proof
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


def public_keys() -> tuple[str, ...]:
    """Return our public keys, the newest first."""
    return tuple(key.public_pem.decode() for key in reversed(keys.every(USE)))


def check(text: str, key: str) -> dict[str, Any]:
    """Check a document against the given key, or against each of ours; return the part of it that the check covers.

    Whatever else stands in it was signed by nobody: a true root to which somebody has added an entry would show it as
    proven.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):  # the second: brackets within brackets, thousands deep
        document = None
    if not isinstance(document, dict):
        raise Refusal(
            N_("This is neither a proof nor a root of the ledger."),
            field="text",
            remedy=N_("Take the whole file as you received it."),
        )
    wrong = check_proof.Wrong("it was signed by no key of ours")
    for each in (key,) if key else public_keys():
        try:
            check_proof.check(document, each)
        except check_proof.Wrong as error:
            wrong = error
        else:
            covered = ("header", "body", "head", "position", "path") if "path" in document else _ROOT
            return {name: document[name] for name in covered if name in document}
    raise Refusal(
        N_("This does not hold: %(reason)s."),
        field="text",
        remedy=N_("Ask the agency that gave you the file, or an inspector."),
        params={"reason": _REASONS.get(str(wrong), str(wrong))},
    )


_ROOT = ("head", "former", "consistency")
# What the published script says in English, for the page.
_REASONS = {
    "the content of the entry was changed": gettext_lazy("the content of the entry was changed"),
    "the entry does not stand in the tree": gettext_lazy("the entry does not stand in the tree"),
    "the signature is not that of this key": gettext_lazy("it is not signed with our key"),
    "it was signed by another key than the one that you keep": gettext_lazy("it is not signed with our key"),
    "it was signed by no key of ours": gettext_lazy("it is not signed with our key"),
    "the ledger of this day does not begin with that of the former root": gettext_lazy(
        "the ledger of this day does not begin with that of the former root"
    ),
}
