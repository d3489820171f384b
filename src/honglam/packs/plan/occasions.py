"""What agencies are told of their tasks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Urgency
from honglam.core.notices.hooks import Category, Template

_EXAMPLE = {"code": "NV-7KQ2-M9XT-4", "title": "Số hóa hồ sơ", "due": "31/12/2026"}
CATEGORY = Category("plan", _("Tasks of plans and directives"), citizens=False)
TEMPLATES = (
    Template(
        "plan.urged",
        category="plan",
        title=_("You are urged: %(code)s"),
        body=_("%(by)s on “%(title)s” (%(code)s, due %(due)s): %(words)s"),
        urgency=Urgency.URGENT,
        example=_EXAMPLE | {"by": "Chủ tịch UBND tỉnh", "words": "Đề nghị báo cáo tiến độ trong ngày."},
    ),
    Template(
        "plan.reminded",
        category="plan",
        title=_("%(code)s is due in %(days)s days"),
        body=_("“%(title)s” (%(code)s) is due on %(due)s, in %(days)s days."),
        example=_EXAMPLE | {"days": 7},
    ),
    Template(
        "plan.report_due",
        category="plan",
        title=_("Report for %(period)s is due on %(due)s"),
        body=_(
            "The report of your agency for %(period)s is due on %(due)s. It is filled in already: read and send it."
        ),
        example={"period": "2026-Q4", "due": "20/12/2026"},
    ),
)
