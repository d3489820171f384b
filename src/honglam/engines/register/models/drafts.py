"""Drafts of definitions: what a steward is changing and has not published."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A definition that somebody is working on. It belongs to who began it; a published or discarded one is removed."""

    id = models.UUIDField(primary_key=True, default=uuid4, help_text=_("Its address."))
    by = models.TextField(db_collation="C", help_text=_("Account id of who works on it."))
    register = models.CharField(
        max_length=40, blank=True, db_collation="C", help_text=_("Id of the deployed register.")
    )
    based_on = models.PositiveIntegerField(
        help_text=_("The deployed version from which it was begun; 0 for a new one.")
    )
    document = models.JSONField(help_text=_("The definition as it stands, sound or not."))
    doubts = models.JSONField(default=list, help_text=_("What a dictionary did not say and was guessed."))
    changed_at = models.DateTimeField(help_text=_("When it was changed last."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "-changed_at"], name="register_draft_by")]

    def __str__(self) -> str:
        return str(self.id)
