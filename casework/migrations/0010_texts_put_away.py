"""A text of nobody known may be put away by an overseer: who and when, both or neither, and only without a case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("casework", "0009_versions_stay_as_they_were"),
    ]

    operations = [
        migrations.AddField("inboundtext", "dismissed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "inboundtext",
            "dismissed_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, blank=True, null=True, related_name="+"
            ),
        ),
        migrations.AddConstraint(
            "inboundtext",
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False, case__isnull=True),
                name="inbound_text_dismissed_by_somebody",
            ),
        ),
    ]
