"""The index follows what there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.urls import get_resolver
from django.utils import timezone

from honglam.base.access import ANONYMOUS
from honglam.core.jobs import api as jobs
from honglam.core.jobs.testing import run_jobs
from honglam.core.search import api, health
from honglam.core.search.contracts import Audience, Document
from honglam.core.search.testing import declared, public, trial
from honglam.kit.checks import Light
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db


def titles(text: str, viewer=ANONYMOUS) -> set[str]:
    return {hit.name for hit in api.find(text=text, viewer=viewer).hits}


def test_a_changed_document_is_found_by_its_new_words_only() -> None:
    with declared(trial("papers")):
        api.put(source="papers", documents=[public("1", "Xã Thạch Hà")])
        assert api.put(source="papers", documents=[public("1", "Phường Thành Sen")]) == 1
        assert titles("thach ha") == set()
        assert titles("thanh sen") == {"Phường Thành Sen"}


def test_what_is_the_same_is_not_written_again() -> None:
    with declared(trial("papers")):
        assert api.put(source="papers", documents=[public("1", "Xã Thạch Hà")]) == 1
        assert api.put(source="papers", documents=[public("1", "Xã Thạch Hà")]) == 0
        assert api.put(source="papers", documents=[public("1", "Xã Thạch Hà", weight=51)]) == 1


def test_a_document_exists_when_the_change_does() -> None:
    with declared(trial("papers")):
        with transaction.atomic():
            api.put(source="papers", documents=[public("1", "Xã Thạch Hà")])
            transaction.set_rollback(True)
        assert titles("thach ha") == set()


def test_refreshing_asks_the_source_and_drops_what_is_gone() -> None:
    held = [public("1", "Xã Thạch Hà"), public("2", "Xã Đức Thọ")]
    with declared(trial("papers", held)):
        api.put(source="papers", documents=[*held, public("3", "Xã Can Lộc")])
        api.refresh(source="papers", keys=["1", "3"])
        assert titles("xa") == {"Xã Thạch Hà", "Xã Đức Thọ"}


def test_a_rebuild_mends_whatever_differs_and_may_be_repeated() -> None:
    held = [public(str(n), f"Hồ sơ {n}") for n in range(450)]
    with declared(trial("papers", held)):
        api.put(source="papers", documents=[*held[:300], public("gone", "Hồ sơ cũ"), public("7", "Sai tên")])
        told: list[int] = []
        done = api.rebuild(source="papers", told=told.append)
        assert (done.read, done.written, done.removed) == (450, 151, 1)
        assert told == [200, 400, 450]
        done = api.rebuild(source="papers")
        assert (done.read, done.written, done.removed) == (450, 0, 0)


def test_a_rebuild_goes_on_where_it_was_interrupted() -> None:
    held = [public(str(n), f"Hồ sơ {n}") for n in range(450)]

    def stop(read: int) -> None:
        if read >= 400:
            raise KeyboardInterrupt

    with declared(trial("papers", held)):
        with pytest.raises(KeyboardInterrupt):
            api.rebuild(source="papers", told=stop)
        assert api.rebuild(source="papers").written == 50


def test_what_is_written_during_a_rebuild_stays() -> None:
    with declared(trial("papers", [public("1", "Xã Thạch Hà")])):

        def meanwhile(_read: int) -> None:
            api.put(source="papers", documents=[public("new", "Xã Can Lộc")])

        assert api.rebuild(source="papers", told=meanwhile).removed == 0
        assert titles("can loc") == {"Xã Can Lộc"}


def test_a_rebuild_puts_nothing_back_that_was_hidden_or_removed_while_it_read() -> None:
    was = [public("1", "Xã Thạch Hà"), public("2", "Xã Đức Thọ"), public("3", "Xã Can Lộc")]
    hidden = Document(key="1", title="Xã Thạch Hà", url="/trial/1/", audience=Audience.OFFICERS)
    source = trial("papers", [hidden, was[2]])  # what it is by now

    def read_before() -> Iterator[Document]:
        yield from was
        api.put(source="papers", documents=[hidden])  # the room itself tells of the change, and of the removal
        api.forget(source="papers", keys=["2"])

    with declared(replace(source, iterate=read_before)):
        api.put(source="papers", documents=was[:2])
        assert api.rebuild(source="papers").written == 1
        assert titles("xa") == {"Xã Can Lộc"}
        assert titles("xa", actor("H27")) == {"Xã Can Lộc", "Xã Thạch Hà"}


def test_the_doctor_says_when_index_and_source_differ() -> None:
    with declared(trial("papers", [public("1", "Xã Thạch Hà")])):
        for state in api.states():
            api.rebuild(source=state.source)
        assert health.agrees(timezone.now()).light is Light.GREEN
        api.forget(source="papers", keys=["1"])
        finding = health.agrees(timezone.now())
        assert finding.light is Light.RED
        assert "papers 0/1" in finding.detail


def test_the_job_rebuilds_everything_and_forgets_sources_that_are_no_more() -> None:
    with declared(trial("gone")):
        api.put(source="gone", documents=[public("1", "Xã Thạch Hà")])
    with declared(trial("papers", [public("1", "Xã Can Lộc")])):
        jobs.enqueue(name="search.rebuild")
        assert run_jobs() == ["search.rebuild"]
        assert titles("can loc") == {"Xã Can Lộc"}
        assert titles("thach ha") == set()
        assert all(state.there == state.indexed for state in api.states())


def test_a_document_that_names_an_undeclared_right_is_a_fault_of_its_room() -> None:
    wrong = Document(key="1", title="x", url="/x/", audience=Audience.PERMISSION, permission="wells.view", agency="H27")
    with declared(trial("papers")), pytest.raises(ValueError, match="declare"):
        api.put(source="papers", documents=[wrong])


def test_an_address_outside_cannot_be_put() -> None:
    for url in ("https://example.org/", "//example.org/", "javascript:alert(1)", ""):
        with pytest.raises(ValueError, match="address"):
            Document(key="1", title="x", url=url, audience=Audience.PUBLIC)


def test_pages_of_the_menus_are_found_by_who_may_open_them() -> None:
    api.rebuild(source="search.pages")
    clerk, maker = actor("H27", "desk.view"), actor("H27", "desk.view", "studio.view", "calendar.view")
    hits = {hit.url for hit in api.find(text="lich", viewer=maker, source="search.pages").hits}
    assert "/studio/calendar/" in hits
    assert "/studio/calendar/" not in {hit.url for hit in api.find(text="lich", viewer=clerk).hits}
    english = api.find(text="calendar", viewer=maker, language="en", source="search.pages").hits
    assert [hit.name for hit in english] == ["Calendar"]


def test_every_page_of_the_menus_leads_somewhere() -> None:
    api.rebuild(source="search.pages")
    with connection.cursor() as cursor:
        cursor.execute("SELECT url FROM search_document WHERE source = 'search.pages'")
        addresses = [row[0] for row in cursor.fetchall()]
    assert addresses
    assert all(get_resolver().resolve(address) for address in addresses)


def test_a_million_lexemes_are_cut_to_what_the_index_holds() -> None:
    with declared(trial("papers")):
        long = " ".join(f"từ{n}" for n in range(200_000))
        api.put(source="papers", documents=[public("1", "Dài", text=long)])
        assert titles("từ1") == {"Dài"}
