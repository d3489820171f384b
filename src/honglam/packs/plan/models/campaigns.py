"""Tables of report campaigns: what is asked in which version, what was answered, and each sending for ever."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField
from honglam.packs.plan.contracts.campaigns import AnswerState


class Campaign(models.Model):
    """A form that an agency asks others to fill in."""

    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that asks."))
    title = models.CharField(max_length=300, help_text=_("What it is about."))
    purpose = models.TextField(blank=True, help_text=_("What it is for."))
    deadline = models.DateField(help_text=_("The last day."))
    version = models.PositiveIntegerField(default=1, help_text=_("Newest version of its form."))
    made_by = models.TextField(help_text=_("Name of who began it."))
    made_at = models.DateTimeField(help_text=_("When it was begun."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "-made_at", "id"], name="plan_campaign_newest")]

    def __str__(self) -> str:
        return self.title


class CampaignForm(models.Model):
    """One version of a form; never changed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="forms")
    version = models.PositiveIntegerField(help_text=_("From 1."))
    fields = models.JSONField(help_text=_("Questions of the form."))
    made_by = models.TextField(help_text=_("Name of who made it."))
    made_at = models.DateTimeField(help_text=_("When."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "version"], name="plan_campaign_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.version}"


class CampaignAnswer(models.Model):
    """What one of those asked answers."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="answers")
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that is asked."))
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in AnswerState], default=AnswerState.ASKED)
    version = models.PositiveIntegerField(default=0, help_text=_("Version of the form that was filled in; 0: none."))
    values = models.JSONField(default=dict, help_text=_("By key; numbers as text, so that no digit is lost."))
    remark = models.TextField(blank=True, help_text=_("What the agency adds."))
    saved = models.PositiveIntegerField(default=0, help_text=_("How often it was saved."))
    saved_by = models.TextField(blank=True, help_text=_("Name of who saved it last."))
    saved_at = models.DateTimeField(null=True, help_text=_("When it was saved last."))
    sent_at = models.DateTimeField(null=True, help_text=_("When it was sent first, which decides whether it was late."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "agency"], name="plan_answer_once")]
        indexes: ClassVar = [models.Index(fields=["agency", "-campaign"], name="plan_answer_by_agency")]

    def __str__(self) -> str:
        return f"{self.agency} {self.state}"


class CampaignGiving(models.Model):
    """That an answer was sent or returned, with what it said; only ever added."""

    answer = models.ForeignKey(CampaignAnswer, models.CASCADE, related_name="givings")
    did = models.CharField(max_length=8, choices=[(s.value, s.value) for s in (AnswerState.SENT, AnswerState.RETURNED)])
    version = models.PositiveIntegerField(help_text=_("Version of the form that was filled in."))
    values = models.JSONField(help_text=_("What it said."))
    text = models.TextField(blank=True, help_text=_("Remarks, or why it was returned."))
    by = models.TextField(help_text=_("Name of who did it."))
    at = models.DateTimeField(help_text=_("When."))

    def __str__(self) -> str:
        return f"{self.did} {self.at:%Y-%m-%d}"
