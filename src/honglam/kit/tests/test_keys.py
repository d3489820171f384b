"""The keys with which an installation signs."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from honglam.kit import keys
from honglam.kit.keys import KEYS, KeyUse

USE = KeyUse("trial.word", "ed25519", "Trial")


@pytest.fixture(autouse=True)
def _a_use(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEYS = tmp_path / "keys"
    monkeypatch.setitem(KEYS._items, USE.id, USE)


def test_the_first_use_makes_a_key_that_stays() -> None:
    first = keys.signing(USE.id)
    assert keys.signing(USE.id).id == first.id
    first.private.public_key().verify(first.private.sign(b"x"), b"x")


def test_a_new_key_signs_and_the_old_one_is_still_known() -> None:
    old, new = keys.signing(USE.id), keys.renew(USE.id)
    assert keys.signing(USE.id).id == new.id != old.id
    assert [key.id for key in keys.every(USE.id)] == [old.id, new.id]


def test_only_its_owner_reads_a_key(settings: Any) -> None:
    keys.signing(USE.id)
    (file,) = (settings.KEYS / USE.id).iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_one_key() -> None:
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(keys.signing(USE.id).id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_use_that_nobody_declared_has_no_key() -> None:
    with pytest.raises(KeyError, match=r"no key 'trial\.other'"):
        keys.signing("trial.other")
