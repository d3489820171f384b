"""Tables of the desk: when somebody was here last, and what they did to many cases at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts import ItemState


class Visit(models.Model):
    """When an officer looked at their work: what came since they left is new to them."""

    account = models.TextField(unique=True, help_text=_("Account id."))
    since = models.DateTimeField(null=True, help_text=_("When they left the time before."))
    at = models.DateTimeField(help_text=_("When they were last here."))

    def __str__(self) -> str:
        return f"{self.account} {self.at:%Y-%m-%d %H:%M}"


class Batch(models.Model):
    """One thing that somebody does to many cases."""

    account = models.TextField(db_index=True, help_text=_("Account id of who does it."))
    action = models.CharField(max_length=20, help_text=_("What is done."))
    params = models.JSONField(default=dict, help_text=_("What it needs: agency, reason, what is entered."))
    begun_at = models.DateTimeField(help_text=_("When it was asked for."))
    ended_at = models.DateTimeField(null=True, help_text=_("When the last one was done."))

    def __str__(self) -> str:
        return f"{self.action} {self.begun_at:%Y-%m-%d %H:%M}"


class BatchItem(models.Model):
    """One of the cases, and what became of it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    task = models.BigIntegerField(help_text=_("Number of the task."))
    code = models.CharField(max_length=24, db_collation="C", help_text=_("Code of the case."))
    title = models.CharField(max_length=200, help_text=_("Title of the case."))
    state = models.CharField(
        max_length=10, default=ItemState.WAITING.value, choices=[(s.value, s.value) for s in ItemState]
    )
    said = models.TextField(blank=True, help_text=_("Why it was refused: the msgid of a sentence."))
    remedy = models.TextField(blank=True, help_text=_("What to do then."))
    params = models.JSONField(default=dict, help_text=_("Values for both."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "task"], name="case_batch_item_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"
