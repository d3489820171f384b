"""Agencies as they are loaded, and what became of them."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from honglam.base.errors import Missing
from honglam.core.identity import api
from honglam.core.identity.contracts import AgencyType, Change, NameKind, RenameAgency
from honglam.core.identity.models import Agency, AgencyName, AgencySuccession
from honglam.core.identity.service.agencies_load import Committee, load_agencies
from honglam.core.places.testing import THACH_HA, load_places
from honglam.kit import tables
from honglam.kit.testing import TableSuite, actor

NOW, THEN = date(2026, 11, 23), date(2023, 6, 1)
BY_MERGER = {
    "H27.stttt": "H27.skhcn",
    "H27.skhdt": "H27.stc",
    "H27.snnptnt": "H27.snnmt",
    "H27.stnmt": "H27.snnmt",
    "H27.sgtvt": "H27.sxd",
    "H27.sldtbxh": "H27.snv",
    "TW-CP.btttt": "TW-CP.bkhcn",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db: None) -> None:
    load_places()
    api.load_agencies()


def rows() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Agency, AgencyName, AgencySuccession)]


def test_it_loads_the_agencies_twice_and_changes_nothing(loaded: None) -> None:
    first = rows()
    api.load_agencies()
    assert rows() == first


def test_the_province_has_its_departments_and_the_committees_of_its_69_communes(loaded: None) -> None:
    provincial, communes = api.count_agencies(on=NOW)
    assert communes == 69
    assert provincial > 30
    departments = {a.path for a in api.agencies(on=NOW, types=[AgencyType.DEPARTMENT])}
    assert len(departments) == 12
    assert not departments & set(BY_MERGER)


def test_each_stands_before_those_below_it(loaded: None) -> None:
    seen: set[str] = set()
    for agency in api.agencies(on=NOW, below=""):
        assert not agency.parent or agency.parent in seen or api.agency(path=agency.parent)
        seen.add(agency.path)


def test_no_identifier_is_invented(loaded: None) -> None:
    coded = {a.path: (a.code_qd20, a.code_qcvn102) for a in api.agencies(on=NOW, below="") if a.code_qd20}
    assert coded == {"H27": ("H27", "000.00.00.H27")}


def test_every_entry_says_where_it_is_known_from(loaded: None) -> None:
    assert not Agency.objects.filter(commune="", source="")
    assert not Agency.objects.filter(verified=False, commune="", source__startswith="Kế hoạch", district="")


def test_a_renamed_commune_renames_its_committee_and_keeps_the_old_name() -> None:
    load_agencies(communes=[Committee(THACH_HA, "Xã Thạch Hà", "Thạch Hà commune")])
    load_agencies(communes=[Committee(THACH_HA, "Phường Thạch Hà", "Thạch Hà ward")], on=date(2027, 1, 1))
    history = api.agency_history(path=f"H27.{THACH_HA}")
    assert history.agency.name == "UBND phường Thạch Hà"
    assert [(n.text, n.valid_to) for n in history.names] == [("UBND xã Thạch Hà", date(2026, 12, 31))]


def test_what_somebody_here_has_changed_is_not_loaded_over(loaded: None) -> None:
    change = RenameAgency(on=date(2027, 1, 1), legal="1/QĐ", path="H27.skhcn", name="Sở Chuyển đổi số")
    api.change_agency(change=change, viewer=actor("H27", "identity.agencies.edit"), now=_moment())
    api.load_agencies()
    found = api.agency(path="H27.skhcn")
    assert found is not None
    assert found.name == "Sở Chuyển đổi số"


@pytest.mark.parametrize(("old", "new"), BY_MERGER.items())
def test_a_department_of_2023_leads_to_its_successor(loaded: None, old: str, new: str) -> None:
    then, now = api.successors(path=old, on=THEN), api.successors(path=old, on=NOW)
    assert then.stands
    assert [heir.path for heir in now.heirs] == [new]
    assert now.steps[0].change is Change.MERGED


def test_a_successor_that_no_text_names_is_not_called_verified(loaded: None) -> None:
    unverified = {s.old.path for s in AgencySuccession.objects.filter(verified=False).select_related("old")}
    assert "H27.stttt" in unverified
    assert "TW-CP.btttt" not in unverified  # the plan of 2026 prints "nay là …"


def test_a_former_district_has_no_invented_successor_but_the_communes_on_its_land(loaded: None) -> None:
    for code in ("436", "449", "445"):
        fate = api.successors(path=f"H27.{code}", on=NOW)
        assert not fate.heirs
        assert fate.divided
        assert fate.note
        assert len(fate.communes) > 1
    assert api.successors(path="H27.449", on=date(2025, 6, 30)).stands
    assert not api.successors(path="H27.449", on=date(2025, 7, 1)).stands


def test_there_were_thirteen_districts_until_loc_ha_went(loaded: None) -> None:
    for on, count in ((THEN, 13), (date(2025, 3, 1), 12), (NOW, 0)):
        assert sum(bool(a.district) for a in api.agencies(on=on)) == count


def test_the_history_tells_what_led_to_an_agency(loaded: None) -> None:
    history = api.agency_history(path="H27.snnmt", on=NOW)
    assert {s.old.path for s in history.before} == {"H27.snnptnt", "H27.stnmt"}
    assert {u.path for u in history.units} == {"H27.snnmt.cckl", "H27.snnmt.ttkn", "H27.snnmt.ttns"}
    assert [e.on for e in history.events if e.change is Change.MERGED] == [date(2025, 3, 1)] * 2
    assert {n.kind for n in api.agency_history(path="H27.mttq").names} == {NameKind.ALIAS, NameKind.ABBREVIATION}


def test_an_agency_acts_where_it_governs_or_everywhere(loaded: None) -> None:
    assert api.communes_of(path=f"H27.{THACH_HA}") == (THACH_HA,)
    assert len(api.communes_of(path="H27.skhcn")) == 69
    assert api.communes_of(path="H27.vpub.hctc") == ()
    assert api.communes_of(path="H27.449") == api.successors(path="H27.449", on=NOW).communes


def test_what_is_not_there_is_missing_and_not_a_fault(loaded: None) -> None:
    assert api.agency(path="H27.khong-co") is None
    for ask in (api.successors, api.agency_history, api.communes_of):
        with pytest.raises(Missing, match="khong-co"):
            ask(path="H27.khong-co")


def test_a_change_is_seen_at_once_and_one_that_was_taken_back_is_not(loaded: None) -> None:
    from django.db import transaction

    assert api.agency(path="H27.stc")
    with transaction.atomic():
        Agency.objects.filter(path="H27.stc").update(name="Khác")
        changed = api.agency(path="H27.stc")
        assert changed is not None
        assert changed.name == "Khác"
        transaction.set_rollback(True)
    again = api.agency(path="H27.stc")
    assert again is not None
    assert again.name == "Sở Tài chính"


def test_asking_for_an_agency_costs_one_statement(loaded: None, django_assert_num_queries) -> None:
    api.agency(path="H27.stc")
    with django_assert_num_queries(1):
        api.agency(path="H27.stc")


def test_each_path_of_the_data_files_is_there_once_and_below_something() -> None:
    folder = Path(api.__file__).parent.parent / "data"
    entries = [e for f in sorted(folder.glob("agencies*.toml")) for e in tomllib.loads(f.read_text())["agency"]]
    paths = [entry["path"] for entry in entries]
    assert len(set(paths)) == len(paths)
    assert not [p for p in paths if "." in p and p.rpartition(".")[0] not in paths]
    assert not [e["successor"] for e in entries if e.get("successor") and e["successor"] not in paths]


class TestTheList(TableSuite):
    table = api.AGENCIES
    fetch = staticmethod(api.list_agencies)
    made = 0

    def make(self, agency: str) -> Agency:
        self.made += 1
        return Agency.objects.create(
            key=f"t{self.made}", path=f"{agency}.t{self.made}", name=f"Cơ quan {self.made}", name_en="x", type="unit"
        )

    @pytest.mark.usefixtures("loaded")
    def test_it_shows_whether_an_identifier_is_assumed_and_how_deep_an_agency_stands(self) -> None:
        Agency.objects.filter(path="H27.stc").update(code_qd20="H27.99")
        query = tables.parse(self.table, _words("columns=path,level,code_state&code_qd20=H27"))
        page = api.list_agencies(query=query, viewer=actor("H27"))
        assert isinstance(page, tables.Page)
        assert [row.values for row in page.rows] == [("H27", 1, "published"), ("H27.stc", 2, "assumed")]

    @pytest.mark.usefixtures("loaded")
    def test_those_that_are_gone_stand_in_a_list_of_their_own(self) -> None:
        words = "q=Sở Thông tin và Truyền thông"
        assert not self.keys(actor("H27"), words)
        query = tables.parse(self.table, _words(words))
        page = api.list_agencies(query=query, viewer=actor("H27"), gone=True)
        assert isinstance(page, tables.Page)
        assert [row.key for row in page.rows] == ["H27.stttt"]


def _words(text: str):
    from django.http import QueryDict

    return QueryDict(text)


def _moment():
    from django.utils import timezone

    return timezone.now()
