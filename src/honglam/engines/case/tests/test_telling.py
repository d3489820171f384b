"""Whatever happens to a case is told in words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from honglam.engines.case import pages
from honglam.engines.case.contracts import EventKind
from honglam.engines.case.contracts.records import Line
from honglam.engines.case.models import Event
from honglam.engines.case.service.desk import telling
from honglam.engines.case.service.studio import procedures
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene
from honglam.engines.case.tests.scene import COMMUNE

LOST = "No committee is known for the commune %(commune)s."


@pytest.mark.parametrize("kind", EventKind)
def test_each_kind_of_line_has_words_of_its_own_in_both_languages(kind: EventKind) -> None:
    said = {}
    for language in ("vi", "en"):
        with override(language):
            said[language] = str(pages.KINDS[kind][0])
            others = [str(words) for each, (words, _icon, _tone) in pages.KINDS.items() if each is not kind]
            assert said[language] not in others
    assert said["vi"] != said["en"], "the Vietnamese is missing"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        (EventKind.SERVED, {"values": {"owner": "Hoa"}}, ("", "", "")),
        (EventKind.STUCK, {"reason": "OSError: away"}, ("", "", "OSError: away")),
        (EventKind.STUCK, {"reason": "away", "given_up": True}, ("", "", "It is not tried any more. away")),
        (EventKind.LATE, {"told": COMMUNE, "times": 1}, ("", "Cơ quan 18562", "")),
        (
            EventKind.ASTRAY,
            {"agency": COMMUNE, "reason": LOST, "params": {"commune": "18001"}},
            ("", "", "No committee is known for the commune 18001."),
        ),
        (EventKind.ASTRAY, {"agency": COMMUNE}, ("", "", "")),
        (EventKind.VERSION, {"from": 1, "to": 2}, ("Version 1", "Version 2", "")),
    ],
)
def test_what_happened_by_itself_is_told_with_what_one_must_know(
    kind: EventKind, data: dict[str, Any], told: tuple[str, str, str]
) -> None:
    scene.build()
    line = told_of(kind, data)
    assert (line.before, line.after, line.text) == told


def told_of(kind: EventKind, data: dict[str, Any]) -> Line:
    """Return how an event of a case is told in English."""
    case = scene.opened()
    procedure, process = procedures.ready(case.version_id)
    with override("en"):
        (line,) = telling.Teller(procedure, process, {}).lines([Event(case=case, at=MONDAY, kind=kind, data=data)])
    return line
