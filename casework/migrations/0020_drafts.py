from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0019_plans")]
    operations = [
        migrations.AddField(
            model_name="draft",
            name="dropped_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="gone"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("dropped_at__isnull", True), ("body", {}), _connector="OR"),
                name="draft_is_empty_once_gone",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["saved_at"], name="casework_dr_saved_a_6cb614_idx"),
        ),
    ]
