"""Looking through the whole ledger: every entry is hashed anew, every signed head of the tree is compared.

A change of an entry shows against its leaf, which names it. Whoever changes the leaf too is found by the next signed
head, which narrows it down to the entries of about a minute; whoever changes everything needs the key.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from honglam.core.audit import canonical
from honglam.core.audit.contracts import Checked, Finding, Report, State, Trouble
from honglam.core.audit.models import Entry, Head
from honglam.core.audit.retention import LEAST, PRUNED
from honglam.core.audit.sealing import USE, digest
from honglam.core.audit.tree import Growth, Tree
from honglam.kit import keys

_CHUNK = 4096
_LATE = timedelta(days=1)  # no transaction lasts longer; an entry that claims so was written into the past
_MONTH = timedelta(days=28)
_GLANCE = 1000  # entries that a glance hashes anew
LOOKED = "audit.ledger.verified"
_MANY = 1000  # findings beyond it say nothing new
_COLUMNS = ", ".join(f"e.{name}" for name in canonical.BODY)
_EVERYTHING = (
    "SELECT l.position, l.entry, (l.at AT TIME ZONE 'UTC')::text, l.rule, l.body, l.hash,"  # noqa: S608  (our own column names)
    f" e.at = l.at AND e.rule = l.rule, {_COLUMNS}"
    " FROM audit_leaf l LEFT JOIN audit_entry e ON e.id = l.entry ORDER BY l.position"
)
_LEAF = 6  # columns of the leaf; then whether the entry has the same moment and rule, empty when it is gone
_SOME = _EVERYTHING.replace(" ORDER BY", " WHERE l.position > %s AND l.position <= %s ORDER BY")
_VERB, _KIND, _ID = (_LEAF + 1 + canonical.BODY.index(name) for name in ("verb", "thing_kind", "thing_id"))


def verify(*, kept: Mapping[int, str] | None = None) -> Report:
    """Look through everything; `kept` are roots, by size of the tree, that somebody has kept elsewhere."""
    began = time.monotonic()
    heads = list(Head.objects.order_by("size", "id"))
    look = _Look(heads, {size: bytes.fromhex(root) for size, root in (kept or {}).items()})
    with transaction.atomic():
        for rows in _chunks():
            look.at(rows)
    look.end()
    found = sorted(look.findings, key=lambda finding: (finding.position, finding.trouble))
    seconds = time.monotonic() - began
    growth = look.growth
    return Report(look.entries, look.pruned, len(heads), growth.size, growth.root.hex(), tuple(found[:_MANY]), seconds)


def state(*, now: datetime) -> State:
    """Look at the newest head and the newest entries."""
    newest = Head.objects.order_by("-size", "-id").first()
    published = Head.objects.filter(day__isnull=False).order_by("-day").values_list("at", flat=True).first()
    looked = Entry.objects.filter(verb=LOOKED, thing_kind="ledger", thing_id="all").order_by("-id").first()
    return State(
        size=newest.size if newest else 0,
        waiting_since=_waiting_since(now),
        published_at=published,
        looked_through=Checked(looked.at, int((looked.after or {}).get("findings", 0))) if looked else None,
        findings=_newest(newest) if newest else (),
    )


def _newest(head: Head) -> tuple[Finding, ...]:
    """Hash the newest entries anew, and compare the kept parts of the tree with its newest head."""
    look = _Look([head], {})
    start = max(0, head.size - _GLANCE)
    with connection.cursor() as cursor:
        cursor.execute(_SOME, [start, head.size])
        look.entries_only(cursor.fetchall())
    if bytes(Tree().get_root(head.size)) != bytes(head.root):
        look.findings.append(Finding(Trouble.ROOT, position=head.size, since=1, at=head.at))
    look.check_signatures()
    return tuple(look.findings)


def _waiting_since(now: datetime) -> datetime | None:
    """Return when the oldest of the newest entries without a place was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(e.at) FROM audit_entry e WHERE e.at > %s"
            " AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id)",
            [now - _LATE],
        )
        found: datetime | None = cursor.fetchone()[0]
        return found


def _chunks() -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EVERYTHING)
        while rows := cursor.fetchmany(_CHUNK):
            yield rows


