"""For the tests of packs: procedures tried as a story, and the suite that every procedure passes.

story = Story.of("fieldreports.report", now=MONDAY)
case = story.opened(topic="road", commune="18562", form={"text": "A hole in the road"})
case.task("verify").is_for("H27.18562").is_due_in("8 working hours")
case.done(verdict="accept").status_is("handled")
story.passes("9 working hours")
case.is_late()


class TestReport(ProcedureSuite):
    procedure = "fieldreports.report"
    opening = {"topic": "road", "commune": "18562", "form": {"text": "A hole in the road"}}
"""

from __future__ import annotations

from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.desk import naming
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.public import publishing_reading
from honglam.engines.case.service.studio import procedures
from honglam.engines.case.testing.stories import MONDAY, CaseStory, Story, TaskStory, files_of
from honglam.engines.case.testing.suites import ProcedureSuite

__all__ = ["MONDAY", "CaseStory", "ProcedureSuite", "Story", "TaskStory", "files_of", "forget"]


def forget() -> None:
    """Forget what this process keeps of procedures, agencies and calendars; the next test has others."""
    for kept in (clock, routing, naming, publishing_reading):
        kept.forget()
    procedures.ready.cache_clear()
