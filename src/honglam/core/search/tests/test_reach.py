"""Whatever somebody finds they may open; what they may not open leaves no sign."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer, covers
from honglam.base.errors import Refusal
from honglam.base.text import fold
from honglam.core.search import api
from honglam.core.search.contracts import Audience, Document
from honglam.core.search.testing import SearchableSuite, declared, public, trial
from honglam.kit.testing import actor, citizen

pytestmark = pytest.mark.django_db
PATHS = ("H27", "H27.skhcn", "H27.18562", "H27.skhcn.p1", "H27.185")
RIGHTS = ("wells.view", "wells.edit", "other.view")
LENIENT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def _source():
    with declared(trial("wells", permissions=RIGHTS)):
        yield


def may_open(viewer: Viewer, document: Document) -> bool:
    """Say in plain words what the lexemes must come to."""
    if document.audience is Audience.PUBLIC:
        return True
    if document.audience is Audience.OFFICERS:
        return viewer.kind is Kind.OFFICER
    if document.audience is Audience.OWN:
        return viewer.known and viewer.id == document.holder
    return viewer.may(document.permission, document.agency, document.holder or None)


documents = st.builds(
    lambda audience, right, agency, holder: Document(
        key="x",
        title="Giếng khoan",
        url="/wells/x/",
        audience=audience,
        permission=right if audience is Audience.PERMISSION else "",
        agency=agency or ("H27" if audience is Audience.PERMISSION else ""),
        holder=holder or ("9" if audience is Audience.OWN else ""),
    ),
    st.sampled_from(Audience),
    st.sampled_from(RIGHTS),
    st.sampled_from(("", *PATHS)),
    st.sampled_from(("", "1", "2")),
)
viewers = st.builds(
    lambda kind, account, agency, grants: Viewer(
        id="" if kind is Kind.ANONYMOUS else account,
        kind=kind,
        agency=agency,
        grants=frozenset() if kind is Kind.ANONYMOUS else frozenset(grants),
    ),
    st.sampled_from([Kind.ANONYMOUS, Kind.CITIZEN, Kind.OFFICER]),
    st.sampled_from(("1", "2", "9")),
    st.sampled_from(PATHS),
    st.lists(st.builds(Grant, st.sampled_from(RIGHTS), st.sampled_from(("", *PATHS))), max_size=4),
)


@LENIENT
@given(held=st.lists(documents, min_size=1, max_size=12), viewer=viewers)
def test_what_is_found_is_exactly_what_may_be_opened(held, viewer) -> None:
    named = [Document(**{**_said(each), "key": str(n), "title": f"Giếng khoan {n}"}) for n, each in enumerate(held)]
    api.forget(source="wells", keys=[str(n) for n in range(20)])
    api.put(source="wells", documents=named)
    found = api.find(text="gieng khoan", viewer=viewer, source="wells")
    expected = {each.key for each in named if may_open(viewer, each)}
    assert {hit.key for hit in found.hits} == expected
    assert found.count == len(expected)


def _said(document: Document) -> dict:
    return {name: getattr(document, name) for name in Document.__slots__}


words = st.text(st.sampled_from("aàảãáạăằẳẵắặâầấbcdđeèéêếghiìíklmnoòóôồơờpqrstuùúưừvxyỳ"), min_size=1, max_size=7)


@LENIENT
@given(title=st.lists(words, min_size=1, max_size=8).map(" ".join).filter(lambda t: len(t.replace(" ", "")) > 1))
def test_every_document_is_found_by_its_own_title_typed_without_accents(title: str) -> None:
    api.put(source="wells", documents=[public("x", title)])
    for typed in (title, fold(title), fold(title).upper()):
        hits = api.find(text=typed, viewer=ANONYMOUS, source="wells").hits
        assert [hit.name for hit in hits] == [title]


@LENIENT
@given(
    typed=st.text(max_size=60) | st.sampled_from(["' | 'x", "a & !b", "<->", "x:*", "\\", "''", "%s", "a\x00b", "(a"]),
    title=st.text(max_size=80),
)
def test_no_text_breaks_the_question_or_the_document(typed: str, title: str) -> None:
    try:
        api.put(source="wells", documents=[public("x", title, text=typed)])
    except Refusal:
        assert any("\ud800" <= c <= "\udfff" for c in title + typed)
    try:
        api.find(text=typed, viewer=ANONYMOUS)
    except Refusal:
        assert any("\ud800" <= c <= "\udfff" for c in typed)


def test_a_question_cannot_ask_for_a_right_or_another_field() -> None:
    secret = Document(key="s", title="Mật", url="/wells/s/", audience=Audience.OWN, holder="7")
    api.put(source="wells", documents=[secret, public("p", "Công khai")])
    for typed in ("@own|7", "own 7", "may wells view", "@public", "swells", "wells", "#0", "= mật", "w'mat'"):
        assert "s" not in {hit.key for hit in api.find(text=typed, viewer=citizen("8")).hits}


def test_a_slip_is_not_repaired_with_words_that_only_others_may_read() -> None:
    secret = Document(key="s", title="Thạch Hà", url="/wells/s/", audience=Audience.OWN, holder="7")
    api.put(source="wells", documents=[secret])
    api.count_words()
    for typed in ("thahc ha", "thach ha", "tha"):
        found = api.find(text=typed, viewer=citizen("8"))
        assert (found.count, found.more, found.instead, found.hits) == (0, False, "", ())
    assert api.find(text="thahc ha", viewer=citizen("7")).count == 1


def test_a_page_is_full_however_much_is_hidden() -> None:
    theirs = [
        Document(
            key=f"a{n}", title=f"Báo cáo {n}", url="/wells/a/", audience=Audience.PERMISSION,
            permission="wells.view", agency="H27.18563",
        )
        for n in range(600)
    ]  # fmt: skip
    ours = [
        Document(
            key=f"b{n}", title=f"Báo cáo {n}", url="/wells/b/", audience=Audience.PERMISSION,
            permission="wells.view", agency="H27.18562",
        )
        for n in range(30)
    ]  # fmt: skip
    api.put(source="wells", documents=[*theirs, *ours])
    found = api.find(text="bao cao", viewer=actor("H27.18562", "wells.view"), source="wells")
    assert (found.count, found.more, len(found.hits)) == (30, False, api.PAGE)


def test_a_path_that_begins_alike_is_another_agency() -> None:
    assert not covers("H27.185", "H27.18562")
    api.put(
        source="wells",
        documents=[
            Document(
                key="x", title="Giếng", url="/wells/x/", audience=Audience.PERMISSION, permission="wells.view",
                agency="H27.18562",
            )
        ],
    )  # fmt: skip
    assert not api.find(text="gieng", viewer=actor("H27.185", "wells.view")).hits


class TestTheSuiteItself(SearchableSuite):
    """The suite that packs inherit, on a small source."""

    source = "sheds"
    permission = "sheds.view"

    @pytest.fixture(autouse=True)
    def _sheds(self):
        self.shed = Document(
            key="k", title="Nhà kho Đức Thọ", url="/sheds/k/", audience=Audience.PERMISSION, permission="sheds.view",
            agency="H27.skhcn",
        )  # fmt: skip
        with declared(trial("sheds", [self.shed], permissions=("sheds.view",))):
            yield

    def make(self, agency: str) -> str:
        assert agency == self.shed.agency
        api.put(source="sheds", documents=[self.shed])
        return "k"
