"""What officers are told of their work on cases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Cadence, Channel, Urgency
from honglam.core.notices.hooks import Category, Template

CATEGORY = Category(
    "desk",
    _("Your work on cases"),
    usual={Channel.PUSH: Cadence.NOW, Channel.EMAIL: Cadence.HOURLY},
    citizens=False,
)
_EXAMPLE = {"code": "PA-7KQ2-M9XT-4", "title": "Đèn đường hỏng", "task": "Xác minh"}
TEMPLATES = (
    Template(
        "case.astray",
        category="desk",
        title=_("Nobody could tell whose %(code)s is"),
        body=_("“%(task)s” of %(code)s, %(title)s, is with you because no agency was found for it. Say whose it is."),
        urgency=Urgency.URGENT,
        example=_EXAMPLE,
    ),
    Template(
        "case.stuck",
        category="desk",
        title=_("A step of %(code)s does not happen by itself"),
        body=_(
            "“%(task)s” of %(code)s, %(title)s, has failed for so long that it is not tried any more. Open the case:"
            " it says why, and there you have it tried again."
        ),
        urgency=Urgency.URGENT,
        example=_EXAMPLE,
    ),
    Template(
        "case.handed",
        category="desk",
        title=_("%(name)s has handed %(code)s over to you"),
        body=_("“%(task)s” of %(code)s, %(title)s: %(reason)s"),
        example={**_EXAMPLE, "name": "Trần Thị Lan", "reason": "Thuộc địa bàn của xã"},
    ),
    Template(
        "case.work.handed",
        category="desk",
        title=_("%(name)s has handed over tasks to you: %(count)d"),
        body=_("They stand among your work. Why: %(reason)s"),
        example={"name": "Trần Thị Lan", "count": 12, "reason": "Chuyển công tác"},
    ),
    Template(
        "case.returned",
        category="desk",
        title=_("%(name)s has given %(code)s back"),
        body=_("“%(task)s” of %(code)s, %(title)s: %(reason)s"),
        example={**_EXAMPLE, "name": "Trần Thị Lan", "reason": "Không thuộc thẩm quyền"},
    ),
    Template(
        "case.joined",
        category="desk",
        title=_("All parts of %(code)s are answered"),
        body=_("Every agency that was asked about “%(task)s” of %(code)s, %(title)s, has answered. It can go on."),
        example=_EXAMPLE,
    ),
)