class _Look:
    """One look through the ledger, and what it has seen so far."""

    def __init__(self, heads: list[Head], kept: Mapping[int, bytes]) -> None:
        self.growth = Growth()
        self.findings: list[Finding] = []
        self.entries = self.pruned = 0
        self._heads = heads
        # The sizes at which the root is known, backwards, so that the next one is the last.
        roots = {size: (root, None) for size, root in kept.items()}
        signed = [(head.size, (bytes(head.root), head.at)) for head in heads]
        self._marks = sorted([*signed, *roots.items()], key=lambda mark: mark[0], reverse=True)
        self._good = 0  # size at the last root that agreed
        self._broken = False
        self._since = ""  # no entry of this batch was written before it; a day before the batch before was sealed
        self._last = 0  # number of the entry before, within one batch
        self._is: dict[bytes, int] = {}  # what altered entries hold, and what they should hold
        self._should: dict[bytes, int] = {}
        self._rules: list[tuple[str, datetime]] | None = None

    def at(self, rows: list[tuple[Any, ...]]) -> None:
        """Look at the next rows."""
        leaves: list[bytes] = []
        for row in rows:
            place = self.growth.size + len(leaves) + 1
            if row[0] != place:
                self._find(Finding(Trouble.LEAF, position=row[0] - 1, since=place))
            leaves.append(self._leaf(row))
            if self._marks and place == self._marks[-1][0]:
                self.growth.add(leaves)
                leaves = []
                self._compare()
        self.growth.add(leaves)

    def entries_only(self, rows: list[tuple[Any, ...]]) -> None:
        """Look at rows without the tree over them; which of them came into it together is not known."""
        for row in rows:
            self._last = 0
            self._leaf(row)

    def end(self) -> None:
        """Look at what concerns the whole."""
        if self._marks:
            size, (_root, at) = self._marks[0]
            self._find(Finding(Trouble.LEAF, position=size, since=self.growth.size + 1, at=at))
        self.check_signatures()
        self.findings = [self._moved(finding) for finding in self.findings]

    def _leaf(self, row: tuple[Any, ...]) -> bytes:
        """Look at one entry and its leaf; return the hash that the leaf's own header gives."""
        position, entry, text, rule, body, kept = row[:_LEAF]
        at = canonical.moment_of(text)
        leaf = canonical.leaf(entry, at, rule, body)
        if leaf != kept:
            self._entry(Trouble.LEAF, row, since=position)
        if entry <= self._last:
            self._entry(Trouble.REORDERED, row, other=self._last)
        self._last = entry
        if at < self._since:
            self._entry(Trouble.BACKDATED, row)
        if row[_LEAF] is None:
            if self._allowed(rule, datetime.fromisoformat(at)):
                self.pruned += 1
            else:
                self._entry(Trouble.MISSING, row)
            return leaf
        self.entries += 1
        holds = digest(row[_LEAF + 1 :])
        if holds != body or not row[_LEAF]:
            self._is[holds], self._should[body] = entry, entry
            thing = f"{row[_KIND]}:{row[_ID]}"
            self._entry(Trouble.ALTERED, row, verb=row[_VERB], thing=thing)
        return leaf

    def _compare(self) -> None:
        """Compare the root with all that is known for this size."""
        root, size = self.growth.root, self.growth.size
        self._last = 0
        while self._marks and self._marks[-1][0] == size:
            known, at = self._marks.pop()[1]
            if known != root and not self._broken:  # every later root is wrong too and says nothing new
                self._broken = True
                self._find(Finding(Trouble.ROOT, position=size, since=self._good + 1, at=at))
            self._since = canonical.moment(at - _LATE) if at else self._since
        if not self._broken:
            self._good = size

    def _allowed(self, rule: str, at: datetime) -> bool:
        """Tell whether the ledger itself says that this entry was removed by rule, perhaps just now."""
        for fresh in (False, True):
            if self._rules is None or fresh:
                self._rules = _prunings()
            if any(rule == name and at < until for name, until in self._rules):
                return True
        return False

    def check_signatures(self) -> None:
        """Check the signatures of all published roots, and of the heads since the last one."""
        public = {key.id: key.private.public_key() for key in keys.every(USE)}
        last = max((head.id for head in self._heads if head.day), default=0)
        for head in self._heads:
            if head.day or head.id > last:
                said = canonical.statement(
                    size=head.size, root=bytes(head.root), at=head.at, day=head.day, key=head.key
                )
                key = public.get(head.key)
                try:
                    assert isinstance(key, Ed25519PublicKey)
                    key.verify(bytes(head.signature), canonical.written(said))
                except (AssertionError, InvalidSignature):
                    self._find(Finding(Trouble.SIGNATURE, position=head.size, at=head.at))

    def _moved(self, finding: Finding) -> Finding:
        """Say whose content an altered entry holds, when it is that of another one."""
        if finding.trouble is not Trouble.ALTERED:
            return finding
        holds = next(body for body, entry in self._is.items() if entry == finding.entry)
        other = self._should.get(holds, 0)
        return replace(finding, trouble=Trouble.MOVED, other=other) if other not in (0, finding.entry) else finding

    def _entry(self, trouble: Trouble, row: tuple[Any, ...], **more: Any) -> None:
        """Report something about an entry."""
        at = datetime.fromisoformat(canonical.moment_of(row[2]))
        self._find(Finding(trouble, entry=row[1], position=row[0], at=at, **more))

    def _find(self, finding: Finding) -> None:
        if len(self.findings) < _MANY:
            self.findings.append(finding)


def _order(after: Any) -> tuple[datetime, int]:
    """Return up to when a removal went and how long its rule keeps; an entry that says nothing of the kind: never."""
    try:
        return datetime.fromisoformat(after["until"]), int(after["months"])
    except (KeyError, TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC), 0


def _prunings() -> list[tuple[str, datetime]]:
    """Return which rules removed what was older than when; a removal that no rule could have ordered does not count."""
    found = []
    for at, number, after in Entry.objects.filter(verb=PRUNED).values_list("at", "thing_id", "after"):
        until, months = _order(after)
        if months >= LEAST and until <= at - months * _MONTH:
            found.append((number, until))
    return found
