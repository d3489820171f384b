"""An agency that moves in the tree keeps its figures, its targets and its indicators: one series, not two."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from honglam.base.periods import Period
from honglam.core.identity import api as identity
from honglam.core.identity.api.agencies import follow_moves
from honglam.core.identity.contracts import MoveAgency
from honglam.core.identity.testing import have_agencies
from honglam.core.places.testing import have_places
from honglam.engines.indicator.api import definitions, standing, targets, values
from honglam.engines.indicator.contracts import Scope, Standing
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.service import loading
from honglam.engines.indicator.testing import MONDAY, a_target, an_indicator, figures, forget
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
BEFORE, AFTER = (Scope(kind="agency", key=path) for path in ("H27.vpub.ttcbth", "H27.snv.vpub.ttcbth"))
OCTOBER = Period.read("2026-10")


@pytest.fixture(autouse=True)
def _province() -> None:
    have_places()
    have_agencies()
    forget()


def the_office_moves() -> None:
    """Let the office stand below the department of home affairs, with everything below it."""
    change = MoveAgency(on=date(2026, 12, 1), legal="12/NQ-HĐND", path="H27.vpub", parent="H27.snv")
    identity.change_agency(change=change, viewer=actor("H27", "identity.agencies.edit"), now=MONDAY)
    follow_moves(now=MONDAY)
    forget()


def test_figures_from_before_and_after_a_move_are_one_series() -> None:
    an_indicator(kinds=("agency",))
    figures("test.share", {"2026-09": 40, "2026-10": 44}, scope=BEFORE)
    a_target("test.share", "2026", ">=", 60, scope=BEFORE)
    the_office_moves()
    figures("test.share", {"2026-10": 45, "2026-11": 61}, scope=AFTER, now=MONDAY)
    (found,) = standing.progress(codes=["test.share"], now=MONDAY)
    assert (found.scope, found.standing) == (AFTER, Standing.MET)
    assert [number for _period, number in found.trend] == [40, 45, 61]
    assert [each.version for each in values.history(code="test.share", scope=AFTER, period=OCTOBER)] == [2, 1]
    as_then = values.as_published(code="test.share", scope=AFTER, period=OCTOBER, on=date(2026, 11, 20))
    assert as_then is not None
    assert as_then.number == Decimal(44)
    assert [each.scope for each in targets.targets(code="test.share")] == [AFTER]


def test_who_answers_for_an_indicator_still_does_after_the_move() -> None:
    an_indicator(owner="H27.vpub")
    the_office_moves()
    assert definitions.find(code="test.share").owner == "H27.snv.vpub"
    office = actor("H27.snv.vpub", "indicator.define")
    assert definitions.close(code="test.share", viewer=office, now=MONDAY).closed


def test_a_pack_that_names_the_former_path_of_an_owner_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(
        '[[indicator]]\ncode = "dx.office"\ntitle = "Văn bản số"\nunit = "%"\nfrequency = "month"\n'
        'kinds = ["province"]\nowner = "H27.vpub"\n',
        encoding="utf-8",
    )
    assert loading.load(pack="dx", path=file, now=MONDAY) == ()
    the_office_moves()
    assert loading.load(pack="dx", path=file, now=MONDAY) == ()
    found = definitions.find(code="dx.office")
    assert (found.owner, found.number) == ("H27.snv.vpub", 1)


def test_a_published_figure_of_a_commune_is_nobodys_to_give_to_another() -> None:
    an_indicator(kinds=("commune",))
    (found,) = figures("test.share", {"2026-10": 44}, scope=Scope(kind="commune", key="18073"), agency="H27.snv")
    with pytest.raises(IntegrityError, match="superseded, never changed"), transaction.atomic():
        Value.objects.filter(pk=found.id).update(scope="18076")
