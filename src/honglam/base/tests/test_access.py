from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer, covers

KEY = st.sampled_from(["H27", "skhcn", "18562", "185", "a", "a1"])
PATH = st.lists(KEY, min_size=1, max_size=4).map(".".join)
GRANTS = st.frozensets(st.builds(Grant, st.sampled_from(["x.view", "x.edit"]), PATH), max_size=6)


def test_it_does_not_take_a_longer_key_for_a_subordinate() -> None:
    assert covers("H27.185", "H27.185.a")
    assert not covers("H27.185", "H27.18562")


def test_it_gives_an_anonymous_viewer_nothing() -> None:
    assert not ANONYMOUS.known
    assert not ANONYMOUS.may("x.view")
    assert ANONYMOUS.reach("x.view") == ()


@given(GRANTS, PATH)
def test_it_reaches_exactly_the_agencies_over_which_it_may_act(grants: frozenset[Grant], agency: str) -> None:
    viewer = Viewer(id="1", kind=Kind.OFFICER, grants=grants)
    reached = any(covers(path, agency) for path in viewer.reach("x.view"))
    assert reached == viewer.may("x.view", agency)


@given(GRANTS)
def test_it_lists_no_agency_below_another_that_it_lists(grants: frozenset[Grant]) -> None:
    paths = Viewer(id="1", kind=Kind.OFFICER, grants=grants).reach("x.view")
    assert not [(a, b) for a in paths for b in paths if a != b and covers(a, b)]


PERSON = st.sampled_from(["1", "2"])
SCOPED = st.frozensets(
    st.builds(
        Grant, st.sampled_from(["x.view", "x.edit"]), st.one_of(st.just(""), PATH), st.one_of(st.just(""), PERSON)
    ),
    max_size=6,
)


@given(SCOPED, PATH, PERSON)
def test_a_thing_is_open_to_whom_its_agency_or_its_holder_opens_it(
    grants: frozenset[Grant], agency: str, holder: str
) -> None:
    viewer = Viewer(id="1", kind=Kind.OFFICER, grants=grants)
    reached = any(covers(path, agency) for path in viewer.reach("x.view"))
    assert viewer.may("x.view", agency, holder) == (reached or holder in viewer.owns("x.view"))


@given(SCOPED, PATH, PERSON)
def test_a_right_of_ones_own_wins_over_a_delegated_one(grants: frozenset[Grant], agency: str, holder: str) -> None:
    viewer = Viewer(id="1", kind=Kind.OFFICER, grants=grants)
    own = Viewer(id="1", kind=Kind.OFFICER, grants=frozenset(g for g in grants if not g.behalf))
    if own.may("x.view", agency, holder):
        assert viewer.behalf("x.view", agency, holder) == ""
    elif viewer.may("x.view", agency, holder):
        assert viewer.behalf("x.view", agency, holder) in {g.behalf for g in grants}


def test_a_right_over_ones_own_things_opens_no_agency() -> None:
    viewer = Viewer(id="1", kind=Kind.OFFICER, grants=frozenset({Grant("x.view")}))
    assert viewer.may("x.view")
    assert viewer.may("x.view", "H27", "1")
    assert not viewer.may("x.view", "H27")
    assert not viewer.may("x.view", "H27", "2")
    assert viewer.reach("x.view") == ()
