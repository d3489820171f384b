"""The demonstration's reports: in all states, once however often it starts."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import F, QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from honglam.base.time import VIETNAM
from honglam.engines.case.models import Case, Publication
from honglam.packs.fieldreports import demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def test_the_demonstration_has_reports_in_all_states_and_has_them_once() -> None:
    now = timezone.now()
    assert demo.fill(now=now) == demo.COUNT
    assert demo.fill(now=now) == 0
    found = Case.objects.filter(procedure="fieldreports.report")
    states = {"verifying", "supplement", "assigned", "handling", "approving", "resolved", "rejected"}
    assert set(found.values_list("status", flat=True)) == states
    assert all("mẫu" in title for title in found.values_list("title", flat=True))
    assert found.filter(rating__isnull=False).exists()
    assert found.filter(tasks__state="open", tasks__due_at__lt=now).exists()
    shown = Publication.objects.filter(shown=True)
    assert {bool(each.before and each.after) for each in shown} == {True, False}
    (word,) = {each.public_id for each in shown if each.before and each.after and each.case.code == _first(found)}
    assert "/files/" in Client().get(reverse("case:public-one", args=[word])).content.decode()
    done = found.filter(state="done")
    assert 0 < done.filter(closed_at__gt=F("due_at")).count() < done.count() / 2
    assert min(found.values_list("opened_at", flat=True)) > datetime(2025, 1, 1, tzinfo=VIETNAM)


def _first(found: QuerySet[Case]) -> str:
    return found.order_by("opened_at")[0].code
