"""Figures of a document that tells results."""

from __future__ import annotations

from pathlib import Path

from honglam.packs.plan import api

DATA = Path(__file__).parent / "data"


def test_figures_are_read_with_their_whole_and_their_day_and_aims_are_left_out() -> None:
    found = api.read_results(content=(DATA / "results.txt").read_bytes(), name="results.txt")
    assert [(each.value, each.unit, each.whole, each.as_of) for each in found.values] == [
        ("1250", "hộ", "1300", "2025-06-30"),
        ("96.2", "%", None, "2025-06-30"),
        ("12", "thôn", None, "2025-06-30"),
        ("3", "hạng", "69", "2024"),
    ]
