from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notify", "0006_response_plans")]

    operations = [
        migrations.AddField("message", "rests", models.BooleanField(db_default=False, default=False)),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=models.Q(("rests", False), ("moot", True), _connector="OR"), name="message_rests_while_moot"
            ),
        ),
    ]
