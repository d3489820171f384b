from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                ("channel", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("well", models.BooleanField(default=True)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="EarlyReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway_id", models.CharField(db_index=True, max_length=80)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Manner",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quiet",
                    models.CharField(
                        choices=[("never", "never"), ("night", "night"), ("off_work", "off_work")],
                        default="night",
                        max_length=10,
                    ),
                ),
                ("quiet_from", models.SmallIntegerField(default=1290, help_text="Minutes after midnight.")),
                ("quiet_to", models.SmallIntegerField(default=390, help_text="Minutes after midnight.")),
                ("language", models.CharField(default="vi", max_length=5)),
                ("accents", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(help_text="First day.", unique=True)),
                ("dong", models.IntegerField(help_text="In đồng, taxes included.")),
                ("basis", models.CharField(help_text="Contract or price list that says so.", max_length=200)),
                (
                    "entered_by",
                    models.CharField(blank=True, help_text="Who entered it; empty for default data.", max_length=120),
                ),
                ("entered_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "endpoint",
                    models.CharField(help_text="Address that the browser's maker gave.", max_length=1000, unique=True),
                ),
                ("p256dh", models.CharField(help_text="Its public key.", max_length=120)),
                ("auth", models.CharField(help_text="Its secret of encryption.", max_length=60)),
                ("signer", models.PositiveSmallIntegerField(help_text="Number of our key with which it subscribed.")),
                ("name", models.CharField(help_text="What kind of browser it is.", max_length=80)),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient", models.CharField(help_text="The account, or a hash of the address.", max_length=80)),
                ("template", models.CharField(help_text="Which template.", max_length=80)),
                ("category", models.CharField(help_text="The kind of news.", max_length=40)),
                ("values", models.JSONField(default=dict, help_text="What the template's texts are filled with.")),
                ("title_vi", models.CharField(help_text="The title, in Vietnamese.", max_length=300)),
                ("title_en", models.CharField(help_text="The title, in English.", max_length=300)),
                ("about", models.CharField(blank=True, help_text="What it is about, like case:12.", max_length=120)),
                ("link", models.CharField(blank=True, help_text="Page of ours that it leads to.", max_length=500)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "normal"), ("urgent", "urgent"), ("code", "code")], max_length=10
                    ),
                ),
                (
                    "agency",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Path of the agency on whose behalf it is sent.",
                        max_length=200,
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(blank=True, help_text="Account that caused it; empty: the system.", max_length=64),
                ),
                (
                    "dedupe",
                    models.CharField(
                        blank=True, help_text="A recipient is told once for each such key.", max_length=200
                    ),
                ),
                ("unread", models.BooleanField(default=True, help_text="Whether its person has not opened it.")),
                ("created_at", models.DateTimeField(help_text="When it was sent.")),
                ("read_at", models.DateTimeField(help_text="When its person opened it.", null=True)),
                (
                    "account",
                    models.ForeignKey(
                        help_text="Whose it is; empty when it went to a bare address.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(choices=[("push", "push"), ("email", "email"), ("sms", "sms")], max_length=10),
                ),
                (
                    "urgent",
                    models.SmallIntegerField(default=0, help_text="2 for codes, 1 for what is urgent: these go first."),
                ),
                (
                    "address",
                    models.CharField(help_text="E-mail address, phone, or number of the device.", max_length=320),
                ),
                ("masked", models.CharField(help_text="The address as others may see it.", max_length=80)),
                ("language", models.CharField(default="vi", help_text="Language of the text.", max_length=5)),
                ("accents", models.BooleanField(default=False, help_text="Whether an SMS keeps its accents.")),
                (
                    "digest",
                    models.CharField(blank=True, help_text="Hourly or daily when it waits for others.", max_length=10),
                ),
                (
                    "sealed",
                    models.TextField(blank=True, help_text="Values of a code, encrypted; emptied when it has gone."),
                ),
                (
                    "agency",
                    models.CharField(blank=True, db_collation="C", help_text="As the notice's.", max_length=200),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why it failed or waits.", max_length=300)),
                ("attempts", models.SmallIntegerField(default=0, help_text="How often it was tried.")),
                ("created_at", models.DateTimeField(help_text="When it was asked for.")),
                ("due_at", models.DateTimeField(help_text="Not before this moment.")),
                ("expires_at", models.DateTimeField(help_text="Worth nothing after this moment.", null=True)),
                ("sent_at", models.DateTimeField(help_text="When the next system took it over.", null=True)),
                ("delivered_at", models.DateTimeField(help_text="When it arrived.", null=True)),
                ("segments", models.SmallIntegerField(default=0, help_text="SMS segments that are paid for.")),
                ("cost", models.IntegerField(default=0, help_text="In đồng.")),
                (
                    "proof",
                    models.CharField(blank=True, help_text="The next system's own number for it.", max_length=200),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="notices.notice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway_id", models.CharField(db_index=True, help_text="The gateway's number.", max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="notices.message"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=40)),
                (
                    "channel",
                    models.CharField(choices=[("push", "push"), ("email", "email"), ("sms", "sms")], max_length=10),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[("now", "now"), ("hourly", "hourly"), ("daily", "daily"), ("never", "never")],
                        max_length=10,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency", models.CharField(blank=True, db_collation="C", max_length=200)),
                ("month", models.DateField(help_text="Its first day.")),
                ("messages", models.IntegerField(default=0)),
                ("segments", models.IntegerField(default=0)),
                ("cost", models.BigIntegerField(default=0, help_text="In đồng.")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "month"), name="notices_spending_once")],
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("account"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="notices_notice_own",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("unread", True)), fields=["account"], name="notices_notice_unread"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["created_at"], name="notices_notice_age"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dedupe", ""), _negated=True),
                fields=("recipient", "dedupe"),
                name="notices_notice_told_once",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("channel"),
                models.OrderBy(models.F("urgent"), descending=True),
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(("state__in", ("waiting", "sending"))),
                name="notices_message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("agency"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="notices_message_list",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["channel", "sent_at"], name="notices_message_sent"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "failed")), fields=["channel", "created_at"], name="notices_message_bad"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("proof", ""), _negated=True), fields=["proof"], name="notices_message_proof"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("account", "category", "channel"), name="notices_preference_once"
            ),
        ),
    ]
