"""For the tests of other rooms: what was said, to whom, by which way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import timezone

from honglam.core.notices import texts
from honglam.core.notices.contracts import Cadence, Channel, State, Value
from honglam.core.notices.hooks import CATEGORIES, TEMPLATES, Category, Template
from honglam.core.notices.models import Message, Notice
from honglam.core.notices.service import dispatch

NEWS = Category(
    "trial",
    "News of the trial",
    usual={Channel.PUSH: Cadence.NOW, Channel.EMAIL: Cadence.NOW, Channel.SMS: Cadence.NOW},
)
TRIAL = Template(
    "trial.told",
    category="trial",
    title="Dossier %(code)s was received",
    body="We received your dossier %(code)s.",
    short="Đã nhận hồ sơ %(code)s.",
    example={"code": "H27.1"},
    leave="end",
)
SECRET = Template(
    "trial.secret",
    category="trial",
    title="The result of %(name)s",
    body="%(name)s was refused.",
    sensitive=True,
    example={"name": "Nguyễn Văn A"},
)


@dataclass(frozen=True, slots=True)
class Told:
    """One notice that a test finds.

    Attributes:
        template: which template.
        account: whose it is; empty for bare addresses.
        title: its Vietnamese title.
        values: what filled it.
        link: where it leads.
        about: what it is about.
        channels: by which channels it goes further, with the state of each.
    """

    template: str
    account: str
    title: str
    values: Mapping[str, Value]
    link: str
    about: str
    channels: Mapping[Channel, State]


def outbox(*, account: str = "", template: str = "") -> tuple[Told, ...]:
    """Return the notices that were sent so far, the oldest first; those of one account or template only if so asked."""
    rows = Notice.objects.order_by("pk").prefetch_related("messages")
    if account:
        rows = rows.filter(account_id=int(account))
    if template:
        rows = rows.filter(template=template)
    return tuple(
        Told(
            row.template,
            str(row.account_id or ""),
            row.title_vi,
            row.values,
            row.link,
            row.about,
            {Channel(message.channel): State(message.state) for message in row.messages.all()},
        )
        for row in rows
    )


def texts_outside(*, template: str, values: Mapping[str, Value], language: str = "vi") -> str:
    """Return all that leaves the platform of a notice, to prove what is not in it."""
    found = texts.outside(TEMPLATES[template], values, language)
    return f"{found.title}\n{found.body}\n{found.short}"


def run_dispatch() -> int:
    """Send what is due, here and now; return how many messages were handed to a channel."""
    return dispatch.dispatch(now=timezone.now())


def forget_messages() -> None:
    """Empty the outbox."""
    Message.objects.all().delete()
    Notice.objects.all().delete()


@contextmanager
def declared(*templates: Template, category: Category = NEWS) -> Iterator[None]:
    """Let further templates of a category be sent while the test runs."""
    CATEGORIES._items[category.id] = category  # noqa: SLF001  (frozen for everybody but tests)
    for template in templates:
        TEMPLATES._items[template.id] = template  # noqa: SLF001
    try:
        yield
    finally:
        del CATEGORIES._items[category.id]  # noqa: SLF001
        for template in templates:
            del TEMPLATES._items[template.id]  # noqa: SLF001
