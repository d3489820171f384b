"""An upload outlives the server: killed in the middle of a part, started again, the same client goes on."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from honglam.core.files.models import File
from honglam.core.files.testing import picture
from honglam.core.jobs.testing import database_url, eventually

SERVING = Path(__file__).with_name("serving.py")
PART = 128 * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(tmp_path):
    processes = []
    environment = os.environ | {"DATABASE_URL": "", "HONGLAM_HOME": str(tmp_path), "HONGLAM_SECRET_KEY": "k" * 50}

    def begin(port: int) -> subprocess.Popen[bytes]:
        arguments = [sys.executable, str(SERVING), str(port), str(tmp_path / "files")]
        process = subprocess.Popen(arguments, env=environment | {"DATABASE_URL": database_url()})
        processes.append(process)
        eventually(lambda: answers(port), within=60)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait(10)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_upload_goes_on_after_the_server_was_killed_and_started_again(serve) -> None:
    content = picture(700, 500, compress_level=0)
    port = free_port()
    server = serve(port)
    proof = "a" * 32
    client = TusClient(
        f"http://127.0.0.1:{port}/files/uploads/", headers={"Cookie": f"csrf={proof}", "X-CSRFToken": proof}
    )
    given = {"file_stream": io.BytesIO(content), "chunk_size": PART, "retries": 0}
    uploader = client.uploader(**given, metadata={"filename": "ảnh.png", "use": "trial.all"})
    uploader.upload_chunk()
    uploader.upload_chunk()
    server.kill()
    server.wait(10)
    with pytest.raises(TusCommunicationError):
        uploader.upload_chunk()
    assert not File.objects.exists()

    serve(port)
    again = client.uploader(**given, url=uploader.url)
    assert again.offset == 2 * PART
    again.upload()
    assert File.objects.get().blob_id == hashlib.sha256(content).hexdigest()
