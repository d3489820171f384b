"""Push notices: for that browser alone, signed by us, to push services on the internet and nowhere else."""

from __future__ import annotations

import base64
import json
import socket

import pytest
from django.utils import timezone

from honglam.base.errors import Refusal
from honglam.core.identity import api as identity
from honglam.core.notices import api
from honglam.core.notices.contracts import Account, State
from honglam.core.notices.models import Device, Message
from honglam.core.notices.service import dispatch
from honglam.kit import calls

pytestmark = pytest.mark.django_db(transaction=True)


def tell(*to):
    return api.send(template="trial.told", to=to, values={"code": "H27.1"}, now=timezone.now())


def carry() -> int:
    return dispatch.dispatch(now=timezone.now())


def only() -> Message:
    return Message.objects.get()


def viewer(row):
    return identity.viewer(account_id=row.pk)


def subscribe(row, browser, endpoint: str = "") -> None:
    api.subscribe(
        endpoint=endpoint or browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        name="Firefox 128, Linux",
        viewer=viewer(row),
        now=timezone.now(),
    )


def test_a_push_is_read_by_that_browser_alone_and_signed_by_us(citizen, phone_browser):
    lan = citizen()
    subscribe(lan, phone_browser)
    (number,) = tell(Account(str(lan.pk)))
    carry()
    ((headers, said),) = phone_browser.got
    assert said["title"] == "Dossier H27.1 was received"
    assert said["body"] == "Đã nhận hồ sơ H27.1."
    assert said["path"] == f"/notices/{number}/open/"
    scheme, token, key = headers["Authorization"].replace("t=", "").replace("k=", "").replace(",", " ").split()
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert scheme == "vapid"
    assert claims["aud"] == f"http://{phone_browser.host}"
    assert key == api.push_key()
    assert only().state == State.SENT


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(citizen, phone_browser, status):
    lan = citizen()
    subscribe(lan, phone_browser)
    phone_browser.status = status
    tell(Account(str(lan.pk)))
    carry()
    assert only().state == State.FAILED
    assert not Device.objects.exists()


def test_a_push_service_that_is_ill_is_tried_again(citizen, phone_browser):
    lan = citizen()
    subscribe(lan, phone_browser)
    phone_browser.status = 503
    tell(Account(str(lan.pk)))
    carry()
    assert only().state == State.WAITING
    assert Device.objects.exists()


def test_a_name_server_that_is_silent_for_a_moment_forgets_no_browser(citizen, phone_browser, monkeypatch):
    lan = citizen()
    subscribe(lan, phone_browser)

    def silent(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    monkeypatch.setattr(calls.socket, "getaddrinfo", silent)
    tell(Account(str(lan.pk)))
    carry()
    assert only().state == State.WAITING
    assert Device.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "http://93.184.215.14/x",
        "https://user@93.184.215.14/x",
        "https://93.184.215.14:99999/x",
        "file:///etc/passwd",
        "https:///x",
        "",
    ],
)
def test_an_endpoint_that_is_no_push_service_on_the_internet_is_refused(citizen, phone_browser, settings, endpoint):
    settings.CALL_NETWORKS = []
    with pytest.raises(Refusal):
        api.subscribe(
            endpoint=endpoint,
            p256dh=phone_browser.p256dh,
            auth=phone_browser.auth,
            name="x",
            viewer=viewer(citizen()),
            now=timezone.now(),
        )


def test_a_browser_belongs_to_who_used_it_last(citizen, phone_browser):
    lan, hoa = citizen("lan"), citizen("hoa")
    subscribe(lan, phone_browser)
    subscribe(hoa, phone_browser)
    assert Device.objects.get().account_id == hoa.pk
