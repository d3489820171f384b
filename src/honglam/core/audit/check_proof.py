"""Check what a Honglam ledger has proven, on any machine with Python 3.9 or newer, without a network.

    python3 check_proof.py proof.json                 the entry stands in the ledger that was signed
    python3 check_proof.py proof.json --root day.json and it is the very root that was published for that day
    python3 check_proof.py day.json                   a day's root is signed, and continues the former one
    python3 check_proof.py … --key key.pem            and the signature is that of the key which you keep

The tree is that of RFC 9162 (SHA-256), signatures are Ed25519 (RFC 8032). This file needs nothing but Python itself, so
that a court or an inspector can read all of it; it is slow and only ever sees public data.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

LOG = "honglam.audit/1"


class Wrong(Exception):  # noqa: N818  (it is an answer)
    """The proof does not hold; the text says why."""


def canonical(value: Any) -> bytes:
    """Return a value as the ledger writes it before it hashes or signs it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _pair(left: bytes, right: bytes) -> bytes:
    return _sha(b"\x01" + left + right)


# The tree: RFC 9162, sections 2.1.3.2 and 2.1.4.2


def _climb(fn: int, sn: int) -> tuple[int, int]:
    while not fn & 1 and fn:
        fn, sn = fn >> 1, sn >> 1
    return fn >> 1, sn >> 1


