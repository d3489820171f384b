"""Tables of jobs and events.

The queue itself is procrastinate's. `Job` adds what people want to know; a trigger of the database keeps its state
equal to the queue's, whoever changes that (see sql/mirror.sql).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from honglam.core.jobs.contracts import State
from honglam.kit.paths import AgencyPathField

STATES = [(state.value, state.value) for state in State]


class Job(models.Model):
    """A piece of later work, as people see it."""

    id = models.BigIntegerField(primary_key=True, help_text="number of the job in the queue")
    name = models.CharField(max_length=128, help_text="room.verb")
    state = models.CharField(max_length=10, choices=STATES)
    asked_by = models.CharField(max_length=64, blank=True, db_default="", help_text="id of the account that asked")
    asked_name = models.CharField(max_length=200, blank=True, db_default="")
    agency = AgencyPathField(blank=True, db_default="", help_text="path of the asker's agency")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(db_default=0)
    failures = models.IntegerField(db_default=0, help_text="attempts that ended with an error")
    deaths = models.IntegerField(db_default=0, help_text="attempts whose worker was killed")
    done = models.BigIntegerField(db_default=0)
    total = models.BigIntegerField(db_default=0)
    note = models.JSONField(null=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    trace = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index("state", F("id").desc(), name="jobs_job_by_state"),
            # What is counted and watched; the long tail of work that is done stays out of it.
            models.Index(fields=["state", "due_at"], name="jobs_job_open", condition=~Q(state=State.DONE.value)),
            models.Index(fields=["finished_at"], name="jobs_job_ended", condition=Q(finished_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name}[{self.id}]"


class Line(models.Model):
    """A line of a job's own log."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    said = models.JSONField()

    def __str__(self) -> str:
        return f"{self.job_id} {self.at}"


class OutboxEvent(models.Model):
    """An event, written in the transaction of the change that it tells of."""

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    subject = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(db_index=True)
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class Delivery(models.Model):
    """One event for one subscriber. Deliveries of one subscriber and subject are made in the order of their ids."""

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        DEAD = "dead"
        DROPPED = "dropped"

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.CharField(max_length=128)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="jobs_delivery_due", condition=Q(state="waiting")),
            models.Index(
                fields=["subscription", "subject", "id"], name="jobs_delivery_line", condition=Q(state="waiting")
            ),
            models.Index(fields=["settled_at"], name="jobs_delivery_dead", condition=Q(state="dead")),
        ]
        constraints = [models.UniqueConstraint(fields=["event", "subscription"], name="jobs_delivery_once")]

    def __str__(self) -> str:
        return f"{self.event_id} for {self.subscription}"


class Webhook(models.Model):
    """An address of another system that is told of events."""

    name = models.CharField(max_length=120, help_text="what people call it")
    address = models.TextField(help_text="where events are sent")
    types = models.JSONField(help_text="names of events; the last part may be a star")
    agency = AgencyPathField(db_collation="C", help_text="only events of this agency and those below it")
    owner = models.TextField(help_text="account id of who answers for it; it hears what they may see")
    owner_name = models.TextField(blank=True)
    secret = models.TextField(help_text="sealed")
    former = models.TextField(blank=True, help_text="the secret before, sealed; also signs until it ends")
    former_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    enabled = models.BooleanField(default=True)
    ended_why = models.CharField(max_length=10, blank=True, help_text="why the platform switched it off")
    failing_since = models.DateTimeField(null=True, help_text="since when no call was taken")
    last_at = models.DateTimeField(null=True, help_text="when it was last called")
    last_code = models.IntegerField(null=True, help_text="what it answered then")

    class Meta:
        indexes = [models.Index(fields=["agency", "name", "id"], name="jobs_webhook_by_name")]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """One event for one webhook. Calls of one webhook and subject are made in the order of their ids."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=Delivery.State.choices, default=Delivery.State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True, help_text="beginning of the latest attempt")
    code = models.IntegerField(null=True, help_text="HTTP status of the latest answer")
    error = models.TextField(blank=True, help_text="what it said, or why there was no answer")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="jobs_call_due", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "subject", "id"], name="jobs_call_line", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "-id"], name="jobs_call_last"),
        ]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="jobs_call_once")]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.webhook_id}"
