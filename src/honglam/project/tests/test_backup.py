from __future__ import annotations

import io
import json
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from pyrage import x25519

from honglam.engines.register import apps
from honglam.project import installation, records, recovery
from honglam.project.archive import DUMP, MANIFEST
from honglam.project.command import main
from honglam.project.postgres import EmbeddedServer, embedded_data, server_url

pytestmark = pytest.mark.slow


TABLES = Path(apps.__file__).parent / "sql" / "tables.sql"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder with a running database of two tables, a file and a key."""
    home = tmp_path / "home"
    (home / "files" / "hồ sơ").mkdir(parents=True)
    (home / "files" / "hồ sơ" / "đơn.pdf").write_bytes(b"%PDF-1.7 letter")
    (home / "secret-key").write_text("k" * 64)
    (home / "keys" / "audit.root").mkdir(parents=True)
    (home / "keys" / "audit.root" / "1.pem").write_text("a private key")
    monkeypatch.setenv("HONGLAM_HOME", str(home))
    # These bare databases hold no ledger; tests/test_processes.py looks at the entries of whole installations.
    monkeypatch.setattr(records, "note", lambda *_said: None)
    for name in ("HONGLAM_KEYS", "HONGLAM_RECOVERY_KEY", "HONGLAM_RECOVERY_RECIPIENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    server = EmbeddedServer(embedded_data(home), durable=False)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE commune (code text PRIMARY KEY, name text)")
        connection.execute("INSERT INTO commune VALUES ('18562', 'Thạch Hà'), ('18073', 'Thành Sen')")
        connection.execute("CREATE TABLE visit (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO visit SELECT FROM generate_series(1, 1000)")
    yield home
    server.stop()


def rows(home: Path, query: str = "SELECT name FROM commune ORDER BY code") -> list[tuple[object, ...]]:
    with psycopg.connect(EmbeddedServer(embedded_data(home)).url) as connection:
        return connection.execute(query).fetchall()


def change(home: Path, statement: str) -> None:
    with psycopg.connect(EmbeddedServer(embedded_data(home)).url) as connection:
        connection.execute(statement)


def rewritten(archive: Path, name: str, edit: Callable[[bytes], bytes]) -> Path:
    """Return a copy of the archive in which one member is changed; anybody may have the public half of the key."""
    target = archive.with_name("changed.tar")
    key = recovery.identity(installation.home(), None)
    with (
        recovery.opening(archive, key) as plain,
        tarfile.open(fileobj=plain, mode="r|") as source,
        recovery.sealing(target, key.to_public()) as sealed,
        tarfile.open(fileobj=sealed, mode="w|") as out,
    ):
        for member in source:
            reader = source.extractfile(member)
            assert reader is not None
            data = edit(reader.read()) if member.name == name else reader.read()
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
        while plain.read(2**16):
            pass
    return target


def test_what_was_backed_up_comes_back_whole(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "all.tar"
    assert main(["backup", str(archive), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 1002
    assert archive.stat().st_mode & 0o077 == 0
    change(home, "DROP TABLE commune")
    (home / "files" / "hồ sơ" / "đơn.pdf").unlink()
    (home / "secret-key").write_text("lost")
    (home / "keys" / "audit.root" / "1.pem").unlink()
    assert main(["restore", str(archive), "--yes"]) == 0
    assert rows(home) == [("Thành Sen",), ("Thạch Hà",)]
    assert (home / "files" / "hồ sơ" / "đơn.pdf").read_bytes() == b"%PDF-1.7 letter"
    assert (home / "secret-key").read_text() == "k" * 64
    key = home / "keys" / "audit.root" / "1.pem"
    assert key.read_text() == "a private key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_tables_of_registers_come_back_with_their_history_and_what_keeps_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "all.tar"
    change(home, TABLES.read_text(encoding="utf-8"))
    change(home, "CREATE TABLE reg.wells_history (name text)")
    change(home, "INSERT INTO reg.wells_history VALUES ('Giếng làng')")
    change(
        home, "CREATE TRIGGER hl_fence BEFORE DELETE ON reg.wells_history FOR STATEMENT EXECUTE FUNCTION reg.hl_fence()"
    )
    assert main(["backup", str(archive), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 1003
    change(home, "DROP SCHEMA reg CASCADE")
    assert main(["restore", str(archive), "--yes"]) == 0
    assert rows(home, "SELECT name FROM reg.wells_history") == [("Giếng làng",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only appended to"):
        change(home, "DELETE FROM reg.wells_history")


def test_nobody_reads_an_archive_without_the_recovery_key(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.tar"
    assert main(["backup", str(archive)]) == 0
    data = archive.read_bytes()
    for secret in ("Thạch Hà", "%PDF-1.7", "k" * 64, "a private key", "database.dump"):
        assert secret.encode() not in data
    assert stat.S_IMODE((home / "recovery-key").stat().st_mode) == 0o600


def test_the_recovery_key_is_shown_once_and_used_from_then_on(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "one")]) == 0
    assert (home / "recovery-key").read_text().strip() in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "two")]) == 0
    assert "AGE-SECRET-KEY" not in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "one"), "--yes"]) == 0


def test_a_machine_may_write_backups_that_it_cannot_open(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = x25519.Identity.generate()
    monkeypatch.setenv("HONGLAM_RECOVERY_RECIPIENT", str(key.to_public()))
    assert main(["backup", str(tmp_path / "all.tar")]) == 0
    assert not (home / "recovery-key").exists()
    assert main(["restore", str(tmp_path / "all.tar"), "--yes"]) == 1
    assert "--key" in capsys.readouterr().err
    monkeypatch.setenv("HONGLAM_RECOVERY_KEY", str(key))
    assert main(["restore", str(tmp_path / "all.tar"), "--yes"]) == 0


def test_another_recovery_key_is_told_apart_from_a_damaged_archive(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "all.tar")]) == 0
    (tmp_path / "other").write_text(str(x25519.Identity.generate()))
    assert main(["restore", str(tmp_path / "all.tar"), "--yes", "--key", str(tmp_path / "other")]) == 1
    assert "another recovery key" in capsys.readouterr().err
    (tmp_path / "other").write_text("AGE-SECRET-KEY-1NONSENSE")
    assert main(["restore", str(tmp_path / "all.tar"), "--yes", "--key", str(tmp_path / "other")]) == 1
    assert "holds no recovery key" in capsys.readouterr().err
    assert rows(home) == [("Thành Sen",), ("Thạch Hà",)]


@pytest.mark.parametrize("place", [0.05, 0.5, 0.999])
def test_one_changed_bit_anywhere_is_noticed(
    home: Path, tmp_path: Path, place: float, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "all.tar"
    main(["backup", str(archive)])
    data = bytearray(archive.read_bytes())
    data[int(len(data) * place)] ^= 1
    archive.write_bytes(data)
    assert main(["restore", str(archive), "--yes"]) == 1
    assert "damaged or was changed" in capsys.readouterr().err
    assert rows(home) == [("Thành Sen",), ("Thạch Hà",)]


def test_data_that_is_here_is_replaced_only_when_asked_and_then_kept_beside(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.tar"
    main(["backup", str(archive)])
    change(home, "INSERT INTO commune VALUES ('1', 'newer')")
    assert main(["restore", str(archive)]) == 1
    assert len(rows(home)) == 3
    assert main(["restore", str(archive), "--yes"]) == 0
    assert len(rows(home)) == 2
    with psycopg.connect(server_url(embedded_data(home), "honglam_former")) as former:
        assert former.execute("SELECT count(*) FROM commune").fetchone() == (3,)


def test_it_restores_into_an_empty_folder_whose_database_does_not_run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "all.tar"
    main(["backup", str(archive)])
    monkeypatch.setenv("HONGLAM_HOME", str(tmp_path / "other"))
    assert main(["restore", str(archive)]) == 1  # an empty machine has no recovery key
    assert main(["restore", str(archive), "--key", str(home / "recovery-key")]) == 0
    other = EmbeddedServer(embedded_data(tmp_path / "other"))
    assert not other.running
    other.start()
    assert rows(tmp_path / "other") == [("Thành Sen",), ("Thạch Hà",)]
    other.stop()
    assert rows(home) == [("Thành Sen",), ("Thạch Hà",)]


@pytest.mark.parametrize(
    ("member", "edit"),
    [
        (DUMP, lambda data: data[:-1] + bytes([data[-1] ^ 1])),
        ("files/hồ sơ/đơn.pdf", lambda data: data.replace(b"letter", b"LETTER")),
        ("secret-key", lambda _data: b"mine"),
        (MANIFEST, lambda data: data.replace(b'"public.visit": 1000', b'"public.visit": 999')),
        (MANIFEST, lambda _data: b"not json"),
    ],
    ids=["dump", "file", "key", "count", "manifest"],
)
def test_a_tampered_archive_is_refused_and_nothing_changes(
    home: Path, tmp_path: Path, member: str, edit: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["backup", str(tmp_path / "all.tar")])
    changed = rewritten(tmp_path / "all.tar", member, edit)
    assert main(["restore", str(changed), "--yes"]) == 1
    assert "damaged or was changed" in capsys.readouterr().err
    assert rows(home) == [("Thành Sen",), ("Thạch Hà",)]
    assert (home / "files" / "hồ sơ" / "đơn.pdf").read_bytes() == b"%PDF-1.7 letter"


def test_an_archive_that_wants_to_write_elsewhere_is_refused(home: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as out:  # never encrypted, as before there was a recovery key
        member = tarfile.TarInfo("files/../../secret-key")
        member.size = 4
        out.addfile(member, io.BytesIO(b"evil"))
    assert main(["restore", str(evil), "--yes"]) == 1
    assert (home / "secret-key").read_text() == "k" * 64


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 a zip"], ids=["missing", "empty", "zip"])
def test_a_file_that_is_no_archive_gets_one_sentence(
    home: Path, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.tar"
    if content is not None:
        file.write_bytes(content)
    assert main(["restore", str(file), "--yes"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert home.exists()


def test_a_half_cut_archive_is_refused(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.tar"
    main(["backup", str(archive)])
    data = archive.read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    assert main(["restore", str(archive), "--yes"]) == 1
    assert len(rows(home)) == 2


def test_a_backup_that_cannot_be_written_leaves_nothing_half_done(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "/proc/honglam.tar"]) == 1
    assert "choose another place" in capsys.readouterr().err
    assert home.exists()
