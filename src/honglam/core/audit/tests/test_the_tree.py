"""The tree: every proof holds for every size, with the published script and with pymerkle alike."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle.proof import verify_inclusion

from honglam.base.errors import Conflict, Missing, Refusal
from honglam.core.audit import api, canonical, check_proof, service
from honglam.core.audit.contracts import Act
from honglam.core.audit.models import Leaf, Node
from honglam.core.audit.tree import Growth, Tree

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _leaves(size: int) -> list[bytes]:
    return [hashlib.sha256(str(n).encode()).digest() for n in range(size)]


class _Small(InmemoryTree):  # type: ignore[misc]  # pymerkle has no types
    """Pymerkle's own tree over hashes that we give."""

    def hash_buff(self, data: bytes) -> bytes:
        return data


def test_it_proves_every_place_of_every_small_tree() -> None:
    leaves = _leaves(200)
    tree = _Small()
    for size in range(1, 201):
        tree.append_entry(leaves[size - 1])
        root = tree.get_root()
        growth = Growth()
        growth.add(leaves[:size])
        assert growth.root == root
        for position in range(1, size + 1):
            proof = tree.prove_inclusion(position)
            verify_inclusion(leaves[position - 1], root, proof)
            path = proof.path[1:]
            assert check_proof.root_of_inclusion(leaves[position - 1], position, size, path) == root
            wrong = leaves[position - 2]
            assert size == 1 or check_proof.root_of_inclusion(wrong, position, size, path) != root


@pytest.mark.django_db
def test_it_proves_places_and_growth_across_the_parts_that_are_kept() -> None:
    leaves = _leaves(1300)
    tree, plain = Tree(), _Small()
    for first, last in ((0, 100), (100, 255), (255, 257), (257, 1023), (1023, 1300)):
        rows = zip(range(first + 1, last + 1), leaves[first:last], strict=True)
        Leaf.objects.bulk_create([Leaf(position=n, entry=n, at=NOW, rule="", body=b"", hash=leaf) for n, leaf in rows])
        tree.append_hashes(leaves[first:last])
        for leaf in leaves[first:last]:
            plain.append_entry(leaf)
        assert tree.get_root() == plain.get_root()
    assert sorted(Node.objects.values_list("level", "number")) == [
        *((8, n) for n in range(5)),
        (9, 0),
        (9, 1),
        (10, 0),
    ]
    for position in (1, 2, 255, 256, 257, 512, 1024, 1025, 1300):
        proof = tree.prove_inclusion(position, 1300)
        assert check_proof.root_of_inclusion(leaves[position - 1], position, 1300, proof.path[1:]) == plain.get_root()
    for size in (1, 2, 3, 255, 256, 257, 512, 1000, 1024, 1299):
        old, new = plain.get_root(size), plain.get_root()
        assert check_proof.roots_of_consistency(size, 1300, tree.growth(size, 1300), old) == (old, new)


@pytest.mark.django_db
def test_it_proves_the_growth_between_every_two_small_trees() -> None:
    leaves = _leaves(70)
    rows = [Leaf(position=n, entry=n, at=NOW, rule="", body=b"", hash=leaf) for n, leaf in enumerate(leaves, 1)]
    Leaf.objects.bulk_create(rows)
    tree = Tree()
    roots = [tree.get_root(size) for size in range(71)]
    tree._get_leaves = lambda offset, width: leaves[offset : offset + width]  # type: ignore[method-assign]
    for second in range(2, 71):
        for first in range(1, second):
            path = tree.growth(first, second)
            assert check_proof.roots_of_consistency(first, second, path, roots[first]) == (roots[first], roots[second])
            changed = [*path[:-1], bytes(32)]
            found = check_proof.roots_of_consistency(first, second, changed, roots[first])
            assert found != (roots[first], roots[second])


