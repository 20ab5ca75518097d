"""What a constraint says when it is broken; the database itself stays as it is."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0021_closer_match_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="matchthresholds",
            name="possible",
            field=models.FloatField(
                default=0.5,
                help_text="Records with a lower score are not offered under “Who is this?”. Lower: longer lists. More than 0 and not above the number before.",
                verbose_name="possibly the same from",
            ),
        ),
        migrations.AlterField(
            model_name="matchthresholds",
            name="probable",
            field=models.FloatField(
                default=0.85,
                help_text="Two records whose score is at least this wait for a person to say, side by side, whether they are one neighbor. Higher: fewer questions, and more pairs that nobody is asked about. Between 0 and 1.",
                verbose_name="probably the same from",
            ),
        ),
        migrations.AlterField(
            model_name="matchthresholdsevent",
            name="possible",
            field=models.FloatField(
                default=0.5,
                help_text="Records with a lower score are not offered under “Who is this?”. Lower: longer lists. More than 0 and not above the number before.",
                verbose_name="possibly the same from",
            ),
        ),
        migrations.AlterField(
            model_name="matchthresholdsevent",
            name="probable",
            field=models.FloatField(
                default=0.85,
                help_text="Two records whose score is at least this wait for a person to say, side by side, whether they are one neighbor. Higher: fewer questions, and more pairs that nobody is asked about. Between 0 and 1.",
                verbose_name="probably the same from",
            ),
        ),
        migrations.AlterConstraint(
            model_name="beat",
            name="beat_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="beat_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="beat",
            name="beat_once",
            constraint=models.UniqueConstraint(
                fields=("code", "pilot", "valid_from"),
                name="beat_once",
                violation_error_message="This beat begins on that day already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="beatoutline",
            name="beatoutline_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="beatoutline_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="beatoutline",
            name="beat_outline_once",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"),
                name="beat_outline_once",
                violation_error_message="This beat begins on that day already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="beatoutline",
            name="beat_outline_on_earth",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("east__gte", models.F("west")),
                    ("east__lte", 180),
                    ("north__gte", models.F("south")),
                    ("north__lte", 90),
                    ("south__gte", -90),
                    ("west__gte", -180),
                ),
                name="beat_outline_on_earth",
                violation_error_message="This place is not on Earth.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencepolicy",
            name="policy_state_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in_force", "retired"])),
                name="policy_state_known",
                violation_error_message="There is no such state.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencepolicy",
            name="policy_one_in_force",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("state",),
                name="policy_one_in_force",
                violation_error_message="Another version is in force already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencepolicy",
            name="policy_in_force_with_time",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("in_force_at__isnull", True), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("in_force_at__isnull", False)),
                    _connector="OR",
                ),
                name="policy_in_force_with_time",
                violation_error_message="A version is in force since some time, and a draft is not.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencepolicy",
            name="policy_asks_for_attempts",
            constraint=models.CheckConstraint(
                condition=models.Q(("attempts__gte", 1), ("channels__gte", 1), ("parts_of_day__gte", 1)),
                name="policy_asks_for_attempts",
                violation_error_message="At least one attempt, one way and one part of the day.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencestep",
            name="cadence_step_once",
            constraint=models.UniqueConstraint(
                fields=("policy", "phase", "position"),
                name="cadence_step_once",
                violation_error_message="This phase has a step with that number already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencestep",
            name="cadence_step_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="cadence_step_from_one",
                violation_error_message="Steps are numbered from 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cadencestep",
            name="cadence_step_only_appointments_before",
            constraint=models.CheckConstraint(
                condition=models.Q(("after__gte", 0), ("phase", "appointment"), _connector="OR"),
                name="cadence_step_only_appointments_before",
                violation_error_message="Only the steps of an appointment may come before it.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calltype",
            name="calltype_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="calltype_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="calltype",
            name="call_type_once",
            constraint=models.UniqueConstraint(
                fields=("pilot", "name", "valid_from"),
                name="call_type_once",
                violation_error_message="This call type begins on that day already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="ladderstep",
            name="ladder_step_from_one",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)),
                name="ladder_step_from_one",
                violation_error_message="Steps are numbered from 1.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="ladderstep",
            name="ladder_step_later_than_before",
            constraint=models.CheckConstraint(
                condition=models.Q(("position", 1), ("working_minutes__gte", 1), _connector="OR"),
                name="ladder_step_later_than_before",
                violation_error_message="After the first step at least one working minute passes.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="matchthresholds",
            name="match_thresholds_one_row",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1)),
                name="match_thresholds_one_row",
                violation_error_message="There is one row of thresholds: change that one.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="matchthresholds",
            name="match_thresholds_in_order",
            constraint=models.CheckConstraint(
                condition=models.Q(("possible__gt", 0), ("probable__gte", models.F("possible")), ("probable__lte", 1)),
                name="match_thresholds_in_order",
                violation_error_message="Both numbers lie between 0 and 1, and “probably” is not below “possibly”.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="nickname",
            name="nickname_once",
            constraint=models.UniqueConstraint(
                fields=("name", "nickname"),
                name="nickname_once",
                violation_error_message="These two names are in the list already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pilothours",
            name="pilothours_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="pilothours_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pilothours",
            name="pilot_hours_once",
            constraint=models.UniqueConstraint(
                fields=("pilot", "weekday", "opens", "valid_from"),
                name="pilot_hours_once",
                violation_error_message="These hours begin on that day already.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pilothours",
            name="pilot_hours_weekday_known",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)),
                name="pilot_hours_weekday_known",
                violation_error_message="Choose a day of the week.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pilothours",
            name="pilot_hours_close_after_opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))),
                name="pilot_hours_close_after_opening",
                violation_error_message="It closes before it opens. Give a later time.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pilotservice",
            name="pilotservice_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="pilotservice_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="pilotservice",
            name="pilot_service_once",
            constraint=models.UniqueConstraint(
                fields=("pilot", "valid_from"),
                name="pilot_service_once",
                violation_error_message="This pilot begins on that day already.",
            ),
        ),
    ]
