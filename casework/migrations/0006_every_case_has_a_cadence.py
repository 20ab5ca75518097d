import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_first_cadence")]
    operations = [
        migrations.AlterField(
            "case",
            "policy",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="casework.cadencepolicy",
                verbose_name="cadence",
            ),
        ),
        migrations.AlterField(
            "cadencestep",
            "policy",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="casework.cadencepolicy",
                verbose_name="cadence",
            ),
        ),
        # History written before there were versions keeps its empty field: it cannot be edited.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    name,
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="casework.cadencepolicy",
                        verbose_name="cadence",
                    ),
                )
                for name in ("caseevent", "cadencestepevent")
            ]
        ),
    ]
