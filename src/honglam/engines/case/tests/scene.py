"""What tests of cases begin with: a calendar, a province with a commune and a department, and the errand."""

from __future__ import annotations

from pathlib import Path

from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.steps import acting
from honglam.engines.case.service.studio import procedures
from honglam.engines.case.testing import MONDAY

ERRAND = Path(__file__).parent / "data" / "errand"
COMMUNE, DEPARTMENT, OTHER = "H27.18562", "H27.skhcn", "H27.syt"
DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="Ai" namespace="t">
  <decision id="who" name="Ai xử lý">
    <decisionTable id="who_table" hitPolicy="FIRST">
      <input id="i1" label="Lĩnh vực">
        <inputExpression id="e1" typeRef="string"><text>topic</text></inputExpression>
      </input>
      <input id="i2" label="Xã"><inputExpression id="e2" typeRef="string"><text>commune</text></inputExpression></input>
      <output id="o1" label="Cơ quan" name="agency" typeRef="string" />
      <rule id="r1">
        <inputEntry id="r1a"><text>"road"</text></inputEntry><inputEntry id="r1b"><text>"18562"</text></inputEntry>
        <outputEntry id="r1c"><text>"skhcn"</text></outputEntry>
      </rule>
      <rule id="r2">
        <inputEntry id="r2a"><text>"lamp"</text></inputEntry><inputEntry id="r2b"><text>-</text></inputEntry>
        <outputEntry id="r2c"><text>"H27.syt"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""


def build() -> None:
    """Make the province and publish the errand."""
    load_calendar()
    make_agency(DEPARTMENT)
    make_agency(OTHER)
    committee = make_agency(COMMUNE)
    committee.commune = "18562"
    committee.save()
    for kept in (clock, routing, naming):
        kept.forget()
    procedures.ready.cache_clear()
    publish(files())


def files(**changed: str) -> dict[str, str]:
    """Return the files of the errand; `procedure_toml="…"` takes the place of `procedure.toml`."""
    found = {path.name: path.read_text(encoding="utf-8") for path in ERRAND.iterdir()}
    return found | {name.replace("_", ".", 1): text for name, text in changed.items()}


def by_table() -> dict[str, str]:
    """Return the errand with a table that says which agency verifies."""
    text = files()["procedure.toml"]
    topics = "".join(
        f'[[topic]]\nid = "{each}"\ntitle = "{title}"\ntitle_en = "{each}"\n\n'
        for each, title in (("road", "Đường"), ("lamp", "Đèn"), ("dog", "Chó"))
    )
    text = text.replace('route = "territory"', 'route = "table"\ntable = "who"')
    return files(procedure_toml=f"{text}\n{topics}", who_dmn=DMN)


def publish(content: dict[str, str], *, by: str = "") -> int:
    """Publish a version of the errand."""
    return procedures.publish(procedure="tests.errand", files=content, by=by, now=MONDAY)


def opened(**more: object) -> Case:
    """Open an errand."""
    about = {"procedure": "tests.errand", "form": {"text": "Đèn hỏng"}, "commune": "18562", **more}
    return Case.objects.get(code=acting.open_case(entry=NewCase(**about), now=MONDAY))  # type: ignore[arg-type]


def task(case: Case) -> Task:
    """Return the one open task of a case."""
    return Task.objects.get(case=case, state="open", parent__isnull=True)
