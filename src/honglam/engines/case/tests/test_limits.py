"""A step may have another limit for some cases, by a value of the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from honglam.engines.case import definition
from honglam.engines.case.contracts import Limit, ProcedureRefused, Unit

FOLDER = Path(__file__).parent / "data" / "errand"


def read(verify: str) -> definition.Procedure:
    files = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    main = files["procedure.toml"].decode().replace('limit = "8 working hours"', verify, 1)
    return definition.read(procedure="tests.errand", number=1, files=files | {"procedure.toml": main.encode()})[0]


def test_a_value_chooses_the_limit_and_what_it_does_not_name_keeps_the_steps_own() -> None:
    limits = 'limit = "8 working hours"\nlimits = { urgency = { urgent = "4 working hours", late = "3 days" } }'
    step = read(limits).steps["verify"]
    assert step.limit_for({"urgency": "urgent"}) == Limit(4, Unit.WORKING_HOURS)
    assert step.limit_for({"urgency": "late"}) == Limit(3, Unit.DAYS)
    for values in ({"urgency": "other"}, {"urgency": None}, {}):
        assert step.limit_for(values) == Limit(8, Unit.WORKING_HOURS)


@pytest.mark.parametrize(
    "limits",
    [
        '"4 hours"',
        "{}",
        "{ urgency = 4 }",
        "{ urgency = {} }",
        '{ urgency = { urgent = "soon" } }',
        "{ a = {}, b = {} }",
    ],
)
def test_limits_that_cannot_be_read_are_refused_where_they_stand(limits: str) -> None:
    with pytest.raises(ProcedureRefused) as told:
        read(f'limit = "8 working hours"\nlimits = {limits}')
    assert [problem.element.startswith("steps.verify.limits") for problem in told.value.problems] == [True]
