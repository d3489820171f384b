"""Whatever a machine sends to an operation of the OpenAPI document: never a 5xx, and errors as RFC 9457 says."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core import NOT_SET

from honglam.core.identity.testing import ACTORS, client_of
from honglam.core.places.testing import have_places
from honglam.project.rest import api

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()]
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


def send(client: Client, case: Any) -> Any:
    body = b"" if case.body is NOT_SET else case.body
    if not isinstance(body, bytes):  # what is no JSON at all is sent as it is
        body = json.dumps(body).encode()
    headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
    return client.generic(
        case.method,
        case.formatted_path,
        body,
        content_type="application/json",
        query_params=case.query,
        headers=headers,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("mode", MODES, ids=lambda m: m.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.label)
def test_an_operation_answers_whatever_is_sent_by_anybody(operation: Any, mode: Any) -> None:
    have_places()
    people = {"anonymous": Client()} | {who: client_of(make()) for who, make in ACTORS.items()}
    for client in people.values():
        client.raise_request_exception = False

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def holds(case: Any) -> None:
        for who, client in people.items():
            answer = send(client, case)
            assert answer.status_code < 500, who
            if answer.status_code >= 400:
                assert answer["Content-Type"].startswith("application/problem+json"), who
                assert answer.json()["status"] == answer.status_code

    # An operation that takes nothing cannot be sent anything wrong.
    with suppress(Unsatisfiable):
        holds()
