"""Whatever a machine sends to the doors of a register: never a 5xx, refusals as RFC 9457, answers as described."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core import NOT_SET

from honglam.base import trace
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.register import api
from honglam.engines.register.testing import MONDAY

MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
OPERATIONS = ("list", "make", "bulk", "read", "change", "remove", "history", "changes")


@pytest.fixture
def client(wells):
    client = client_of(make_officer("an", role="steward", agency="H27"))
    client.raise_request_exception = False
    return client


def send(client: Any, case: Any, record: str) -> Any:
    body = b"" if case.body is NOT_SET else case.body
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    if case.path_parameters and "record" in case.path_parameters:
        case.path_parameters["record"] = record
    headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
    return client.generic(
        case.method,
        case.formatted_path,
        body,
        content_type="application/json",
        query_params=case.query,
        headers=headers,
    )


@pytest.mark.parametrize("wanted", OPERATIONS)
def test_an_operation_of_a_register_answers_as_its_description_says(client, wanted):
    row = {"code": "G-1", "holder": "042095001234", "place": "18.34, 105.9"}
    (made,) = api.records.write(register="wells", rows=[row], viewer=trace.SYSTEM, now=MONDAY)
    document = client.get("/api/v1/register/wells/openapi.json").json()
    operations = [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]
    operation = next(each for each in operations if each.definition.raw["operationId"] == wanted)

    def holds(case: Any) -> None:
        with transaction.atomic():  # each example meets the same record
            answer = send(client, case, str(made.id))
            transaction.set_rollback(True)
        assert answer.status_code < 500
        if answer.status_code == 304:
            return
        described = operation.definition.raw["responses"]
        assert str(answer.status_code) in described
        if answer.status_code >= 400:
            assert answer["Content-Type"].startswith("application/problem+json")
            assert answer.json()["status"] == answer.status_code
            return
        (content,) = described[str(answer.status_code)]["content"].values()
        jsonschema.validate(answer.json(), {**content["schema"], "components": document["components"]})

    for mode in MODES:
        sent = given(operation.as_strategy(generation_mode=mode))(holds)
        with suppress(Unsatisfiable):
            settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))(sent)()