@pytest.mark.django_db
def test_it_proves_each_entry_with_the_published_script(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = api.record_many(acts=[Act("a.b.c", f"x:{n}", after={"tên": f"Hồng Lam {n}", "n": n}) for n in range(300)])
    api.seal(now=NOW)
    for number in numbers[::7]:
        check_proof.check(api.proof(entry=number))
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(api.proof(entry=numbers[5])))
    assert check_proof.main([str(file)]) == 0
    assert "Hồng Lam 5" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof["body"].update(actor="someone else"),
        lambda proof: proof["body"].update(after=None),
        lambda proof: proof["header"].update(at="2026-01-01T00:00:00.000000+00:00"),
        lambda proof: proof["header"].update(entry=proof["header"]["entry"] + 1),
        lambda proof: proof.update(position=proof["position"] + 1),
        lambda proof: proof.update(path=proof["path"][:-1]),
        lambda proof: proof.update(path=[*proof["path"], "00" * 32]),
        lambda proof: proof["head"]["statement"].update(root="00" * 32),
        lambda proof: proof["head"]["statement"].update(day="2026-11-22"),
        lambda proof: proof["head"].update(signature="00" * 64),
        lambda proof: proof["head"].update(signature="zz"),
        lambda proof: proof.pop("header"),
    ],
)
def test_it_refuses_a_proof_that_was_tampered_with(change: Any) -> None:
    numbers = api.record_many(acts=[Act("a.b.c", f"x:{n}", after={"n": n}) for n in range(9)])
    api.seal(now=NOW)
    proof = api.proof(entry=numbers[4])
    change(proof)
    with pytest.raises(check_proof.Wrong):
        check_proof.check(proof)


@pytest.mark.django_db
def test_it_publishes_one_root_a_day_each_continuing_the_former() -> None:
    roots = []
    for ago in (3, 2, 1):
        api.record_many(acts=[Act("a.b.c", f"x:{n}") for n in range(40 * ago)])
        assert api.publish(day=(NOW - ago * DAY).date(), now=NOW)
        roots.append(api.root(day=(NOW - ago * DAY).date()))
    for root in roots:
        check_proof.check(root)
    assert [root["head"]["statement"]["size"] for root in roots] == [120, 200, 240]
    assert roots[2]["former"] == roots[1]["head"]
    assert api.publish(day=(NOW - DAY).date(), now=NOW)
    assert api.root(day=(NOW - DAY).date()) == roots[2]
    roots[2]["former"]["statement"]["root"] = "00" * 32
    with pytest.raises(check_proof.Wrong):
        check_proof.check(roots[2])


@pytest.mark.django_db
def test_it_proves_against_the_published_root_once_there_is_one() -> None:
    number = api.record(verb="a.b.c", thing="x:1")
    api.seal(now=NOW)
    assert api.proof(entry=number)["head"]["statement"]["day"] == ""
    api.publish(day=(NOW - DAY).date(), now=NOW)
    proof = api.proof(entry=number)
    check_proof.check(proof, root=api.root(day=(NOW - DAY).date()))
    assert proof["head"]["statement"]["day"] == "2026-11-22"


@pytest.mark.django_db
def test_it_says_what_is_missing_for_a_proof() -> None:
    with pytest.raises(Missing):
        api.proof(entry=1)
    with pytest.raises(Conflict):
        api.proof(entry=api.record(verb="a.b.c", thing="x:1"))
    with pytest.raises(Refusal):
        api.publish(day=NOW.date(), now=NOW)
    with pytest.raises(Missing):
        api.root(day=NOW.date())


@given(message=st.binary(max_size=200), flip=st.integers(0, 511))
def test_it_checks_signatures_as_the_library_does(message: bytes, flip: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(message).digest())
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(message)
    check_proof.check_signature(public, message, signature)
    broken = bytearray(signature)
    broken[flip // 8] ^= 1 << flip % 8
    with pytest.raises(check_proof.Wrong):
        check_proof.check_signature(public, message, bytes(broken))


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(JSONS)
def test_it_writes_the_same_bytes_as_the_published_script(value: Any) -> None:
    told = service.plain(value)
    if all(ord(letter) < 0x10000 for letter in json.dumps(told, ensure_ascii=False)):
        assert canonical.written(told) == check_proof.canonical(told)
    assert orjson.loads(canonical.written(told)) == told


@pytest.mark.django_db
@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  (the zone follows)
def test_it_writes_moments_from_postgres_as_from_python(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::timestamptz AT TIME ZONE 'UTC')::text", [at])
        assert canonical.moment_of(cursor.fetchone()[0]) == canonical.moment(at)
