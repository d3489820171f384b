"""The verbs that change agencies: what they do, what they refuse, what they leave in the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.core.audit.testing import ledger
from honglam.core.identity import api
from honglam.core.identity.contracts import (
    AgencyChange,
    AgencyName,
    AgencyType,
    Change,
    CreateAgency,
    DissolveAgency,
    EffectKind,
    MergeAgencies,
    MoveAgency,
    NameKind,
    RenameAgency,
    SetCodes,
    SetNames,
    SplitAgency,
)
from honglam.core.identity.models import Agency, Post
from honglam.core.identity.testing import have_agencies, make_officer
from honglam.core.jobs.models import OutboxEvent as Event
from honglam.core.places.testing import THACH_HA, have_places
from honglam.kit.testing import actor, citizen

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = date(2027, 1, 1)
BEFORE = date(2026, 12, 31)
ADMIN = actor("H27", "identity.agencies.edit")
BASIS = {"on": DAY, "legal": "12/NQ-HĐND"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    have_places()
    have_agencies()


def do(change: AgencyChange):
    return api.change_agency(change=change, viewer=ADMIN, now=NOW)


def refused(change: AgencyChange) -> Refusal:
    """Return the refusal of a change; it names an input and a remedy, and nothing is left of the change."""
    before = list(Agency.objects.order_by("pk").values())
    entries = len(ledger())
    with pytest.raises(Refusal) as found:
        do(change)
    assert found.value.remedy
    assert list(Agency.objects.order_by("pk").values()) == before
    assert len(ledger()) == entries
    return found.value


def verbs() -> list[str]:
    return [entry.verb for entry in sorted(ledger(), key=lambda entry: entry.id)]


def test_a_new_agency_stands_from_its_first_day_below_its_parent() -> None:
    do(
        CreateAgency(
            **BASIS,
            parent="H27.skhcn",
            key="ttcds",
            name="Trung tâm Chuyển đổi số",
            type=AgencyType.SERVICE_UNIT,
            communes=(THACH_HA,),
        )
    )
    assert "H27.skhcn.ttcds" not in {a.path for a in api.agencies(on=BEFORE)}
    assert "H27.skhcn.ttcds" in {a.path for a in api.agencies(on=DAY)}
    assert api.communes_of(path="H27.skhcn.ttcds") == (THACH_HA,)
    assert verbs() == ["identity.agency.created"]
    found = api.match(text="TT Chuyển đổi số", on=DAY)
    assert [a.path for a in found.agencies] == ["H27.skhcn.ttcds"]


@pytest.mark.parametrize("key", ["", "có dấu", "a.b", "x" * 21, "-a", "../x"])
def test_a_key_that_cannot_stand_in_a_path_is_refused(key: str) -> None:
    assert refused(CreateAgency(**BASIS, parent="H27", key=key, name="Cơ quan")).field == "key"


def test_a_path_that_was_once_in_use_is_not_given_again() -> None:
    assert refused(CreateAgency(**BASIS, parent="H27", key="stttt", name="Cơ quan")).field == "key"
    do(MoveAgency(**BASIS, path="H27.snnmt.cckl", parent="H27"))
    assert refused(CreateAgency(**BASIS, parent="H27.snnmt", key="cckl", name="Cơ quan")).field == "key"


def test_a_code_is_read_in_both_forms_and_stays_assumed_until_it_is_published() -> None:
    do(SetCodes(path="H27.skhcn", code="000.00.15.H27"))
    found = api.agency(path="H27.skhcn")
    assert found is not None
    assert (found.code_qd20, found.code_qcvn102, found.codes_verified) == ("H27.15", "000.00.15.H27", False)
    do(SetCodes(path="H27.skhcn", code="h27.15", codes_verified=True))
    found = api.agency(path="H27.skhcn")
    assert found is not None
    assert found.codes_verified


@pytest.mark.parametrize("code", ["H27.1", "H27.155", "15", "000.23.00.H27", "G09.15", "H28"])
def test_a_wrong_code_is_refused(code: str) -> None:
    if code == "H28":  # a whole province cannot be a department
        do(SetCodes(path="H27.stc", code="H27.15"))
        assert isinstance(refused(SetCodes(path="H27.skhcn", code="H27.15")), Conflict)
        return
    assert refused(SetCodes(path="H27.skhcn", code=code)).field == "code"


def test_a_rename_keeps_the_path_and_the_old_name() -> None:
    post = make_officer("lan").posts.get()
    do(RenameAgency(**BASIS, path="H27.skhcn", name="Sở Chuyển đổi số", abbreviation="Sở CĐS"))
    found = api.agency(path="H27.skhcn")
    assert found is not None
    assert found.name == "Sở Chuyển đổi số"
    assert Post.objects.get(pk=post.pk).agency.path == "H27.skhcn"
    part = api.match(text="Sở Khoa học và Công nghệ", on=DAY).parts[0]
    assert part.certain
    assert [a.path for a in part.agencies] == ["H27.skhcn"]
    assert Change.RENAMED in {e.change for e in api.agency_history(path="H27.skhcn").events}
    assert refused(RenameAgency(**BASIS, path="H27.skhcn", name="Sở Khác")).field == "on"
    assert refused(RenameAgency(**BASIS, path="H27.stc", name="Sở  Tài chính ")).field == "name"


def test_a_merger_ends_the_old_and_leads_to_the_new() -> None:
    effects = do(MergeAgencies(**BASIS, paths=("H27.sngv", "H27.stp"), into="H27.snv"))
    assert [e.kind for e in effects] == [EffectKind.CLOSED, EffectKind.FOLLOWED] * 2
    assert api.successors(path="H27.sngv", on=BEFORE).stands
    assert [a.path for a in api.successors(path="H27.sngv", on=DAY).heirs] == ["H27.snv"]
    assert verbs() == ["identity.agency.closed", "identity.agency.followed"] * 2
    events = Event.objects.filter(name="vn.honglam.identity.agency-closed").order_by("pk")
    assert [(e.data["path"], e.data["into"]) for e in events] == [("H27.sngv", ["H27.snv"]), ("H27.stp", ["H27.snv"])]


def test_a_chain_of_mergers_is_followed_to_whoever_holds_the_work_on_the_day() -> None:
    do(MergeAgencies(**BASIS, paths=("H27.skhcn",), into="H27.sct"))
    do(MergeAgencies(on=date(2029, 1, 1), legal="2/NQ", paths=("H27.sct",), into="H27.stc"))
    heirs = {
        on: [a.path for a in api.successors(path="H27.stttt", on=on).heirs] for on in (BEFORE, DAY, date(2029, 1, 1))
    }
    assert list(heirs.values()) == [["H27.skhcn"], ["H27.sct"], ["H27.stc"]]


def test_no_agency_follows_itself_or_one_that_has_ended() -> None:
    assert refused(MergeAgencies(**BASIS, paths=("H27.snv",), into="H27.snv")).field == "into"
    do(MergeAgencies(**BASIS, paths=("H27.snv",), into="H27.stc"))
    later = {"on": date(2028, 1, 1), "legal": "3/NQ"}
    assert refused(MergeAgencies(**later, paths=("H27.stc",), into="H27.snv")).field == "into"
    assert refused(MergeAgencies(**later, paths=("H27.snv",), into="H27.sct")).field == "path"


def test_an_agency_with_open_posts_is_not_closed_before_somebody_says_where_they_go() -> None:
    account = make_officer("lan", agency="H27.sngv")
    merger = {"paths": ("H27.sngv",), "into": "H27.snv"}
    refusal = refused(MergeAgencies(**BASIS, **merger))
    assert refusal.field == "posts_to"
    assert refused(MergeAgencies(**BASIS, **merger, posts_to="H27.sngv")).field == "posts_to"
    do(MergeAgencies(**BASIS, **merger, posts_to="H27.snv"))
    posts = account.posts.order_by("pk")
    assert [(p.agency.path, p.valid_from, p.valid_to) for p in posts] == [
        ("H27.sngv", None, BEFORE),
        ("H27.snv", DAY, None),
    ]
    assert api.viewer(account_id=account.pk, on=BEFORE).agency == "H27.sngv"
    assert api.viewer(account_id=account.pk, on=DAY).agency == "H27.snv"
    assert "identity.post.moved" in verbs()


def test_an_agency_with_units_is_not_closed_above_them() -> None:
    refusal = refused(MergeAgencies(**BASIS, paths=("H27.snnmt",), into="H27.stc"))
    assert "Chi cục Kiểm lâm" in str(refusal)
    units = tuple(u.path for u in api.agency_history(path="H27.snnmt").units)
    do(MergeAgencies(**BASIS, paths=(*units, "H27.snnmt"), into="H27.stc"))
    assert not api.successors(path="H27.snnmt.cckl", on=DAY).stands


def test_a_split_leads_to_several_and_no_one_of_them_is_taken_silently() -> None:
    do(SplitAgency(**BASIS, path="H27.sct", into=("H27.stc", "H27.sxd")))
    assert [a.path for a in api.successors(path="H27.sct", on=DAY).heirs] == ["H27.stc", "H27.sxd"]
    part = api.match(text="Sở Công Thương", on=DAY).parts[0]
    assert not part.certain
    assert refused(SplitAgency(**BASIS, path="H27.syt", into=("H27.stc",))).field == "into"


def test_a_dissolved_agency_says_who_has_its_work_or_that_nobody_in_particular_has() -> None:
    assert refused(DissolveAgency(**BASIS, path="H27.sngv")).field == "note"
    do(DissolveAgency(**BASIS, path="H27.sngv", note="Việc chuyển về các sở."))
    fate = api.successors(path="H27.sngv", on=DAY)
    assert (fate.heirs, fate.divided, fate.note) == ((), True, "Việc chuyển về các sở.")
    do(DissolveAgency(**BASIS, path="H27.stp", to="H27.snv"))
    assert [a.path for a in api.successors(path="H27.stp", on=DAY).heirs] == ["H27.snv"]


def test_an_agency_moves_with_all_below_it_and_its_old_path_leads_to_it() -> None:
    do(MoveAgency(**BASIS, path="H27.vpub", parent="H27.snv"))
    assert api.agency(path="H27.vpub") == api.agency(path="H27.snv.vpub")
    assert api.agency(path="H27.vpub.ttcbth") == api.agency(path="H27.snv.vpub.ttcbth")
    assert api.agency_history(path="H27.snv.vpub").former_paths == ("H27.vpub",)
    event = Event.objects.get(name="vn.honglam.identity.agency-moved")
    assert event.data == {"old": "H27.vpub", "new": "H27.snv.vpub"}
    do(MoveAgency(**BASIS | {"on": date(2028, 1, 1)}, path="H27.snv.vpub", parent="H27"))
    assert api.agency(path="H27.snv.vpub") == api.agency(path="H27.vpub")


def test_an_agency_does_not_move_below_itself() -> None:
    assert refused(MoveAgency(**BASIS, path="H27.vpub", parent="H27.vpub.ttcbth")).field == "parent"
    assert refused(MoveAgency(**BASIS, path="H27.vpub", parent="H27")).field == "parent"


def test_names_are_set_as_a_whole_and_former_ones_come_from_renaming_only() -> None:
    do(SetNames(path="H27.stc", names=(AgencyName("Sở TC", NameKind.ABBREVIATION),)))
    assert [n.text for n in api.agency_history(path="H27.stc").names] == ["Sở TC"]
    twice = (AgencyName("Sở TC", NameKind.ALIAS), AgencyName("Sở  TC", NameKind.ALIAS))
    assert refused(SetNames(path="H27.stc", names=twice)).field == "names"
    former = (AgencyName("Sở Ngân khố", NameKind.FORMER),)
    assert refused(SetNames(path="H27.stc", names=former)).field == "names"
    backwards = (AgencyName("Sở T", NameKind.ALIAS, DAY, BEFORE),)
    assert refused(SetNames(path="H27.stc", names=backwards)).field == "names"


@pytest.mark.parametrize(
    "change",
    [
        RenameAgency(on=DAY, legal=" ", path="H27.stc", name="Sở Khác"),
        MergeAgencies(on=DAY, legal="", paths=("H27.stc",), into="H27.snv"),
        MoveAgency(on=DAY, legal="", path="H27.vpub.ttcbth", parent="H27"),
        CreateAgency(on=DAY, legal="", parent="H27", key="moi", name="Sở Mới"),
    ],
    ids=lambda c: type(c).__name__,
)
def test_a_change_without_a_legal_basis_is_refused(change: AgencyChange) -> None:
    assert refused(change).field == "legal"


def test_days_that_overlap_are_refused() -> None:
    do(CreateAgency(**BASIS, parent="H27", key="moi", name="Sở Mới"))
    assert refused(DissolveAgency(on=BEFORE, legal="1", path="H27.moi", note="x")).field == "path"
    assert refused(DissolveAgency(on=DAY, legal="1", path="H27.moi", note="x")).field == "on"
    do(DissolveAgency(on=date(2027, 6, 1), legal="1", path="H27.moi", note="x"))
    assert isinstance(refused(DissolveAgency(on=date(2027, 5, 1), legal="1", path="H27.moi", note="x")), Conflict)


def test_an_agency_that_is_not_there_is_named() -> None:
    with pytest.raises(Missing, match=r"H27\.khong"):
        do(RenameAgency(**BASIS, path="H27.khong", name="Sở"))


def test_a_preview_says_what_would_happen_and_leaves_nothing() -> None:
    make_officer("lan", agency="H27.sngv")
    change = MergeAgencies(**BASIS, paths=("H27.sngv",), into="H27.snv", posts_to="H27.snv")
    before = (list(Agency.objects.order_by("pk").values()), len(ledger()), Event.objects.count())
    shown = api.preview_agency_change(change=change, viewer=ADMIN, now=NOW)
    assert (list(Agency.objects.order_by("pk").values()), len(ledger()), Event.objects.count()) == before
    assert shown == do(change)
    assert {e.kind for e in shown} == {EffectKind.CLOSED, EffectKind.POST_MOVED, EffectKind.FOLLOWED}


def test_nobody_changes_agencies_beyond_their_own() -> None:
    head = actor("H27.snnmt", "identity.agencies.edit")
    own = CreateAgency(**BASIS, parent="H27.snnmt", key="p1", name="Phòng Một")
    api.change_agency(change=own, viewer=head, now=NOW)
    for change in (
        RenameAgency(**BASIS, path="H27.stc", name="Sở Khác"),
        MoveAgency(**BASIS, path="H27.snnmt.p1", parent="H27.stc"),
        MergeAgencies(**BASIS, paths=("H27.snnmt.p1",), into="H27.stc"),
        CreateAgency(**BASIS, parent="H27", key="p2", name="Sở Hai"),
    ):
        for viewer in (head, actor("H27", "identity.agencies.view"), citizen()):
            with pytest.raises(Forbidden):
                api.change_agency(change=change, viewer=viewer, now=NOW)
