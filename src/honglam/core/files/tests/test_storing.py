from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from honglam.base.access import ANONYMOUS
from honglam.base.errors import Forbidden, Missing, Refusal, SignInNeeded
from honglam.core.audit.testing import ledger
from honglam.core.files import api, stores
from honglam.core.files.contracts import Owner, State
from honglam.core.files.models import Blob, File
from honglam.core.files.testing import NOW, PDF, make_file, picture
from honglam.kit.testing import OWNER_AT, citizen

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def everything(settings) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def read(file_id, viewer) -> bytes:
    content = api.open(file_id=file_id, viewer=viewer)
    return b"".join(api.stretch(content=content).pieces)


def age(settings, days: int = 3) -> None:
    """Make everything that lies in the folder look as if it had been there for days."""
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        stamp = NOW.timestamp() - days * 86400
        os.utime(path, (stamp, stamp))
    Blob.objects.update(stored_at=NOW - timedelta(days=days))


def test_what_was_stored_is_read_back_byte_by_byte_and_described(well, keeper, colleague) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper)
    assert read(stored.id, colleague) == PDF
    found = api.describe(file_id=stored.id, viewer=colleague)
    assert (found.name, found.media_type, found.size) == ("Quyết định.pdf", "application/pdf", len(PDF))
    assert (found.owner, found.agency, found.uploaded_name) == (well, OWNER_AT, keeper.name)
    assert api.list_of(owner=well, viewer=colleague) == (found,)


def test_equal_contents_lie_there_once_under_as_many_names_as_they_have(well, keeper, settings) -> None:
    first = make_file(well, agency=OWNER_AT, viewer=keeper, name="a.pdf")
    second = make_file(well, agency=OWNER_AT, viewer=keeper, name="b.pdf")
    assert first.id != second.id
    assert first.sha256 == second.sha256
    assert everything(settings) == [stores.blob_key(first.sha256)]
    figures = api.figures(now=NOW)
    assert (figures.files, figures.blobs, figures.saved_percent) == (2, 1, 50)


def test_a_stranger_finds_nothing_and_a_colleague_may_not_remove(well, keeper, colleague, stranger) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper)
    for viewer in (stranger, citizen()):
        with pytest.raises(Missing):
            api.open(file_id=stored.id, viewer=viewer)
        assert api.list_of(owner=well, viewer=viewer) == ()
    with pytest.raises(SignInNeeded):
        api.describe(file_id=stored.id, viewer=ANONYMOUS)
    with pytest.raises(Forbidden):
        api.remove(file_id=stored.id, viewer=colleague, now=NOW)
    with pytest.raises(Forbidden):
        make_file(well, agency=OWNER_AT, viewer=stranger)


def test_storing_and_removing_stand_in_the_ledger_without_the_content(well, keeper) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper)
    api.remove(file_id=stored.id, viewer=keeper, now=NOW, reason="sent twice")
    entries = ledger(thing=f"file:{stored.id}")
    assert [entry.verb for entry in entries] == ["files.file.stored", "files.file.removed"]
    assert entries[0].after["name"] == "Quyết định.pdf"
    assert entries[1].reason == "sent twice"
    with pytest.raises(Missing):
        api.describe(file_id=stored.id, viewer=keeper)


def test_reading_a_persons_file_is_noted_once_for_one_go(keeper, colleague) -> None:
    owner = Owner("trial.person", OWNER_AT)
    stored = make_file(owner, agency=OWNER_AT, viewer=keeper)
    api.open(file_id=stored.id, viewer=colleague)
    api.open(file_id=stored.id, viewer=colleague)
    readings = [entry for entry in ledger(person=f"person-of-{OWNER_AT}") if entry.verb != "files.file.stored"]
    assert len(readings) == 1
    assert readings[0].thing == f"file:{stored.id}"


def test_a_file_is_gone_with_the_transaction_that_was_rolled_back_and_its_content_a_day_later(
    well, keeper, settings
) -> None:
    with transaction.atomic():
        stored = make_file(well, agency=OWNER_AT, viewer=keeper)
        transaction.set_rollback(True)
    assert not File.objects.exists()
    assert not Blob.objects.exists()
    assert everything(settings) == [stores.blob_key(stored.sha256)]
    assert api.clean_up(now=NOW).strays == 0
    age(settings)
    assert api.clean_up(now=NOW).strays == 1
    assert everything(settings) == []


def test_a_removed_content_goes_only_when_no_other_file_shows_it(well, keeper, settings) -> None:
    first = make_file(well, agency=OWNER_AT, viewer=keeper, name="a.pdf")
    second = make_file(well, agency=OWNER_AT, viewer=keeper, name="b.pdf")
    api.remove(file_id=first.id, viewer=keeper, now=NOW)
    age(settings)
    assert api.clean_up(now=LATER).blobs == 0
    assert read(second.id, keeper) == PDF
    api.remove(file_id=second.id, viewer=keeper, now=NOW)
    done = api.clean_up(now=LATER)
    assert (done.blobs, done.size) == (1, len(PDF))
    assert everything(settings) == []


