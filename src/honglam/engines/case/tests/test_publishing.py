"""A case is shown to everybody, stays in step, counts on the map, and is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from honglam.base.access import ANONYMOUS
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.geometry import Box
from honglam.base.trace import SYSTEM
from honglam.core.audit.testing import ledger
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.core.files.testing import make_file, picture
from honglam.engines.case import api
from honglam.engines.case.contracts.publications import Filters, Group, PublicEntry
from honglam.engines.case.models import PublicCell, PublicDelta
from honglam.engines.case.service.public import publishing_grid as grid
from honglam.engines.case.service.public import publishing_map
from honglam.engines.case.tests.published import LAT, LON, MONDAY, OFFICER, finish, opened, prepare, published
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
HERE = Box(LAT - 0.05, LON - 0.05, LAT + 0.05, LON + 0.05)
doors = api.publications


@pytest.fixture(autouse=True)
def _a_listed_procedure() -> None:
    prepare()


def shown(zoom: int = 9, **filters: Any) -> int:
    """Return how many cases the public map shows, one by one or in cells."""
    found = doors.picture(box=HERE, zoom=zoom, filters=Filters(**filters))
    return len(found.spots) + sum(cell.public for cell in found.cells)


def test_what_was_not_published_is_not_even_known() -> None:
    case = opened()
    row = case.publication
    assert not doors.published_page(filters=Filters()).items
    assert shown() == 0
    with pytest.raises(Missing):
        doors.published(public_id=row.public_id)
    with pytest.raises(Missing):
        doors.support(public_id=row.public_id)


def test_a_published_case_says_what_the_officer_wrote_and_nothing_of_the_reporter() -> None:
    case, public_id = published()
    found = doors.published(public_id=public_id)
    assert (found.title, found.words, found.topic_title) == ("Ổ gà", "Ổ gà sâu giữa đường", "Đường hỏng")
    assert found.group is Group.RECEIVED
    told = repr(found)
    for secret in ("Kín", "0912345678", "kin@example.vn", "777", "số 12", case.code):
        assert secret not in told
    assert ledger(verb="case.published")


def test_its_status_and_its_answer_follow_the_case() -> None:
    case, public_id = published()
    finish(case, MONDAY + timedelta(hours=2))
    found = doors.published(public_id=public_id)
    assert (found.group, found.status, found.late) == (Group.DONE, "closed", False)
    assert [each.status for each in found.updates] == ["received", "closed"]
    assert shown(groups=(Group.DONE,)) == 1
    assert shown(groups=(Group.RECEIVED,)) == 0


def test_only_who_may_publish_for_the_agency_does() -> None:
    case = opened()
    entry = PublicEntry(words="x")
    with pytest.raises(Forbidden):
        doors.publish(code=case.code, entry=entry, viewer=actor("H27", "case.work"), now=MONDAY)
    with pytest.raises(Missing):
        doors.publish(code=case.code, entry=entry, viewer=actor("H27.skhcn", "case.publish"), now=MONDAY)
    with pytest.raises(Refusal):
        doors.publish(code=case.code, entry=PublicEntry(words="  "), viewer=OFFICER, now=MONDAY)


def test_what_is_taken_back_is_gone_at_once_and_the_ledger_knows_why() -> None:
    case, public_id = published()
    assert shown() == 1
    doors.withdraw(code=case.code, reason="Có người trong ảnh", viewer=OFFICER, now=MONDAY)
    assert shown() == 0
    assert not doors.published_page(filters=Filters()).items
    with pytest.raises(Missing):
        doors.published(public_id=public_id)
    assert ledger(verb="case.withdrawn")[0].reason == "Có người trong ảnh"
    with pytest.raises(Refusal):
        doors.withdraw(code=case.code, reason="Lần nữa", viewer=OFFICER, now=MONDAY)


def test_only_hidden_copies_of_this_case_are_published_and_they_go_with_it() -> None:
    case = opened()
    draft = doors.draft(code=case.code, viewer=OFFICER, now=MONDAY)
    hidden = make_file(Owner("case.publication", draft.id), agency="H27", content=picture(), name="a.png")
    other = doors.draft(code=opened().code, viewer=OFFICER, now=MONDAY)
    foreign = make_file(Owner("case.publication", other.id), agency="H27", content=picture(), name="b.png")
    with pytest.raises(Refusal):
        doors.publish(code=case.code, entry=PublicEntry(words="x", before=(foreign.id,)), viewer=OFFICER, now=MONDAY)
    doors.publish(code=case.code, entry=PublicEntry(words="x", before=(hidden.id,)), viewer=OFFICER, now=MONDAY)
    assert files.describe(file_id=hidden.id, viewer=ANONYMOUS).id == hidden.id
    doors.withdraw(code=case.code, reason="Sai", viewer=OFFICER, now=MONDAY)
    with pytest.raises(Refusal):
        files.describe(file_id=hidden.id, viewer=ANONYMOUS)
    assert files.describe(file_id=hidden.id, viewer=SYSTEM).id == hidden.id


@pytest.mark.parametrize("zoom", [5, 8, 11, 13, 14, 17])
def test_the_map_is_right_before_and_after_its_numbers_are_folded(zoom: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing_map, "FEW", 0)
    case, _ = published()
    published(topic="light")
    opened()
    for _round in range(2):
        assert shown(zoom) == 2
        assert shown(zoom, topics=("light",)) == 1
        assert shown(zoom, communes=("00000",)) == 0
        assert shown(zoom, since=202612, until=202612) == 2
        assert shown(zoom, since=202501, until=202611) == 0
        assert shown(zoom, since=202601, until=202712) == 2
        everything = doors.cells(box=HERE, zoom=zoom, filters=Filters(), viewer=OFFICER)
        assert sum(cell.cases for cell in everything) == 3
        strangers = doors.cells(box=HERE, zoom=zoom, filters=Filters(), viewer=actor("H27.skhcn", "case.work"))
        assert sum(cell.cases for cell in strangers) == 2
        doors.fold_cells()
        assert not PublicDelta.objects.exists()
    doors.withdraw(code=case.code, reason="Sai", viewer=OFFICER, now=MONDAY)
    assert shown(zoom) == 1
    doors.fold_cells()
    assert shown(zoom) == 1
    assert not PublicCell.objects.filter(cases__lte=0).exists()


def test_communes_and_months_are_counted_from_the_same_numbers() -> None:
    published()
    opened()
    doors.fold_cells()
    (found,) = doors.cells_by_commune(filters=Filters(), viewer=OFFICER)
    assert (found.cases, found.public) == (2, 1)
    (found,) = doors.cells_by_commune(filters=Filters(), viewer=ANONYMOUS)
    assert (found.cases, found.public) == (1, 1)
    assert doors.cells_by_month(box=HERE, filters=Filters()) == ((202612, 1),)


def test_the_list_goes_on_where_its_page_ended_and_finds_words_without_accents() -> None:
    ids = {published(words=f"Ổ gà {number}")[1] for number in range(5)}
    first = doors.published_page(filters=Filters(), size=2)
    second = doors.published_page(filters=Filters(), after=first.after, size=2)
    third = doors.published_page(filters=Filters(), after=second.after, size=2)
    assert {each.id for page in (first, second, third) for each in page.items} == ids
    assert not third.after
    assert [each.words for each in doors.published_page(filters=Filters(text="o ga 3")).items] == ["Ổ gà 3"]
    with pytest.raises(Refusal):
        doors.published_page(filters=Filters(), after="zz")


def test_a_place_can_be_rounded_so_that_no_house_is_shown() -> None:
    lon, lat = grid.rounded(LON, LAT, 100)
    assert (lon, lat) == grid.rounded(LON + 0.0002, LAT + 0.0001, 100)
    assert abs(lon - LON) < 0.001
    assert grid.rounded(LON, LAT, 0) == (LON, LAT)
