"""What a constraint says when it is broken; the database itself stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_squashed_0005_own_hours_never_overlap"),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="team",
            name="team_is_two_people",
            constraint=models.CheckConstraint(
                condition=models.Q(("peer", models.F("clinician")), _negated=True),
                name="team_is_two_people",
                violation_error_message="Peer and clinician are two people.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="team",
            name="team_peer_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)),
                fields=("peer",),
                name="team_peer_once",
                violation_error_message="This peer is in another active team already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="team",
            name="team_clinician_once",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)),
                fields=("clinician",),
                name="team_clinician_once",
                violation_error_message="This clinician is in another active team already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="timeoff",
            name="time_off_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="time_off_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="user",
            name="user_role_known",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        ["responder", "peer", "clinician", "supervisor", "programme_manager", "analyst", "integration"],
                    )
                ),
                name="user_role_known",
                violation_error_message="There is no such role.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="workinghours",
            name="hours_close_after_opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))),
                name="hours_close_after_opening",
                violation_error_message="It closes before it opens. Give a later time.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="workinghours",
            name="hours_weekday_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)),
                name="hours_weekday_known",
                violation_error_message="Choose a day of the week.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="workinghours",
            name="hours_end_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="hours_end_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
    ]
