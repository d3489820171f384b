from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Forbidden
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.jobs import api
from honglam.core.jobs.hooks import ONCE, Subscription
from honglam.core.jobs.testing import PROVINCE, declared, deliver, run_jobs, subscribed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared(db, trial):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS trial_mark (id bigserial PRIMARY KEY, text text NOT NULL)")
    with declared(*trial.DECLARED):
        yield


@pytest.fixture
def admin():
    return client_of(make_officer("quantri", role="admin", agency="H27"))


def test_it_shows_a_waiting_job_with_its_title_and_who_asked(admin) -> None:
    number = api.enqueue(name="trial.note", arguments={"text": "x"})
    text = admin.get("/studio/jobs/?state=waiting").content.decode()
    assert ">Note<" in text
    assert f"/studio/jobs/{number}/" in text
    assert "hệ thống" in text


def test_it_cancels_a_waiting_job_and_starts_it_again(admin) -> None:
    number = api.enqueue(name="trial.note", arguments={"text": "x"})
    page = admin.post(f"/studio/jobs/{number}/cancel/", follow=True)
    assert "Đã huỷ" in page.content.decode()
    page = admin.post(f"/studio/jobs/{number}/again/", follow=True)
    assert "Đang chờ" in page.content.decode()


def test_it_says_why_a_job_failed_in_the_readers_language_and_shows_no_trace_of_a_refusal(admin) -> None:
    number = api.enqueue(name="trial.refuses")
    with pytest.raises(Exception, match=r"a\.csv"):
        run_jobs()
    text = admin.get(f"/studio/jobs/{number}/").content.decode()
    assert "The file a.csv is empty." in text
    assert "<details" not in text


def test_a_job_that_has_ended_cannot_be_cancelled_and_the_page_says_so(admin, trial) -> None:
    number = api.enqueue(name="jobs.forget")
    assert run_jobs() == ["jobs.forget"]
    answer = admin.post(f"/studio/jobs/{number}/cancel/")
    assert answer.status_code == 409
    assert "đã kết thúc" in answer.content.decode()
    assert "Đã xoá 0 công việc" in admin.get(f"/studio/jobs/{number}/").content.decode()


@pytest.mark.parametrize("path", ["/studio/jobs/", "/studio/jobs/rows/", "/studio/jobs/letters/", "/studio/jobs/1/"])
def test_only_who_may_see_jobs_sees_them(path) -> None:
    assert client_of(make_officer("lan")).get(path).status_code == 403


def test_what_an_agency_asked_for_is_not_shown_to_another(admin) -> None:
    asker = make_officer("an", role="admin", agency="H27.skhcn")
    stranger = client_of(make_officer("binh", role="admin", agency="H27.18562"))
    from honglam.core.identity import api as identity

    viewer = identity.viewer(account_id=asker.pk)
    number = api.enqueue(name="trial.note", arguments={"text": "x"}, by=viewer)
    path = f"/studio/jobs/{number}/"
    assert [c.get(path).status_code for c in (client_of(asker), admin, stranger)] == [200, 200, 404]
    assert stranger.post(f"{path}cancel/").status_code == 404
    assert f'"{path}"' not in stranger.get("/studio/jobs/?state=waiting").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/studio/jobs/99999999999999999999999/",
        "/studio/jobs/?before=abc&state=%00",
        "/studio/jobs/?before=" + "9" * 40,
        "/studio/jobs/?before=٣",
        "/studio/jobs/rows/?state=nonsense",
    ],
)
def test_it_is_not_broken_by_what_stands_in_the_address(admin, path) -> None:
    admin.raise_request_exception = False
    assert admin.get(path).status_code in (200, 400, 404)


def test_asking_twice_with_one_key_gives_one_job_while_it_waits(admin) -> None:
    first, second = (api.enqueue(name="trial.note", arguments={"text": str(n)}, key="k") for n in range(2))
    other = api.enqueue(name="trial.deaf", arguments={"seconds": 0}, key="k")
    assert first == second != other


def test_a_job_that_nobody_declared_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError, match=r"no.such"):
        api.enqueue(name="no.such")


def test_pages_of_jobs_lead_on_to_older_ones(admin) -> None:
    numbers = [api.enqueue(name="trial.note", arguments={"text": str(n)}) for n in range(55)]
    page = admin.get("/studio/jobs/?state=waiting")
    assert [job.id for job in page.context["jobs"]] == numbers[:4:-1]
    older = admin.get(f"/studio/jobs/?state=waiting&before={page.context['next']}")
    assert [job.id for job in older.context["jobs"]] == numbers[4::-1]
    assert older.context["next"] is None


def test_an_event_that_was_given_up_can_be_dropped_from_the_page(admin, trial) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("no room here")

    with subscribed(Subscription("trial.refuses", trial.Happened, refuse, ONCE)):
        api.publish(event=trial.Happened(thing="a", number=1), source="/trial", now=timezone.now())
        deliver()
    letter = api.dead_letters(viewer=PROVINCE)[0]
    assert "no room here" in admin.get("/studio/jobs/letters/").content.decode()
    assert admin.post(f"/studio/jobs/letters/{letter.id}/drop/").status_code == 302
    assert admin.post(f"/studio/jobs/letters/{letter.id}/again/").status_code == 409
    assert admin.post(f"/studio/jobs/letters/{letter.id}/burn/").status_code == 404
    assert "no room here" not in admin.get("/studio/jobs/letters/").content.decode()


def test_nothing_changes_by_looking(admin) -> None:
    number = api.enqueue(name="trial.note", arguments={"text": "x"})
    assert admin.get(f"/studio/jobs/{number}/cancel/").status_code == 405


def test_an_administrator_of_one_agency_does_not_see_the_systems_own_jobs_or_events() -> None:
    commune = Viewer(
        id="2", kind=Kind.OFFICER, grants=frozenset(Grant(right, "H27.18562") for right in ("jobs.view", "jobs.edit"))
    )
    assert api.dead_letters(viewer=commune) == ()
    with pytest.raises(Forbidden):
        api.settle(delivery_id=1, again=False, viewer=commune, now=timezone.now())
