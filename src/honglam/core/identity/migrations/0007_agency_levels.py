from __future__ import annotations

import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_sign_in_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="code_state",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(code_qcvn102="", code_qd20="", then=models.Value("")),
                    models.When(codes_verified=True, then=models.Value("published")),
                    default=models.Value("assumed"),
                ),
                help_text="Whether its identifier is published or assumed; empty when it has none.",
                output_field=models.CharField(max_length=9),
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="level",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.functions.text.Length("path"),
                        "-",
                        django.db.models.functions.text.Length(
                            django.db.models.functions.text.Replace("path", models.Value("."), models.Value(""))
                        ),
                    ),
                    "+",
                    models.Value(1),
                ),
                help_text="How deep it stands in the tree; 1 at the top.",
                output_field=models.PositiveSmallIntegerField(),
            ),
        ),
    ]
