"""The Merkle tree of RFC 9162: pymerkle's, on tables of ours.

pymerkle hashes, proves and checks; it leaves the storage to its user. Ours keeps the leaves and the roots of complete
parts of 256 leaves and more, so that a root or a proof reads a few hundred hashes, however long the ledger is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from pymerkle.core import BaseMerkleTree

from honglam.core.audit.models import Leaf, Node

LEVEL = 8  # the lowest level that is kept
_BLOCK = 1 << LEVEL


class Tree(BaseMerkleTree):  # type: ignore[misc]  # pymerkle has no types
    """The tree over the tables `audit_leaf` and `audit_node`."""

    def __init__(self) -> None:
        super().__init__("sha256")

    def append_hashes(self, hashes: Sequence[bytes]) -> None:
        """Keep the nodes that become complete by leaves which were stored just now at the end."""
        size = self._get_size()
        before = size - len(hashes)
        start = before // _BLOCK * _BLOCK
        row = [*self._get_leaves(start, before - start), *hashes]
        made = {
            start // _BLOCK + n // _BLOCK: self.perfect(row[n : n + _BLOCK])
            for n in range(0, len(row) - _BLOCK + 1, _BLOCK)
        }
        level, rows = LEVEL, []
        while made:
            rows += [(level, number, node) for number, node in made.items()]
            made = {
                number >> 1: self.hash_pair(made.get(number - 1) or self._node(level, number - 1), node)
                for number, node in made.items()
                if number & 1
            }
            level += 1
        Node.objects.bulk_create([Node(level=at, number=number, hash=node) for at, number, node in rows])

    def perfect(self, hashes: Sequence[bytes]) -> bytes:
        """Return the root over a number of hashes that is a power of two."""
        row = list(hashes)
        while len(row) > 1:
            row = [self.hash_pair(row[n], row[n + 1]) for n in range(0, len(row), 2)]
        return row[0]

    def growth(self, first: int, second: int) -> list[bytes]:
        """Return the proof that the tree of `second` leaves begins with that of `first`, as RFC 9162 (2.1.4.1) has it.

        pymerkle's own proof of consistency takes a longer path that only pymerkle can check.
        """
        ranges: list[tuple[int, int]] = []
        start, end, whole = 0, second, True
        while first < end:
            middle = start + (1 << (end - start - 1).bit_length() - 1)
            if first <= middle:
                ranges.append((middle, end))
                end = middle
            else:
                ranges.append((start, middle))
                start, whole = middle, False
        ranges += [] if whole else [(start, end)]
        return [bytes(self._get_root(*part)) for part in reversed(ranges)]

    # What pymerkle asks of a storage

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, data: Any, digest: bytes) -> int:
        raise NotImplementedError("entries enter the tree in batches, by `sealing.seal`")

    def _get_leaf(self, index: int) -> bytes:
        return bytes(Leaf.objects.values_list("hash", flat=True).get(pk=index))

    def _get_leaves(self, offset: int, width: int) -> Iterable[bytes]:
        rows = Leaf.objects.filter(position__gt=offset, position__lte=offset + width).order_by("position")
        return [bytes(found) for found in rows.values_list("hash", flat=True)]

    def _get_size(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(position), 0) FROM audit_leaf")
            return int(cursor.fetchone()[0])

    def _get_subroot(self, offset: int, width: int) -> bytes:
        if width < _BLOCK:
            return bytes(self._get_subroot_uncached(offset, width))
        return self._node(width.bit_length() - 1, offset // width)

    def _node(self, level: int, number: int) -> bytes:
        return bytes(Node.objects.values_list("hash", flat=True).get(level=level, number=number))


class Growth:
    """A tree that grows in memory and keeps only what its next root needs; for checking a long ledger quickly."""

    def __init__(self) -> None:
        self._tree = Tree()
        self._parts: list[tuple[int, bytes]] = []  # level and root of each complete part, the widest first
        self.size = 0

    def add(self, leaves: Sequence[bytes]) -> None:
        """Add leaves at the end."""
        parts, pair = self._parts, self._tree.hash_pair
        for leaf in leaves:
            level, node = 0, leaf
            while parts and parts[-1][0] == level:
                node = pair(parts.pop()[1], node)
                level += 1
            parts.append((level, node))
        self.size += len(leaves)

    @property
    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._parts:
            return bytes(self._tree.hash_empty())
        return bytes(self._tree.hash_fold([node for _, node in reversed(self._parts)]))
