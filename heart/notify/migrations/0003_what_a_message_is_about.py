from django.db import migrations, models


class Migration(migrations.Migration):
    """Whatever became of them: messages that are no longer needed are found by what they are about."""

    dependencies = [
        ("notify", "0002_texts_pauses_pulses"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_about_queued"),
        migrations.AddIndex(model_name="message", index=models.Index(fields=["about"], name="message_about")),
    ]
