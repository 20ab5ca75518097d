"""What is in force is in force once, and today's programme: pilots, their hours, and which calls need a higher risk."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import heart.accounts.models
from casework.migrations import _programme


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_restricted_records")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="beat",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="beat",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="calltype",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="calltype",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="beat",
            name="beat_once",
        ),
        migrations.AddField(
            model_name="beat",
            name="pilot",
            field=models.CharField(
                blank=True,
                choices=[("ccd", "Crisis Call Diversion"), ("crt", "Community Response Team"), ("cor", "Co-Response")],
                default="",
                help_text="Empty: of every pilot that works in beats.",
                max_length=3,
                verbose_name="pilot",
            ),
        ),
        migrations.AddField(
            model_name="beatevent",
            name="pilot",
            field=models.CharField(
                blank=True,
                choices=[("ccd", "Crisis Call Diversion"), ("crt", "Community Response Team"), ("cor", "Co-Response")],
                default="",
                help_text="Empty: of every pilot that works in beats.",
                max_length=3,
                verbose_name="pilot",
            ),
        ),
        migrations.AddField(
            model_name="calltype",
            name="only_at_risk",
            field=models.BooleanField(default=False, verbose_name="only when a weapon or violence was told of"),
        ),
        migrations.AddField(
            model_name="calltypeevent",
            name="only_at_risk",
            field=models.BooleanField(default=False, verbose_name="only when a weapon or violence was told of"),
        ),
        migrations.AlterField(
            model_name="pilothours",
            name="closes",
            field=models.TimeField(
                help_text="23:59:59.999999 means midnight at the end of the day.", verbose_name="closes"
            ),
        ),
        migrations.AlterField(
            model_name="pilothours",
            name="opens",
            field=models.TimeField(verbose_name="opens"),
        ),
        migrations.AlterField(
            model_name="pilothours",
            name="weekday",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Monday"),
                    (1, "Tuesday"),
                    (2, "Wednesday"),
                    (3, "Thursday"),
                    (4, "Friday"),
                    (5, "Saturday"),
                    (6, "Sunday"),
                ],
                verbose_name="weekday",
            ),
        ),
        migrations.AlterField(
            model_name="pilothoursevent",
            name="closes",
            field=models.TimeField(
                help_text="23:59:59.999999 means midnight at the end of the day.", verbose_name="closes"
            ),
        ),
        migrations.AlterField(
            model_name="pilothoursevent",
            name="opens",
            field=models.TimeField(verbose_name="opens"),
        ),
        migrations.AlterField(
            model_name="pilothoursevent",
            name="weekday",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Monday"),
                    (1, "Tuesday"),
                    (2, "Wednesday"),
                    (3, "Thursday"),
                    (4, "Friday"),
                    (5, "Saturday"),
                    (6, "Sunday"),
                ],
                verbose_name="weekday",
            ),
        ),
        migrations.AlterField(
            model_name="pilotservice",
            name="weapons",
            field=models.BooleanField(default=False, verbose_name="also when a weapon or violence was told of"),
        ),
        migrations.AlterField(
            model_name="pilotserviceevent",
            name="weapons",
            field=models.BooleanField(default=False, verbose_name="also when a weapon or violence was told of"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beat",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_beatevent" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to") VALUES (NEW."code", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="8e7329e1e5d2e38f2573e9c2ffd1f7825b11a9ec",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ce8ee",
                    table="casework_beat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "casework_beatevent" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to") VALUES (NEW."code", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="b0c0f78aa411c150ef91ba51c5c36ec8b9308728",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_66761",
                    table="casework_beat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calltype",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_calltypeevent" ("id", "name", "only_at_risk", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to") VALUES (NEW."id", NEW."name", NEW."only_at_risk", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="c2f8a6074290a1294daf8e79f31721b52e86bbf7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c70aa",
                    table="casework_calltype",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calltype",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "casework_calltypeevent" ("id", "name", "only_at_risk", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to") VALUES (NEW."id", NEW."name", NEW."only_at_risk", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="c9597ad7c5f7f3ac078c1ff9eb3628d1eb80b3f0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4eb46",
                    table="casework_calltype",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="beat",
            constraint=models.UniqueConstraint(fields=("code", "pilot", "valid_from"), name="beat_once"),
        ),
        migrations.AddConstraint(
            model_name="beat",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("code", "="),
                    ("pilot", "="),
                    (
                        heart.accounts.models.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="beat_never_twice",
                violation_error_message="On some of these days something else is in force already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="beatoutline",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("code", "="),
                    (
                        heart.accounts.models.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="beat_outline_never_twice",
                violation_error_message="On some of these days something else is in force already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="beatoutline",
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
            ),
        ),
        migrations.AddConstraint(
            model_name="calltype",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("pilot", "="),
                    ("name", "="),
                    (
                        heart.accounts.models.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="call_type_never_twice",
                violation_error_message="On some of these days something else is in force already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilothours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("pilot", "="),
                    ("weekday", "="),
                    (
                        heart.accounts.models.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.Func(models.F("opens"), template="EXTRACT(EPOCH FROM %(expressions)s)"),
                            models.Func(models.F("closes"), template="EXTRACT(EPOCH FROM %(expressions)s)"),
                            function="NUMRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DecimalRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="pilot_hours_never_overlap",
                violation_error_message="On some of these days something else is in force already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pilotservice",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("pilot", "="),
                    (
                        heart.accounts.models.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="pilot_service_never_twice",
                violation_error_message="On some of these days something else is in force already.",
            ),
        ),
        migrations.RunPython(_programme.fill_pilots, migrations.RunPython.noop),
    ]
