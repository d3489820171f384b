"""Cases in the search of every page: by code and by title, for those who work on them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.base.events import Envelope
from honglam.core.jobs.hooks import Subscription
from honglam.core.search import api as search
from honglam.core.search.hooks import Source
from honglam.engines.case import api, events

SOURCE = Source(
    id="case.cases",
    title=_("Cases"),
    icon="folder",
    iterate=api.documents,
    fetch=lambda keys: api.documents_of(keys=keys),
    count=api.count_documents,
    permissions=("case.work",),
    order=20,
)


def _changed(envelope: Envelope) -> None:
    search.refresh(source=SOURCE.id, keys=[str(envelope.data["code"])])


# The index follows by events, so that no step of a case waits for it. The agency of a case changes with its steps.
SUBSCRIPTIONS = tuple(
    Subscription(f"case.found_{name}", event, _changed)
    for name, event in (
        ("opened", events.CaseOpened),
        ("moved", events.StatusChanged),
        ("handed", events.TaskMoved),
        ("closed", events.CaseClosed),
        ("reopened", events.CaseReopened),
    )
)
