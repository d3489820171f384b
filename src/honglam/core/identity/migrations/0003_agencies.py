from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_sign_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyCommune",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commune", models.CharField(help_text="Official code of the commune.", max_length=5)),
            ],
        ),
        migrations.CreateModel(
            name="AgencyFormerPath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(db_collation="C", help_text="The former path.", max_length=200, unique=True)),
                ("until", models.DateField(help_text="Last day of the former path.")),
            ],
        ),
        migrations.CreateModel(
            name="AgencyName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(help_text="The name.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "former"), ("alias", "alias"), ("abbreviation", "abbreviation")],
                        max_length=12,
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(help_text="First day of its use; empty when it is not known.", null=True),
                ),
                ("valid_to", models.DateField(help_text="Last day of its use; empty while it is used.", null=True)),
                ("legal", models.CharField(blank=True, help_text="Document that gave or ended it.", max_length=200)),
                ("verified", models.BooleanField(default=False, help_text="Whether it was seen in an official text.")),
            ],
        ),
        migrations.CreateModel(
            name="AgencySuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("merged", "merged"),
                            ("split", "split"),
                            ("took_over", "took_over"),
                            ("dissolved", "dissolved"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "on",
                    models.DateField(help_text="First day of the new state; empty when it is not known.", null=True),
                ),
                ("main", models.BooleanField(default=True, help_text="The one to assume when nothing else is known.")),
                ("legal", models.CharField(blank=True, help_text="The document that decided it.", max_length=200)),
                (
                    "verified",
                    models.BooleanField(default=False, help_text="Whether an official text was seen that names both."),
                ),
                ("note", models.CharField(blank=True, help_text="What else to know.", max_length=300)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="agency",
            name="identity_agency_one_per_commune",
        ),
        migrations.AddField(
            model_name="agency",
            name="code_qcvn102",
            field=models.CharField(
                blank=True, help_text="Identifier of QCVN 102:2016/BTTTT, like 000.00.15.H27.", max_length=13
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="code_qd20",
            field=models.CharField(
                blank=True, help_text="Identifier of Decision 20/2020/QĐ-TTg, like H27.15.", max_length=35
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="codes_verified",
            field=models.BooleanField(
                default=False, help_text="Whether the identifier stands in the published list; otherwise it is assumed."
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="district",
            field=models.CharField(
                blank=True, help_text="Official code of the former district that it governed.", max_length=3
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="entered",
            field=models.BooleanField(
                default=False,
                help_text="Changed by somebody here: the data that come with the platform leave it alone.",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="everywhere",
            field=models.BooleanField(default=False, help_text="Whether it acts in every commune of the province."),
        ),
        migrations.AddField(
            model_name="agency",
            name="legal",
            field=models.CharField(blank=True, help_text="Number of the document that made it.", max_length=200),
        ),
        migrations.AddField(
            model_name="agency",
            name="source",
            field=models.CharField(blank=True, help_text="Where this is known from.", max_length=300),
        ),
        migrations.AddField(
            model_name="agency",
            name="valid_from",
            field=models.DateField(help_text="First day; empty when it is not known.", null=True),
        ),
        migrations.AddField(
            model_name="agency",
            name="valid_to",
            field=models.DateField(help_text="Last day; empty while it exists.", null=True),
        ),
        migrations.AddField(
            model_name="agency",
            name="verified",
            field=models.BooleanField(default=False, help_text="Whether an official text was seen that says so."),
        ),
        migrations.AlterField(
            model_name="agency",
            name="type",
            field=models.CharField(
                choices=[
                    ("committee", "committee"),
                    ("council", "council"),
                    ("department", "department"),
                    ("agency", "agency"),
                    ("service_unit", "service_unit"),
                    ("commune", "commune"),
                    ("party", "party"),
                    ("organisation", "organisation"),
                    ("steering", "steering"),
                    ("unit", "unit"),
                    ("school", "school"),
                    ("health", "health"),
                    ("central", "central"),
                    ("enterprise", "enterprise"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("commune", ""), _negated=True), ("valid_to__isnull", True)),
                fields=("commune",),
                name="identity_agency_one_per_commune",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("code_qd20", ""), _negated=True), ("valid_to__isnull", True)),
                fields=("code_qd20",),
                name="identity_agency_one_per_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="identity_agency_ends_after_it_begins",
            ),
        ),
        migrations.AddField(
            model_name="agencycommune",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="territory", to="identity.agency"
            ),
        ),
        migrations.AddField(
            model_name="agencyformerpath",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="former_paths", to="identity.agency"
            ),
        ),
        migrations.AddField(
            model_name="agencyname",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="names", to="identity.agency"
            ),
        ),
        migrations.AddField(
            model_name="agencysuccession",
            name="new",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="before", to="identity.agency"
            ),
        ),
        migrations.AddField(
            model_name="agencysuccession",
            name="old",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="after", to="identity.agency"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencycommune",
            constraint=models.UniqueConstraint(fields=("agency", "commune"), name="identity_agency_commune_once"),
        ),
        migrations.AddConstraint(
            model_name="agencyname",
            constraint=models.UniqueConstraint(fields=("agency", "text", "kind"), name="identity_agency_name_once"),
        ),
        migrations.AddConstraint(
            model_name="agencyname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="identity_agency_name_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencysuccession",
            constraint=models.UniqueConstraint(
                fields=("old", "new"), name="identity_agency_succession_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="agencysuccession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("new__isnull", True), models.Q(("new", models.F("old")), _negated=True), _connector="OR"
                ),
                name="identity_agency_follows_another",
            ),
        ),
    ]
