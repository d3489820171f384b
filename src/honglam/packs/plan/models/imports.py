"""Tables of documents, what was found in them, and who corrected it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField
from honglam.packs.plan.contracts.living import PlanState
from honglam.packs.plan.contracts.review import ItemKind, ItemState


class Plan(models.Model):
    """A plan: its document, and how far it has come."""

    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency whose plan it is."))
    year = models.PositiveSmallIntegerField(null=True, help_text=_("Year of the plan."))
    number = models.CharField(max_length=60, blank=True, db_collation="C", help_text=_("Number as printed."))
    date = models.DateField(null=True, help_text=_("Day of issue."))
    title = models.CharField(max_length=500, blank=True, help_text=_("Title."))
    issuer = models.CharField(max_length=200, blank=True, help_text=_("Who issued it, as printed."))
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in PlanState])
    version = models.PositiveIntegerField(default=1, help_text=_("One more with each amendment."))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="amendments")
    file = models.UUIDField(null=True, help_text=_("The document."))
    name = models.CharField(max_length=200, help_text=_("Name of the file."))
    sha256 = models.CharField(max_length=64, db_collation="C", help_text=_("Hash of its content."))
    text = models.TextField(blank=True, help_text=_("The text in which spans lie."))
    note = models.TextField(blank=True, help_text=_("Why it could not be read or confirmed: msgid of a sentence."))
    params = models.JSONField(default=dict, help_text=_("Values of that sentence."))
    job = models.BigIntegerField(null=True, help_text=_("The job that reads or confirms it."))
    created_by = models.TextField(help_text=_("Account id of who sent it."))
    created_at = models.DateTimeField(help_text=_("When it was sent."))
    confirmed_by = models.TextField(blank=True, help_text=_("Account id of who confirmed it."))
    confirmed_at = models.DateTimeField(null=True, help_text=_("Since when it counts."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "sha256"], condition=~Q(state=PlanState.FAILED.value), name="plan_document_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "-created_at", "id"], name="plan_by_agency")]

    def __str__(self) -> str:
        return self.number or self.title or self.name


class Item(models.Model):
    """Something that was found in a document."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ItemKind])
    place = models.PositiveIntegerField(help_text=_("Its place in the order of the document."))
    start = models.PositiveIntegerField(null=True, help_text=_("Where it begins in the text."))
    end = models.PositiveIntegerField(null=True, help_text=_("Where it ends."))
    confidence = models.FloatField(default=1.0, help_text=_("How sure the reader is, 0 to 1."))
    state = models.CharField(
        max_length=10, default=ItemState.FOUND.value, choices=[(s.value, s.value) for s in ItemState]
    )
    found = models.JSONField(default=dict, help_text=_("What the reader found."))
    data = models.JSONField(help_text=_("What it says now."))
    questions = models.JSONField(default=list, help_text=_("Why a person should look."))
    version = models.PositiveIntegerField(default=1, help_text=_("One more with each change."))
    edited_name = models.TextField(blank=True, help_text=_("Name of who changed it last."))
    edited_at = models.DateTimeField(null=True, help_text=_("When it was changed last."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "place", "id"], name="plan_item_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Correction(models.Model):
    """A change that a person made to a finding; it counts for this document only."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="corrections")
    did = models.CharField(max_length=10, help_text=_("What was done."))
    by = models.TextField(help_text=_("Account id."))
    by_name = models.TextField(help_text=_("Their name at that time."))
    at = models.DateTimeField(help_text=_("When."))
    before = models.JSONField(help_text=_("What it said."))
    after = models.JSONField(help_text=_("What it says since."))

    def __str__(self) -> str:
        return f"{self.did} {self.item_id}"
