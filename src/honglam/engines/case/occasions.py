"""What who asked is told of their case, and what officers are told that comes from them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.base.events import Envelope
from honglam.core.jobs.hooks import Subscription
from honglam.core.notices.contracts import Cadence, Channel
from honglam.core.notices.hooks import Category, Template
from honglam.engines.case import api, events

CATEGORY = Category(
    "case",
    _("What you have handed in"),
    usual={Channel.PUSH: Cadence.NOW, Channel.EMAIL: Cadence.NOW, Channel.SMS: Cadence.NOW},
)
NEW_WORK = Category("new-work", _("New work for your agency"), usual={Channel.EMAIL: Cadence.DAILY}, citizens=False)
_EXAMPLE = {
    "code": "PA-7KQ2-M9XT-4",
    "title": "Đèn đường hỏng",
    "due": "17:00 15/12/2026",
    "status": "Đang xử lý",
    "agency": "UBND xã Thạch Hà",
    "page": "https://example.vn/case/PA-7KQ2-M9XT-4/?key=3f9c2b7a61d04e58aa10",
}
_BY_SMS = (Channel.PUSH, Channel.EMAIL, Channel.SMS)
_QUIET = (Channel.PUSH, Channel.EMAIL)  # an SMS costs money: it comes when something is asked of somebody, or answered
TEMPLATES = (
    Template(
        "case.received",
        category="case",
        title=_("We have received %(code)s"),
        body=_(
            "“%(title)s” was received under the code %(code)s and is with %(agency)s. %(due)s\n"
            "How it stands: %(page)s\nThis link shows what is yours: give it to nobody else."
        ),
        short=_("Received: %(code)s. How it stands: %(page)s"),
        channels=_BY_SMS,
        example=_EXAMPLE | {"due": "Trả lời trước 17:00 15/12/2026."},
    ),
    Template(
        "case.status",
        category="case",
        title=_("%(code)s: %(status)s"),
        body=_("“%(title)s” (%(code)s) now stands so: %(status)s. It is with %(agency)s.\n%(page)s"),
        channels=_QUIET,
        example=_EXAMPLE,
    ),
    Template(
        "case.supplement",
        category="case",
        title=_("%(agency)s needs something more for %(code)s"),
        body=_(
            "For “%(title)s” (%(code)s) something more is needed. The time limit stands still until you answer:\n"
            "%(page)s"
        ),
        short=_("%(code)s needs an answer from you: %(page)s"),
        channels=_BY_SMS,
        example=_EXAMPLE,
    ),
    Template(
        "case.message",
        category="case",
        title=_("A message from %(agency)s about %(code)s"),
        body=_("%(agency)s has written to you about “%(title)s” (%(code)s). Read and answer it here:\n%(page)s"),
        short=_("A message about %(code)s: %(page)s"),
        channels=_BY_SMS,
        example=_EXAMPLE,
    ),
    Template(
        "case.extended.told",
        category="case",
        title=_("%(code)s takes longer"),
        body=_("The time for “%(title)s” (%(code)s) was extended. You are answered by %(due)s. Why: %(page)s"),
        channels=_QUIET,
        example=_EXAMPLE,
    ),
    Template(
        "case.late.sorry",
        category="case",
        title=_("We are late with %(code)s, and we are sorry"),
        body=_(
            "“%(title)s” (%(code)s) should have been answered by %(due)s. The superior of %(agency)s has been told.\n"
            "How it stands: %(page)s"
        ),
        short=_("We are late with %(code)s and are sorry. The superior has been told. %(page)s"),
        channels=_BY_SMS,
        example=_EXAMPLE,
    ),
    Template(
        "case.answered",
        category="case",
        title=_("%(code)s is answered"),
        body=_("“%(title)s” (%(code)s) is answered: %(status)s. Read the answer and say how it was:\n%(page)s"),
        short=_("%(code)s is answered: %(page)s"),
        channels=_BY_SMS,
        example=_EXAMPLE,
    ),
    Template(
        "case.reopened.told",
        category="case",
        title=_("%(code)s was taken up again"),
        body=_("“%(title)s” (%(code)s) was taken up again and is with %(agency)s.\n%(page)s"),
        channels=_QUIET,
        example=_EXAMPLE,
    ),
    Template(
        "case.task.new",
        category="new-work",
        title=_("New: %(task)s, %(code)s"),
        body=_("“%(task)s” of %(code)s, %(title)s, waits for your agency. %(due)s"),
        channels=(Channel.EMAIL,),
        example={"code": "PA-7KQ2-M9XT-4", "title": "Đèn đường hỏng", "task": "Xác minh", "due": "17:00 15/12/2026"},
    ),
    Template(
        "case.rated.low",
        category="desk",
        title=_("%(code)s was rated with %(stars)s of 5"),
        body=_("Who asked was not content with the answer to %(code)s, %(title)s. Read what they say, and act on it."),
        example={"code": "PA-7KQ2-M9XT-4", "title": "Đèn đường hỏng", "stars": 1},
    ),
    Template(
        "case.message.came",
        category="desk",
        title=_("Who asked wrote about %(code)s"),
        body=_("Who asked has written about %(code)s, %(title)s."),
        example={"code": "PA-7KQ2-M9XT-4", "title": "Đèn đường hỏng"},
    ),
)


def _hear(envelope: Envelope) -> None:
    api.public.hear(envelope=envelope)


SUBSCRIPTIONS = tuple(
    Subscription(id=f"case.say-{word}", event=event, run=_hear)
    for word, event in (
        ("opened", events.CaseOpened),
        ("status", events.StatusChanged),
        ("moved", events.TaskMoved),
        ("message", events.MessageSent),
        ("extended", events.CaseExtended),
        ("late", events.CaseLate),
        ("closed", events.CaseClosed),
        ("reopened", events.CaseReopened),
        ("came", events.MessageReceived),
        ("rated", events.CaseRatedLow),
    )
)
