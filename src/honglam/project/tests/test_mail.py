"""Who carries our mail."""

from __future__ import annotations

from pathlib import Path

from django.core.mail import send_mail

from honglam.project.mail import mail_settings


def test_letters_lie_in_a_folder_when_nobody_carries_them(settings: object, tmp_path: Path) -> None:
    for name, value in mail_settings(f"file://{tmp_path}/mail").items():
        setattr(settings, name, value)
    send_mail("Mã của bạn", "Mã: 123456", "honglam@example.vn", ["dan@example.vn"])
    (letter,) = (tmp_path / "mail").iterdir()
    assert "dan@example.vn" in letter.read_text(encoding="utf-8")


def test_a_mail_server_is_not_a_folder() -> None:
    assert mail_settings("smtp://mail.example.vn:587?tls=1")["EMAIL_HOST"] == "mail.example.vn"
