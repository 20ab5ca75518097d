import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("in_app", "Inbox"), ("email", "E-mail"), ("text", "Text message")], max_length=10
                    ),
                ),
                (
                    "template",
                    models.CharField(
                        choices=[
                            ("follow_up_due", "A follow-up is due"),
                            ("follow_up_overdue", "A follow-up is overdue"),
                            ("follow_up_escalated", "An overdue follow-up comes to you"),
                            ("case_assigned", "A case was assigned to your team"),
                            ("new_crisis", "A new encounter on your case"),
                            ("consent_revoked", "A consent was taken back"),
                        ],
                        max_length=40,
                    ),
                ),
                ("params", models.JSONField(default=dict)),
                ("path", models.CharField(max_length=200)),
                ("about", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Given up"),
                            ("unclear", "Unclear whether it was sent"),
                            ("withdrawn", "Withdrawn before sending"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("send_after", models.DateTimeField(default=django.utils.timezone.now)),
                ("moot", models.BooleanField(default=False)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [
                    models.Index(
                        condition=models.Q(("delivery", "queued")), fields=["send_after", "id"], name="message_to_send"
                    ),
                    models.Index(
                        condition=models.Q(("delivery", "sending")), fields=["claimed_at"], name="message_sending"
                    ),
                    models.Index(
                        condition=models.Q(("channel", "in_app")),
                        fields=["recipient", "-created_at"],
                        name="message_inbox",
                    ),
                    models.Index(
                        condition=models.Q(("delivery", "queued")), fields=["about"], name="message_about_queued"
                    ),
                    models.Index(
                        condition=models.Q(("channel", "in_app"), ("read_at__isnull", True)),
                        fields=["recipient"],
                        name="message_unread",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivery", "sent"), ("sent_at__isnull", False)),
                            models.Q(models.Q(("delivery", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery__in", ["queued", "sending", "sent", "failed", "unclear", "withdrawn"])
                        ),
                        name="message_delivery_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivery", "sending"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sending_is_claimed",
                    ),
                ],
            },
        ),
    ]
