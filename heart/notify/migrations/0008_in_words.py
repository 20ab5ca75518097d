"""What a constraint says when it is broken; the database itself stays as it is."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0001_squashed_0007_message_rests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="pause",
            name="pause_has_reason",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True),
                name="pause_has_reason",
                violation_error_message="Say why.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pause",
            name="pause_only_what_leaves",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "text"])),
                name="pause_only_what_leaves",
                violation_error_message="Only e-mail and texts can be paused.",
            ),
        ),
    ]
