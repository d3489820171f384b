"""The command, the clock and the health page of the ledger."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from honglam.base.errors import Refusal
from honglam.core.audit import api, check_proof, health
from honglam.core.audit.contracts import Act
from honglam.core.audit.management import cli
from honglam.core.audit.models import Entry
from honglam.core.audit.testing import ledger
from honglam.kit.checks import Light

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers() -> Sequence[int]:
    api.load_defaults()
    return api.record_many(acts=[Act("a.b.c", f"x:{n}", after={"n": n}) for n in range(12)])


def _honglam(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    chosen = parser.parse_args(["audit", *words])
    return int(chosen.run(chosen))


def _plant(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET actor_name = 'Somebody else' WHERE id = %s", [number])


def _yesterday() -> Any:
    return timezone.localdate() - timedelta(days=1)


def test_its_command_says_that_the_ledger_is_whole(numbers: Sequence[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert _honglam("verify", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["entries"], said["findings"]) == (12, [])


def test_its_command_names_the_entry_that_was_changed(
    numbers: Sequence[int], capsys: pytest.CaptureFixture[str]
) -> None:
    _honglam("verify")
    _plant(numbers[4])
    capsys.readouterr()
    assert _honglam("verify") == 1
    said = capsys.readouterr().out
    assert str(numbers[4]) in said
    assert "x:4" in said


def test_its_command_prints_a_proof_that_holds_offline(
    numbers: Sequence[int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _honglam("root") == 0
    root = tmp_path / "root.json"
    root.write_text(capsys.readouterr().out)
    assert _honglam("proof", str(numbers[3])) == 0
    proof = tmp_path / "proof.json"
    proof.write_text(capsys.readouterr().out)
    assert check_proof.main([str(proof), "--root", str(root)]) == 0
    assert check_proof.main([str(root)]) == 0
    assert _honglam("verify", "--root", str(root)) == 0


def test_its_command_compares_with_a_root_that_was_kept(
    numbers: Sequence[int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _honglam("root")
    said = json.loads(capsys.readouterr().out)
    said["head"]["statement"]["root"] = "00" * 32
    root = tmp_path / "root.json"
    root.write_text(json.dumps(said))
    assert _honglam("verify", "--root", str(root)) == 1
    with pytest.raises(Refusal):
        _honglam("verify", "--root", str(tmp_path / "nothing.json"))


def test_its_health_is_good_when_sealed_and_published(numbers: Sequence[int]) -> None:
    assert health.ledger(timezone.now()).light is Light.GREY
    api.publish(day=_yesterday(), now=timezone.now())
    assert health.ledger(timezone.now()).light is Light.GREEN
    assert health.ledger(timezone.now() + timedelta(days=2)).light is Light.RED


def test_its_health_sees_a_change_of_the_newest_entries(numbers: Sequence[int]) -> None:
    api.publish(day=_yesterday(), now=timezone.now())
    _plant(numbers[4])
    found = health.ledger(timezone.now())
    assert found.light is Light.RED
    assert str(numbers[4]) in found.detail


def test_its_health_sees_that_nobody_seals(numbers: Sequence[int]) -> None:
    assert health.ledger(timezone.now() + timedelta(hours=1)).light is Light.RED


def test_it_remembers_how_the_last_look_through_everything_ended(numbers: Sequence[int]) -> None:
    api.publish(day=_yesterday(), now=timezone.now())
    assert api.look_through(now=timezone.now()).whole
    assert health.ledger(timezone.now()).light is Light.GREEN
    _plant(Entry.objects.earliest("id").pk)
    api.record_many(acts=[Act("a.b.c", "y:1")] * 1500)  # a glance no longer reaches what was planted
    assert not api.look_through(now=timezone.now()).whole
    api.seal(now=timezone.now())
    assert health.ledger(timezone.now()).light is Light.RED
    assert [entry.after and entry.after["findings"] for entry in ledger(verb="audit.ledger.verified")] == [0, 1]
