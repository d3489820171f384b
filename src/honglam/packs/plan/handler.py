"""What this pack adds to its procedure: what a step leaves beside the case, and panels on the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.core.files.hooks import OwnerKind, Use
from honglam.engines.case.hooks import Handler, Panel
from honglam.kit.access import viewer_of
from honglam.packs.plan import api
from honglam.packs.plan.contracts.living import TASK_PROCEDURE
from honglam.packs.plan.contracts.work import DIRECTIVE_OWNER, EVIDENCE, PAPERS, WORK_OWNER


def _panels(request: HttpRequest, code: str) -> tuple[Panel, ...]:
    """Show the history of what was reported, and the document's own words."""
    found = api.work.history(code=code, viewer=viewer_of(request), now=timezone.now())
    files = api.work.evidence(code=code, viewer=viewer_of(request))
    context = {"found": found, "files": files}
    return (Panel(title=_("Progress so far"), template="plan/work_history.html", context=context),)


HANDLER = Handler(id=TASK_PROCEDURE, follow=api.work.follow, panels=_panels)
USES = (
    Use(id=EVIDENCE, title=_("Evidence of a task"), most_files=200),
    Use(id=PAPERS, title=_("Documents of directives")),
)
OWNERS = (
    OwnerKind(
        id=WORK_OWNER,
        title=_("Task of a plan"),
        may_read=lambda viewer, code: api.work.may_read(code=code, viewer=viewer),
        may_write=lambda viewer, code: api.work.may_write(code=code, viewer=viewer),
        address=lambda code: reverse("desk-case:case", args=[code]),
    ),
    OwnerKind(
        id=DIRECTIVE_OWNER,
        title=_("Directive"),
        may_read=lambda viewer, number: api.directives.may_read(directive_id=number, viewer=viewer),
        may_write=lambda viewer, number: api.directives.may_write(directive_id=number, viewer=viewer),
        address=lambda number: reverse("desk-plan:directive", args=[number]),
    ),
)
