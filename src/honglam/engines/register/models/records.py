"""Tables about records, beside those made at run time: acts, proposals, shares, lives of the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.engines.register.contracts import ActKind, ProposalState
from honglam.kit.paths import AgencyPathField


class Act(models.Model):
    """Something that wrote rows: one edit, one import, one undoing. Rows and their history carry its number."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value) for kind in ActKind], help_text=_("Why rows were written.")
    )
    at = models.DateTimeField(help_text=_("When it began."))
    who = models.TextField(blank=True, help_text=_("Account id."))
    who_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    agency = models.TextField(blank=True, db_collation="C", help_text=_("The agency for which they acted then."))
    reason = models.TextField(blank=True, help_text=_("What they said, or the case that asked for it."))
    made = models.BigIntegerField(default=0, help_text=_("Records that it made."))
    changed = models.BigIntegerField(default=0, help_text=_("Records that it changed."))
    gone = models.BigIntegerField(default=0, help_text=_("Records that it took away."))
    undoes = models.BigIntegerField(null=True, help_text=_("The act that it undid."))
    undone_by = models.BigIntegerField(null=True, help_text=_("The act that undid it."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "-id"], name="register_act_newest")]

    def __str__(self) -> str:
        return f"{self.register} {self.kind} {self.pk}"


class Proposal(models.Model):
    """A change that waits for a second person. The record in force stays as it is until then."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    record = models.UUIDField(null=True, help_text=_("The record to be changed; null when one is to be made."))
    base = models.IntegerField(default=0, help_text=_("The version of the record that the proposer saw."))
    gone = models.BooleanField(default=False, help_text=_("The record is to be taken away."))
    values = models.JSONField(default=dict, help_text=_("The proposed values of the fields that change."))
    label = models.TextField(blank=True, help_text=_("How people call the record."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency to which the record belongs."))
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ProposalState], help_text=_("How it stands.")
    )
    who = models.TextField(help_text=_("Account id of who proposes."))
    who_name = models.TextField(help_text=_("Their name at that time."))
    at = models.DateTimeField(help_text=_("When it was last changed by who proposes."))
    reason = models.TextField(blank=True, help_text=_("Why the record is to be changed."))
    decided_by = models.TextField(blank=True, help_text=_("Account id of the second person."))
    decided_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    decided_at = models.DateTimeField(null=True, help_text=_("When the second person decided."))
    said = models.TextField(blank=True, help_text=_("What the second person said."))
    act = models.BigIntegerField(null=True, help_text=_("The act that brought it into force."))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["register", "state", "agency", "id"], name="register_proposal_waiting"),
            models.Index(fields=["register", "record"], name="register_proposal_record"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.state} {self.pk}"


class Share(models.Model):
    """An agency lets another one read its records, for a purpose, until a moment. It ends by itself."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    agency = AgencyPathField(db_collation="C", help_text=_("Whose records: those of this agency and all below it."))
    to = AgencyPathField(db_collation="C", help_text=_("Who may read: the people of this agency and all below it."))
    purpose = models.TextField(help_text=_("For which work."))
    personal = models.BooleanField(default=False, help_text=_("Also what is personal, each time with a purpose."))
    at = models.DateTimeField(help_text=_("When it was given."))
    until = models.DateField(help_text=_("The last day."))
    ends_at = models.DateTimeField(help_text=_("The moment from which on it no longer counts."))
    who = models.TextField(help_text=_("Account id of who gave it."))
    who_name = models.TextField(help_text=_("Their name at that time."))
    ended_by = models.TextField(blank=True, help_text=_("Account id of who ended it before its time."))
    reason = models.TextField(blank=True, help_text=_("Why it was ended before its time."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "ends_at"], name="register_share_counts")]

    def __str__(self) -> str:
        return f"{self.register} {self.agency} → {self.to}"


class Life(models.Model):
    """A life of the database: it begins when it is made, restored or failed over. Numbers of transactions begin anew.

    The feed of changes goes by transactions, so a place in it is good for the life in which it was given out.
    """

    identity = models.TextField(unique=True, help_text=_("What tells this life of the database from others."))
    first_act = models.BigIntegerField(help_text=_("Acts with a greater number belong to this life or a later one."))

    def __str__(self) -> str:
        return self.identity
