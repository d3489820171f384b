from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from honglam.project import preflight
from honglam.project.installation import ROOT, port
from honglam.project.terminal import Stop


def refusal(call: object, *args: object) -> str:
    assert callable(call)
    with pytest.raises(Stop) as stopped:
        call(*args)
    text = str(stopped.value)
    assert "\n" not in text
    return text


def test_a_writable_folder_is_made_and_left_clean(tmp_path: Path) -> None:
    preflight.check_home(tmp_path / "new" / "home")
    assert list((tmp_path / "new" / "home").iterdir()) == []


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert str(tmp_path / "home") in refusal(preflight.check_home, tmp_path / "home")


def test_a_folder_that_nobody_may_write_names_the_way_out() -> None:
    assert "HONGLAM_HOME" in refusal(preflight.check_home, Path("/proc/honglam"))


def test_a_full_disk_is_refused_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(total=10**9, used=10**9, free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    assert "full" in refusal(preflight.check_home, tmp_path)


def test_a_taken_port_is_refused_with_another_one_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert f"HONGLAM_PORT={number + 1}" in refusal(preflight.check_port, "127.0.0.1", number)


@pytest.mark.parametrize("text", ["http", "-1", "70000", "0", "８０８０"])
def test_a_port_that_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGLAM_PORT", text)
    assert "1 to 65535" in refusal(preflight.check_port, "127.0.0.1", port())


def test_an_address_of_another_machine_is_refused() -> None:
    assert "HONGLAM_BIND" in refusal(preflight.check_port, "192.0.2.1", 8000)


def test_an_old_python_reads_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 9, 2, 'final', 0)\n")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "checkpython.py")],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "this is 3.9:" in done.stderr


def test_the_sentence_is_vietnamese_in_a_vietnamese_terminal(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    code = "import sys; from honglam.project.command import main; sys.exit(main(['up']))"
    environment = {**os.environ, "HONGLAM_HOME": str(tmp_path / "home"), "LANG": "vi_VN.UTF-8", "LC_ALL": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "thư mục" in done.stderr
