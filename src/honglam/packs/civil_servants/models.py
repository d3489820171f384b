"""Tables of civil servants: only the province's list of fields; people stand in the register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Annex(models.Model):
    """The list of fields that the province asks for, as somebody loaded it. The newest counts; older ones stay."""

    name = models.TextField(help_text=_("Name of the file."))
    at = models.DateTimeField(help_text=_("When it was loaded."))
    by = models.TextField(help_text=_("Account id of who loaded it."))
    titles = models.JSONField(help_text=_("Titles of the fields, in order."))

    def __str__(self) -> str:
        return f"{self.name} ({self.at:%d/%m/%Y})"
