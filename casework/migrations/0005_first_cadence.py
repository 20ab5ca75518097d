"""What there was becomes version 1, with steps for what is new."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone

# phase, step, kind, after, counted in, channel, goes to
NEW_STEPS = [
    ("repeat_crisis", 1, "crisis_look", 90 * 24, "elapsed_hours", "", "clinician"),
    ("new_text", 1, "new_text", 1, "working_hours", "text", "peer"),
    ("new_text", 2, "new_text", 1, "working_days", "phone", "peer"),
    ("undelivered", 1, "undelivered", 2, "working_hours", "phone", "peer"),
    *(
        ("caring", position, "caring_contact", months, "months", "text", "peer")
        for position, months in enumerate((1, 2, 3, 4, 6, 8, 10, 12), start=1)
    ),
]


def begin(apps, schema_editor):
    def model(name):
        return apps.get_model("casework", name)

    now, step = timezone.now(), model("CadenceStep")
    first = model("CadencePolicy").objects.create(version=1, state="in_force", made_at=now, in_force_at=now)
    fields = ("phase", "position", "kind", "after", "clock", "channel", "half")
    step.objects.update(policy=first)
    step.objects.bulk_create(step(policy=first, **dict(zip(fields, row, strict=True))) for row in NEW_STEPS)
    model("Case").objects.update(policy=first)
    model("FollowUp").objects.update(anchor_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_cadence_versions_and_texts")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
