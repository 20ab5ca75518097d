from django.db import migrations, models


class Migration(migrations.Migration):
    """The few that need a person are counted on every board."""

    dependencies = [
        ("notify", "0003_what_a_message_is_about"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("delivery__in", ["failed", "unclear"])),
                fields=["recipient"],
                name="message_undelivered",
            ),
        ),
    ]
