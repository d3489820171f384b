"""The REST API is described by one document, which is committed, complete and true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from honglam.project.rest import api

COMMITTED = Path(__file__).resolve().parent.parent / "docs/reference/openapi.json"
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema()))


def operations() -> Iterator[Any]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(operation, id=f"{method} {path}")


def fields() -> Iterator[Any]:
    for name, schema in DOCUMENT.get("components", {}).get("schemas", {}).items():
        for field, description in schema.get("properties", {}).items():
            yield pytest.param(description, id=f"{name}.{field}")


def test_the_committed_document_is_the_one_that_the_code_gives() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == DOCUMENT, (
        "`make docs` writes it anew; read the difference"
    )


@pytest.mark.parametrize("operation", list(operations()))
def test_an_operation_says_what_it_does(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation.get("description"), "give the function a docstring"


@pytest.mark.parametrize("description", list(fields()))
def test_a_field_says_what_it_means(description: dict[str, Any]) -> None:
    assert description.get("description") or "$ref" in description, "Field(description=…)"
