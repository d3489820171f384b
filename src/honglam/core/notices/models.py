"""Tables of notices."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Cadence, Channel, Quiet, State, Urgency
from honglam.kit.paths import AgencyPathField


class Notice(models.Model):
    """Something that one recipient was told. The page shows it; messages carry it further."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text=_("Whose it is; empty when it went to a bare address."),
    )
    recipient = models.CharField(max_length=80, help_text=_("The account, or a hash of the address."))
    template = models.CharField(max_length=80, help_text=_("Which template."))
    category = models.CharField(max_length=40, help_text=_("The kind of news."))
    values = models.JSONField(default=dict, help_text=_("What the template's texts are filled with."))
    title_vi = models.CharField(max_length=300, help_text=_("The title, in Vietnamese."))
    title_en = models.CharField(max_length=300, help_text=_("The title, in English."))
    about = models.CharField(max_length=120, blank=True, help_text=_("What it is about, like case:12."))
    link = models.CharField(max_length=500, blank=True, help_text=_("Page of ours that it leads to."))
    urgency = models.CharField(max_length=10, choices=[(u.value, u.value) for u in Urgency])
    agency = AgencyPathField(
        blank=True, db_collation="C", help_text=_("Path of the agency on whose behalf it is sent.")
    )
    asked_by = models.CharField(max_length=64, blank=True, help_text=_("Account that caused it; empty: the system."))
    dedupe = models.CharField(max_length=200, blank=True, help_text=_("A recipient is told once for each such key."))
    unread = models.BooleanField(default=True, help_text=_("Whether its person has not opened it."))
    created_at = models.DateTimeField(help_text=_("When it was sent."))
    read_at = models.DateTimeField(null=True, help_text=_("When its person opened it."))

    class Meta:
        indexes: ClassVar = [
            models.Index("account", F("created_at").desc(), F("id").desc(), name="notices_notice_own"),
            models.Index(fields=["account"], name="notices_notice_unread", condition=Q(unread=True)),
            models.Index(fields=["created_at"], name="notices_notice_age"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "dedupe"], name="notices_notice_told_once", condition=~Q(dedupe="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}[{self.pk}]"


class Message(models.Model):
    """A notice on one channel to one address."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    urgent = models.SmallIntegerField(default=0, help_text=_("2 for codes, 1 for what is urgent: these go first."))
    address = models.CharField(max_length=320, help_text=_("E-mail address, phone, or number of the device."))
    masked = models.CharField(max_length=80, help_text=_("The address as others may see it."))
    language = models.CharField(max_length=5, default="vi", help_text=_("Language of the text."))
    accents = models.BooleanField(default=False, help_text=_("Whether an SMS keeps its accents."))
    digest = models.CharField(max_length=10, blank=True, help_text=_("Hourly or daily when it waits for others."))
    sealed = models.TextField(blank=True, help_text=_("Values of a code, encrypted; emptied when it has gone."))
    agency = AgencyPathField(blank=True, db_collation="C", help_text=_("As the notice's."))
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it failed or waits."))
    attempts = models.SmallIntegerField(default=0, help_text=_("How often it was tried."))
    created_at = models.DateTimeField(help_text=_("When it was asked for."))
    due_at = models.DateTimeField(help_text=_("Not before this moment."))
    expires_at = models.DateTimeField(null=True, help_text=_("Worth nothing after this moment."))
    sent_at = models.DateTimeField(null=True, help_text=_("When the next system took it over."))
    delivered_at = models.DateTimeField(null=True, help_text=_("When it arrived."))
    segments = models.SmallIntegerField(default=0, help_text=_("SMS segments that are paid for."))
    cost = models.IntegerField(default=0, help_text=_("In đồng."))
    proof = models.CharField(max_length=200, blank=True, help_text=_("The next system's own number for it."))

    class Meta:
        indexes: ClassVar = [
            models.Index(
                F("channel"),
                F("urgent").desc(),
                F("due_at"),
                F("id"),
                name="notices_message_due",
                condition=Q(state__in=("waiting", "sending")),
            ),
            models.Index(F("agency"), F("created_at").desc(), F("id").desc(), name="notices_message_list"),
            models.Index(fields=["channel", "sent_at"], name="notices_message_sent"),
            models.Index(fields=["channel", "created_at"], name="notices_message_bad", condition=Q(state="failed")),
            models.Index(fields=["proof"], name="notices_message_proof", condition=~Q(proof="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.masked} {self.state}"


class Part(models.Model):
    """One SMS segment, by the number that the gateway gave it; receipts name that number."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="parts")
    gateway_id = models.CharField(max_length=80, db_index=True, help_text=_("The gateway's number."))
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.SENT)

    def __str__(self) -> str:
        return self.gateway_id


class EarlyReceipt(models.Model):
    """A receipt that came before the answer that gives its number; it is matched as soon as that has come."""

    gateway_id = models.CharField(max_length=80, db_index=True)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.gateway_id


class Device(models.Model):
    """A browser that shows push notices to one account."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True, help_text=_("Address that the browser's maker gave."))
    p256dh = models.CharField(max_length=120, help_text=_("Its public key."))
    auth = models.CharField(max_length=60, help_text=_("Its secret of encryption."))
    signer = models.PositiveSmallIntegerField(help_text=_("Number of our key with which it subscribed."))
    name = models.CharField(max_length=80, help_text=_("What kind of browser it is."))
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} [{self.pk}]"


class Preference(models.Model):
    """What one person wants of one category on one channel."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    category = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    cadence = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Cadence])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "category", "channel"], name="notices_preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.category} {self.channel}: {self.cadence}"


class Manner(models.Model):
    """How one person wants to be told, whatever it is about."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    quiet = models.CharField(max_length=10, choices=[(q.value, q.value) for q in Quiet], default=Quiet.NIGHT)
    quiet_from = models.SmallIntegerField(default=21 * 60 + 30, help_text=_("Minutes after midnight."))
    quiet_to = models.SmallIntegerField(default=6 * 60 + 30, help_text=_("Minutes after midnight."))
    language = models.CharField(max_length=5, default="vi")
    accents = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.account_id} {self.quiet}"


class Price(models.Model):
    """What one SMS segment costs from a day on."""

    valid_from = models.DateField(unique=True, help_text=_("First day."))
    dong = models.IntegerField(help_text=_("In đồng, taxes included."))
    basis = models.CharField(max_length=200, help_text=_("Contract or price list that says so."))
    entered_by = models.CharField(max_length=120, blank=True, help_text=_("Who entered it; empty for default data."))
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.dong}"


class Spending(models.Model):
    """What an agency's SMS of one month cost; kept while they are sent, so that no page has to add up messages."""

    agency = AgencyPathField(blank=True, db_collation="C")
    month = models.DateField(help_text=_("Its first day."))
    messages = models.IntegerField(default=0)
    segments = models.IntegerField(default=0)
    cost = models.BigIntegerField(default=0, help_text=_("In đồng."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "month"], name="notices_spending_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.month}"


class ChannelState(models.Model):
    """What the workers last knew of a channel."""

    channel = models.CharField(max_length=10, primary_key=True)
    well = models.BooleanField(default=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.channel} {'well' if self.well else 'ill'}"
