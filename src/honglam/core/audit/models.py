"""Tables of the ledger. Rows are only ever added; sql/fence.sql refuses everything else."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One line of the ledger. Every column but `id` goes into its hash."""

    at = models.DateTimeField(db_default=Now(), help_text=_("When it was written."))
    actor = models.TextField(help_text=_("Account id of who acted."))
    actor_name = models.TextField(help_text=_("Their name at that time."))
    actor_kind = models.TextField(help_text=_("The sort of account."))
    actor_agency = models.TextField(db_collation="C", help_text=_("Path of the agency for which they acted."))
    behalf = models.TextField(help_text=_("Account id of the person for whom they acted."))
    verb = models.TextField(help_text=_("What they did."))
    thing_kind = models.TextField(help_text=_("What sort of thing it was done to."))
    thing_id = models.TextField(help_text=_("Which one."))
    agency = models.TextField(db_collation="C", help_text=_("Path of the agency that the thing belongs to."))
    person = models.TextField(help_text=_("Id of the person whom the data is about."))
    before = models.JSONField(null=True, help_text=_("The changed fields as they were."))
    after = models.JSONField(null=True, help_text=_("The changed fields as they became."))
    fields = ArrayField(models.TextField(), help_text=_("The fields that were read."))
    purpose = models.TextField(help_text=_("Why: a case, a task, a sentence."))
    reason = models.TextField(help_text=_("The reason that was given."))
    address = models.TextField(help_text=_("Network address that it came from."))
    request = models.TextField(help_text=_("Id of the request, job or command."))
    rule = models.TextField(help_text=_("The retention rule that it falls under."))

    class Meta:
        indexes: ClassVar = [
            BrinIndex(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["agency", "id"], name="audit_entry_agency"),
            models.Index(fields=["actor", "id"], name="audit_entry_actor"),
            models.Index(fields=["thing_kind", "thing_id", "id"], name="audit_entry_thing"),
            models.Index(fields=["person", "id"], condition=~Q(person=""), name="audit_entry_person"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


class Leaf(models.Model):
    """The place of an entry in the tree: what is hashed there, kept also when the entry itself is removed by rule."""

    position = models.BigIntegerField(primary_key=True, help_text=_("Place in the tree, counting from 1."))
    entry = models.BigIntegerField(unique=True, help_text=_("Number of the entry."))
    at = models.DateTimeField(help_text=_("When the entry was written."))
    rule = models.TextField(help_text=_("The retention rule that it falls under."))
    body = models.BinaryField(help_text=_("SHA-256 of everything else in the entry."))
    hash = models.BinaryField(help_text=_("Hash of the leaf."))

    def __str__(self) -> str:
        return f"{self.position}: {self.entry}"


class Node(models.Model):
    """The root of a complete part of the tree, so that a proof need not read a million leaves."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField(help_text=_("It stands over 2 to the power of this many leaves."))
    number = models.BigIntegerField(help_text=_("How many such parts stand before it."))
    hash = models.BinaryField(help_text=_("Hash of the node."))

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Head(models.Model):
    """What the whole tree was at a moment, signed; with a day it is the root that was published for that day."""

    size = models.BigIntegerField(db_index=True, help_text=_("How many leaves there were."))
    root = models.BinaryField(help_text=_("Root of the tree."))
    at = models.DateTimeField(help_text=_("When it was signed."))
    day = models.DateField(null=True, unique=True, help_text=_("The day whose root it is."))
    key = models.TextField(help_text=_("Fingerprint of the key."))
    signature = models.BinaryField(help_text=_("Ed25519 signature."))

    def __str__(self) -> str:
        return f"{self.size} {self.day or ''}"


class Rule(models.Model):
    """A rule of retention as the database applies it; only the operator's role writes it."""

    id = models.TextField(primary_key=True, help_text=_("Its name."))
    months = models.PositiveSmallIntegerField(help_text=_("How many months entries are kept."))
    legal = models.TextField(help_text=_("Legal basis."))
    verified = models.BooleanField(help_text=_("Whether the official text was seen."))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gte=3), name="audit_rule_keeps_three_months"),
        ]

    def __str__(self) -> str:
        return str(self.id)