@pytest.mark.django_db(transaction=True)
def test_the_clean_up_leaves_alone_what_somebody_is_storing_just_now(well, keeper, settings) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper)
    File.objects.all().delete()
    age(settings)
    other = connection.copy()
    try:
        with other.cursor() as cursor:  # another process has begun to store the same content and has not committed
            cursor.execute("BEGIN")
            number = int.from_bytes(bytes.fromhex(stored.sha256[:16]), signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [number])
            assert api.clean_up(now=NOW).blobs == 0
            assert everything(settings) == [stores.blob_key(stored.sha256)]
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert api.clean_up(now=NOW).blobs == 1


def test_a_content_whose_file_vanished_is_put_back_when_it_is_sent_again(well, keeper) -> None:
    first = make_file(well, agency=OWNER_AT, viewer=keeper)
    stores.delete(stores.blob_key(first.sha256))
    make_file(well, agency=OWNER_AT, viewer=keeper)
    assert read(first.id, keeper) == PDF


def test_a_draft_is_its_senders_until_the_form_is_sent_and_then_its_owners(well, keeper, colleague) -> None:
    draft = api.store(source=PDF, name="a.pdf", owner=None, agency=OWNER_AT, viewer=keeper, now=NOW, use="trial.papers")
    assert read(draft.id, keeper) == PDF
    with pytest.raises(Missing):
        api.open(file_id=draft.id, viewer=colleague)
    args = {"ids": [draft.id], "owner": well, "agency": OWNER_AT, "viewer": keeper, "now": NOW, "use": "trial.papers"}
    assert api.adopt(**args)[0].owner == well
    assert api.adopt(**args)[0].id == draft.id  # the form was sent twice
    assert read(draft.id, colleague) == PDF
    assert len(ledger(thing=f"file:{draft.id}")) == 1


def test_nobody_adopts_the_draft_of_another_or_one_of_yesterday(well, keeper) -> None:
    draft = api.store(source=PDF, name="a.pdf", owner=None, agency=OWNER_AT, viewer=citizen(), now=NOW)
    args = {"ids": [draft.id], "owner": well, "agency": OWNER_AT, "now": NOW}
    with pytest.raises(Missing, match="no longer here"):
        api.adopt(**args, viewer=keeper)
    assert api.clean_up(now=NOW + timedelta(hours=23)).drafts == 0
    assert api.clean_up(now=NOW + timedelta(hours=25)).drafts == 1


def test_more_files_than_a_use_takes_are_refused(well, keeper) -> None:
    for _ in range(2):
        make_file(well, agency=OWNER_AT, viewer=keeper, use="trial.papers")
    with pytest.raises(Refusal, match="At most 2 files"):
        make_file(well, agency=OWNER_AT, viewer=keeper, use="trial.papers")


def test_an_altered_and_a_missing_content_are_named_not_served_and_mended_by_the_same_file(
    well, keeper, settings
) -> None:
    good = make_file(well, agency=OWNER_AT, viewer=keeper)
    altered = make_file(well, agency=OWNER_AT, viewer=keeper, name="bản đồ.png", content=picture(20, 20))
    missing = make_file(well, agency=OWNER_AT, viewer=keeper, name="ảnh.png", content=picture(30, 20))
    assert api.verify(now=NOW).flaws == ()
    path = Path(settings.MEDIA_ROOT) / stores.blob_key(altered.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    stores.delete(stores.blob_key(missing.sha256))
    found = api.verify(now=LATER)
    assert {(flaw.file, flaw.name, flaw.missing) for flaw in found.flaws} == {
        (altered.id, "bản đồ.png", False),
        (missing.id, "ảnh.png", True),
    }
    assert api.figures(now=NOW).damaged == 2
    assert read(good.id, keeper) == PDF
    with pytest.raises(Refusal, match="no longer what was stored"):
        api.open(file_id=altered.id, viewer=keeper)
    again = make_file(well, agency=OWNER_AT, viewer=keeper, name="again.png", content=picture(20, 20))
    assert api.describe(file_id=altered.id, viewer=keeper).state is State.READY
    assert read(again.id, keeper) == picture(20, 20)


def test_a_sample_looks_first_at_what_nobody_looked_at_for_longest(well, keeper) -> None:
    old = make_file(well, agency=OWNER_AT, viewer=keeper)
    make_file(well, agency=OWNER_AT, viewer=keeper, content=picture(), name="a.png", now=LATER)
    stores.delete(stores.blob_key(old.sha256))
    found = api.verify(now=LATER + timedelta(days=1), most_blobs=1)
    assert [flaw.file for flaw in found.flaws] == [old.id]
    assert found.blobs == 1


def test_what_is_held_back_stays_so_when_it_is_damaged_and_mended(well, keeper, settings) -> None:
    stored = make_file(well, agency=OWNER_AT, viewer=keeper)
    Blob.objects.update(state=State.INFECTED, finding="Eicar")
    path = Path(settings.MEDIA_ROOT) / stores.blob_key(stored.sha256)
    path.write_bytes(b"changed")
    assert len(api.verify(now=LATER).flaws) == 1
    path.write_bytes(PDF)
    assert api.verify(now=LATER).flaws == ()
    with pytest.raises(Refusal, match="found something"):
        api.open(file_id=stored.id, viewer=keeper)
