import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Documents are kept to the letter, under every name of their incident; what they say of other incidents too."""

    dependencies = [("casework", "0017_jobs")]

    operations = [
        migrations.AddField(
            model_name="eidodocument",
            name="names",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="eidodocument", name="body", field=models.TextField(verbose_name="as it came")
        ),
        migrations.AddIndex(
            model_name="eidodocument",
            index=django.contrib.postgres.indexes.GinIndex(fields=["names"], name="eido_document_names"),
        ),
        migrations.CreateModel(
            name="IncidentBond",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REPLACING", "takes the place of"),
                            ("REPLACED", "is replaced by"),
                            ("SPLIT", "was split from"),
                            ("PARENT", "belongs to"),
                            ("CHILD", "has as a part"),
                            ("RELATED", "is related to"),
                        ],
                        max_length=9,
                        verbose_name="what it is to the other",
                    ),
                ),
                ("other", models.CharField(max_length=300, verbose_name="the other incident")),
                ("told_at", models.DateTimeField(verbose_name="told")),
                (
                    "encounter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bonds",
                        to="casework.encounter",
                        verbose_name="encounter",
                    ),
                ),
            ],
            options={
                "verbose_name": "bond between incidents",
                "verbose_name_plural": "bonds between incidents",
                "indexes": [models.Index(fields=["other"], name="incident_bond_other")],
                "constraints": [
                    models.UniqueConstraint(fields=("encounter", "kind", "other"), name="incident_bond_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["REPLACING", "REPLACED", "SPLIT", "PARENT", "CHILD", "RELATED"]),
                            models.Q(("other", ""), _negated=True),
                        ),
                        name="incident_bond_known",
                    ),
                ],
            },
        ),
    ]
