"""What officers are told of the time of cases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Urgency
from honglam.core.notices.hooks import Template

_EXAMPLE = {
    "code": "PA-7KQ2-M9XT-4",
    "title": "Đèn đường hỏng",
    "what": "Xác minh",
    "due": "17:00 15/12/2026",
}
TEMPLATES = (
    Template(
        "case.late",
        category="desk",
        title=_("%(code)s is late"),
        body=_("“%(what)s” of %(code)s, %(title)s, was due at %(due)s and is not done."),
        urgency=Urgency.URGENT,
        example=_EXAMPLE,
    ),
    Template(
        "case.warning",
        category="desk",
        title=_("%(code)s is due soon"),
        body=_("“%(what)s” of %(code)s, %(title)s, is due at %(due)s."),
        example=_EXAMPLE,
    ),
)
