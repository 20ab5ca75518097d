"""Messages, pauses, pulses and stopped numbers in one step, for fresh databases."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("notify", "0001_initial"),
        ("notify", "0002_texts_pauses_pulses"),
        ("notify", "0003_what_a_message_is_about"),
        ("notify", "0004_undelivered_at_hand"),
        ("notify", "0005_handed_over"),
        ("notify", "0006_response_plans"),
        ("notify", "0007_message_rests"),
    ]

    dependencies = [
        ("accounts", "0001_squashed_0005_own_hours_never_overlap"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Stopped",
            fields=[
                ("address", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("word", models.CharField(max_length=20)),
            ],
            options={
                "verbose_name": "stopped number",
                "verbose_name_plural": "stopped numbers",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address", models.CharField(blank=True, default="", max_length=40)),
                ("language", models.CharField(blank=True, default="", max_length=8)),
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
                            ("handed_over", "Follow-ups were handed over to you"),
                            ("new_crisis", "A new encounter on your case"),
                            ("consent_revoked", "A consent was taken back"),
                            ("new_text", "A text from a neighbor"),
                            ("digest", "The morning's numbers"),
                            ("silent", "Reminders stand still"),
                            ("plan", "A response plan waits for you"),
                            ("appointment", "To a neighbor: an appointment"),
                            ("caring", "To a neighbor: a caring contact"),
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
                ("rests", models.BooleanField(db_default=False, default=False)),
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
                    models.Index(fields=["about"], name="message_about"),
                    models.Index(
                        condition=models.Q(("delivery__in", ["failed", "unclear"])),
                        fields=["recipient"],
                        name="message_undelivered",
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("recipient__isnull", False)),
                            models.Q(
                                ("channel", "text"),
                                ("recipient__isnull", True),
                                models.Q(("address", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="message_to_staff_or_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rests", False), ("moot", True), _connector="OR"),
                        name="message_rests_while_moot",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[("in_app", "Inbox"), ("email", "E-mail"), ("text", "Text message")],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="channel",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("why", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "paused channel",
                "verbose_name_plural": "paused channels",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="pause_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "text"])), name="pause_only_what_leaves"
                    ),
                ],
            },
        ),
    ]
