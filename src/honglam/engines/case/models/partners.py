"""Tables of those who follow what is published: people who watch an area, and systems that speak Open311."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.models.publications import Publication
from honglam.kit.paths import AgencyPathField


class AreaWatch(models.Model):
    """Somebody who wants to hear of newly published cases: by account, or by an address that they have confirmed."""

    account = models.TextField(blank=True, db_index=True, help_text=_("Account id; empty for a bare address."))
    email = models.TextField(blank=True, help_text=_("Sealed address; empty for an account."))
    address_print = models.CharField(max_length=64, blank=True, db_index=True, help_text=_("What it is recognised by."))
    language = models.CharField(max_length=5, default="vi", help_text=_("In which language they are told."))
    filters = models.JSONField(default=dict, help_text=_("Procedures, topics, communes."))
    lon = models.FloatField(null=True, help_text=_("Longitude of the middle of a circle."))
    lat = models.FloatField(null=True, help_text=_("Latitude of the middle."))
    metres = models.PositiveIntegerField(null=True, help_text=_("How far the circle reaches."))
    secret = models.CharField(max_length=32, unique=True, db_collation="C", help_text=_("What its links know it by."))
    asked_at = models.DateTimeField(help_text=_("When it was asked for."))
    confirmed_at = models.DateTimeField(null=True, help_text=_("When the address said yes."))
    told_at = models.DateTimeField(help_text=_("What was published until then is known to them."))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["told_at"], condition=Q(confirmed_at__isnull=False), name="case_watch_by_told"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class PartnerKey(models.Model):
    """A key with which another system writes through Open311. The key itself is shown once and kept as a hash."""

    name = models.CharField(max_length=120, help_text=_("Which system."))
    agency = AgencyPathField(db_collation="C", help_text=_("The agency that is answerable for it."))
    digest = models.CharField(max_length=64, unique=True, db_collation="C", help_text=_("SHA-256 of the key."))
    hint = models.CharField(max_length=4, help_text=_("Its last letters."))
    per_minute = models.PositiveIntegerField(default=30, help_text=_("How many requests it may send in a minute."))
    enabled = models.BooleanField(default=True, help_text=_("Whether it may do anything at all."))
    made_at = models.DateTimeField(help_text=_("When it was made."))
    made_by = models.TextField(help_text=_("Account id of who made it."))
    used_at = models.DateTimeField(null=True, help_text=_("When it was last used."))
    minute = models.DateTimeField(null=True, help_text=_("The minute that is being counted."))
    used = models.PositiveIntegerField(default=0, help_text=_("How often it was used in that minute."))

    def __str__(self) -> str:
        return self.name


class Forwarded(models.Model):
    """A published case that was handed to another Open311 endpoint."""

    publication = models.OneToOneField(Publication, models.CASCADE, related_name="forwarded")
    remote_id = models.CharField(max_length=120, blank=True, db_index=True, help_text=_("Its id there."))
    token = models.CharField(max_length=200, blank=True, help_text=_("What stands for its id until it has one."))
    sent_at = models.DateTimeField(null=True, help_text=_("When it was taken there."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How often it was tried."))
    error = models.TextField(blank=True, help_text=_("Why it was not taken."))
    remote_status = models.CharField(max_length=20, blank=True, help_text=_("How it stands there."))
    seen_at = models.DateTimeField(null=True, help_text=_("The last change there that we know of."))

    def __str__(self) -> str:
        return self.remote_id
