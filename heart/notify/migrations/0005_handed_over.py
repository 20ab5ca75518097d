from django.db import migrations, models


class Migration(migrations.Migration):
    """One more thing that a message may say: nothing in the database changes."""

    dependencies = [
        ("notify", "0004_undelivered_at_hand"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="template",
            field=models.CharField(
                choices=[
                    ("follow_up_due", "A follow-up is due"),
                    ("follow_up_overdue", "A follow-up is overdue"),
                    ("follow_up_escalated", "An overdue follow-up comes to you"),
                    ("case_assigned", "A case was assigned to your team"),
                    ("handed_over", "Follow-ups were handed over to you"),
                    ("new_crisis", "A new encounter on your case"),
                    ("consent_revoked", "A consent was taken back"),
                    ("new_text", "A text from a neighbor"),
                    ("digest", "The morning's numbers"),
                    ("silent", "Reminders stand still"),
                    ("appointment", "To a neighbor: an appointment"),
                    ("caring", "To a neighbor: a caring contact"),
                ],
                max_length=40,
            ),
        ),
    ]
