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
    *(
        Template(
            f"plan.{word}",
            category="plan",
            title=title,
            body=body,
            urgency=Urgency.URGENT if word == "asked_urged" else Urgency.NORMAL,
            example={"title": "Số hộ có Internet", "due": "20/12/2026", "words": "Đề nghị gửi trong ngày."},
        )
        for word, title, body in (
            (
                "asked",
                _("Your agency is asked to report: %(title)s"),
                _("Please fill in “%(title)s” and send it by %(due)s."),
            ),
            (
                "asked_changed",
                _("Changed: %(title)s"),
                _("The form or the deadline of “%(title)s” has changed. It is due on %(due)s; drafts were kept."),
            ),
            ("asked_due", _("Due on %(due)s: %(title)s"), _("“%(title)s” is due on %(due)s and was not sent yet.")),
            ("asked_urged", _("You are urged: %(title)s"), _("“%(title)s”, due on %(due)s: %(words)s")),
            (
                "asked_returned",
                _("Returned to be mended: %(title)s"),
                _("Your answer to “%(title)s” was returned: %(words)s"),
            ),
        )
    ),
)