def root_of_inclusion(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that a path leads to from the leaf at a position (from 1) of a tree."""
    if not 1 <= position <= size:
        raise Wrong("the position lies outside of the tree")
    fn, sn, root = position - 1, size - 1, leaf
    for node in path:
        if sn == 0:
            raise Wrong("the path is too long")
        if fn & 1 or fn == sn:
            root = _pair(node, root)
            fn, sn = _climb(fn, sn)
        else:
            root = _pair(root, node)
            fn, sn = fn >> 1, sn >> 1
    if sn:
        raise Wrong("the path is too short")
    return root


def roots_of_consistency(first: int, second: int, path: list[bytes], first_root: bytes) -> tuple[bytes, bytes]:
    """Return the roots of the earlier and the later tree that a path of consistency gives."""
    if not 0 < first <= second:
        raise Wrong("the sizes are not in order")
    if first == second:
        return first_root, first_root
    if first & (first - 1) == 0:
        path = [first_root, *path]
    if not path:
        raise Wrong("the path is too short")
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for node in path[1:]:
        if sn == 0:
            raise Wrong("the path is too long")
        if fn & 1 or fn == sn:
            old, new = _pair(node, old), _pair(node, new)
            fn, sn = _climb(fn, sn)
        else:
            new = _pair(new, node)
            fn, sn = fn >> 1, sn >> 1
    if sn:
        raise Wrong("the path is too short")
    return old, new


# Ed25519: the reference of RFC 8032, section 6, verifying only

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Point = tuple[int, int, int, int]


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, p: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, p)
        p, number = _add(p, p), number >> 1
    return found


def _x(y: int, sign: int) -> int:
    if y >= _P:
        raise Wrong("a point of the signature lies outside of the field")
    squared = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(squared, (_P + 3) // 8, _P)
    if (x * x - squared) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - squared) % _P or (x == 0 and sign):
        raise Wrong("a point of the signature does not lie on the curve")
    return _P - x if x & 1 != sign else x


def _point(data: bytes) -> _Point:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _x(y, sign)
    return x, y, 1, x * y % _P


def check_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Raise Wrong when the signature is not that of the key over the message."""
    if len(public) != 32 or len(signature) != 64:
        raise Wrong("key or signature has a wrong length")
    base_y = 4 * pow(5, _P - 2, _P) % _P
    base_x = _x(base_y, 0)
    s = int.from_bytes(signature[32:], "little")
    if s >= _Q:
        raise Wrong("the signature is not in its lowest form")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _Q
    left = _times(s, (base_x, base_y, 1, base_x * base_y % _P))
    right = _add(_point(signature[:32]), _times(h, _point(public)))
    if (left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P:
        raise Wrong("the signature is not that of this key")


# What is checked


def raw_key(pem: str) -> bytes:
    """Return the 32 bytes of an Ed25519 public key in PEM."""
    der = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
    if len(der) != 44 or der[:12] != bytes.fromhex("302a300506032b6570032100"):
        raise Wrong("this is not an Ed25519 public key in PEM")
    return der[12:]


def fingerprint(pem: str) -> str:
    """Return the fingerprint of a public key."""
    der = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
    return base64.urlsafe_b64encode(_sha(der)[:16]).rstrip(b"=").decode()


def check_head(head: dict[str, Any], key: str = "") -> None:
    """Check that a head of the tree is signed by its key, which must be `key` (PEM) when one is given."""
    said = head["statement"]
    pem = head["public_key"]
    if key and raw_key(key) != raw_key(pem):
        raise Wrong("it was signed by another key than the one that you keep")
    if said["log"] != LOG or said["key"] != fingerprint(pem):
        raise Wrong("the head names another ledger or another key")
    check_signature(raw_key(pem), canonical(said), bytes.fromhex(head["signature"]))


def check_root(root: dict[str, Any], key: str = "") -> None:
    """Check a day's root, and that its tree begins with the whole tree of the former root."""
    check_head(root["head"], key)
    former = root.get("former")
    if not former:
        return
    check_head(former, key)
    old, new = former["statement"], root["head"]["statement"]
    path = [bytes.fromhex(node) for node in root["consistency"]]
    found = roots_of_consistency(old["size"], new["size"], path, bytes.fromhex(old["root"]))
    if found != (bytes.fromhex(old["root"]), bytes.fromhex(new["root"])):
        raise Wrong("the ledger of this day does not begin with that of the former root")


def check_proof(proof: dict[str, Any], key: str = "", root: dict[str, Any] | None = None) -> None:
    """Check that an entry stands in the ledger that was signed."""
    header, body, head = proof["header"], proof["body"], proof["head"]
    if body is not None and _sha(canonical(body)).hex() != header["body"]:
        raise Wrong("the content of the entry was changed")
    leaf = _sha(b"\x00" + canonical(header))
    said = head["statement"]
    path = [bytes.fromhex(node) for node in proof["path"]]
    if root_of_inclusion(leaf, proof["position"], said["size"], path).hex() != said["root"]:
        raise Wrong("the entry does not stand in the tree")
    check_head(head, key)
    if root is not None:
        check_root(root, key)
        if root["head"]["statement"] != said:
            raise Wrong("the proof leads to another root than the one that you keep")


def check(document: dict[str, Any], key: str = "", root: dict[str, Any] | None = None) -> None:
    """Check a proof or a root, whichever it is; raise Wrong when it does not hold or is neither."""
    try:
        if "path" in document:
            check_proof(document, key, root)
        else:
            check_root(document, key)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise Wrong(f"this is neither a proof nor a root of a ledger ({type(error).__name__}: {error})") from None


def _load(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Wrong(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise Wrong(f"{path} is neither a proof nor a root of a ledger")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Check a file and say what was found; 0 when it holds, 1 when it does not."""
    parser = argparse.ArgumentParser(description="Check a proof or a root of a Honglam ledger, offline.")
    parser.add_argument("file", type=Path, help="the proof of an entry, or the root of a day")
    parser.add_argument("--root", type=Path, help="the root of the day, as you kept it")
    parser.add_argument("--key", type=Path, help="the public key (PEM), as you kept it")
    chosen = parser.parse_args(arguments)
    try:
        document = _load(chosen.file)
        key = chosen.key.read_text(encoding="utf-8") if chosen.key else ""
        check(document, key, _load(chosen.root) if chosen.root else None)
    except (Wrong, OSError) as wrong:
        sys.stderr.write(f"DOES NOT HOLD: {wrong}\n")
        return 1
    said = document["head"]["statement"]
    sys.stdout.write(f"HOLDS. Root {said['root']} of {said['size']} entries, signed {said['at']} by {said['key']}.\n")
    if "path" in document:
        header = document["header"]
        sys.stdout.write(f"Entry {header['entry']} of {header['at']}, place {document['position']}:\n")
        sys.stdout.write(json.dumps(document["body"], indent=2, ensure_ascii=False, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
