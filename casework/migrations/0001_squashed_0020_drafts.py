"""What 0001 to 0020 make, in one step, for fresh databases: the tables, what the database itself holds (each in its own
module, `_promise` first), and the programme as DOMAIN 1 and 4 describe it, for admins to change. Each table is made
whole, its triggers in the options (pgtrigger makes them with it)."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models
from django.utils import timezone

import heart.accounts.models
from casework.migrations import (
    _linked_records,
    _match_keys,
    _plans_stay,
    _programme,
    _promise,
    _restricted_records,
    _versions_stay,
)
from heart.lib.tables import NewTables

# History written before there were versions has none, and cannot be edited: the column is the same everywhere.
MAY_BE_EMPTY = """
ALTER TABLE casework_caseevent ALTER COLUMN policy_id DROP NOT NULL;
ALTER TABLE casework_cadencestepevent ALTER COLUMN policy_id DROP NOT NULL;
"""

# Pieces of files are not pressed by the database (0017).
STORAGE = "ALTER TABLE casework_jobchunk ALTER COLUMN data SET STORAGE EXTERNAL"

# Version 1 of the cadence. DOMAIN 4 asks for the later attempts at another time of day than the earlier ones, and that an
# engaged neighbor who does not answer four times in a row leads to a decision.
# phase, step, kind, after, counted in, at least so many working hours after the last attempt, channel, goes to, part of the day
CADENCE = [
    ("intake", 1, "assign", 2, "working_hours", 0, "", "clinician", ""),
    ("new_crisis", 1, "new_crisis", 1, "working_hours", 0, "phone", "clinician", ""),
    ("new_crisis", 2, "new_crisis", 1, "working_days", 0, "", "clinician", ""),
    ("not_reached", 1, "attempt", 0, "elapsed_hours", 0, "phone", "peer", ""),
    ("not_reached", 2, "attempt", 24, "elapsed_hours", 4, "phone", "peer", ""),
    ("not_reached", 3, "attempt", 48, "elapsed_hours", 4, "in_person", "peer", "other"),
    ("not_reached", 4, "attempt", 72, "elapsed_hours", 4, "phone", "peer", "other"),
    ("not_reached", 5, "attempt", 168, "elapsed_hours", 4, "in_person", "peer", "other"),
    ("not_reached", 6, "attempt", 336, "elapsed_hours", 4, "phone", "peer", "other"),
    ("decide", 1, "decide", 1, "working_days", 0, "", "clinician", ""),
    ("engaged", 1, "check_in", 168, "elapsed_hours", 0, "phone", "peer", ""),
    ("engaged", 2, "check_in", 2, "working_days", 0, "phone", "peer", ""),
    ("engaged", 3, "check_in", 2, "working_days", 0, "phone", "peer", ""),
    ("engaged", 4, "check_in", 2, "working_days", 0, "phone", "peer", ""),
    ("referral_sent", 1, "confirm_connection", 2, "working_days", 0, "phone", "peer", ""),
    ("referral_sent", 2, "confirm_connection", 5, "working_days", 0, "phone", "clinician", ""),
    ("referral_sent", 3, "confirm_connection", 1, "working_days", 0, "phone", "clinician", ""),
    ("referral_accepted", 1, "confirm_connection", 168, "elapsed_hours", 0, "phone", "peer", ""),
    ("appointment", 1, "confirm_connection", -1, "working_days", 0, "phone", "peer", ""),
    ("appointment", 2, "confirm_connection", 1, "working_days", 0, "phone", "peer", ""),
    ("connected", 1, "connection_check", 168, "elapsed_hours", 0, "phone", "peer", ""),
    ("connected", 2, "connection_check", 720, "elapsed_hours", 0, "phone", "peer", ""),
    ("repeat_crisis", 1, "crisis_look", 90 * 24, "elapsed_hours", 0, "", "clinician", ""),
    ("new_text", 1, "new_text", 1, "working_hours", 0, "text", "peer", ""),
    ("new_text", 2, "new_text", 1, "working_days", 0, "phone", "peer", ""),
    ("undelivered", 1, "undelivered", 2, "working_hours", 0, "phone", "peer", ""),
    *(
        ("caring", position, "caring_contact", months, "months", 0, "text", "peer", "")
        for position, months in enumerate((1, 2, 3, 4, 6, 8, 10, 12), start=1)
    ),
]


def fill(apps, schema_editor):
    _programme.fill_lists(apps)
    begin(apps.get_model("casework", "CadencePolicy"), apps.get_model("casework", "CadenceStep"), now=timezone.now())
    _programme.fill_pilots(apps, schema_editor)
    _match_keys.ship(apps, schema_editor)


def begin(policy, step, *, now):
    first = policy.objects.create(version=1, state="in_force", made_at=now, in_force_at=now)
    fields = ("phase", "position", "kind", "after", "clock", "at_least", "channel", "half", "part_of_day")
    step.objects.bulk_create(step(policy=first, **dict(zip(fields, row, strict=True))) for row in CADENCE)


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("casework", "0001_initial"),
        ("casework", "0002_nobody_is_lost"),
        ("casework", "0003_default_programme"),
        ("casework", "0004_cadence_versions_and_texts"),
        ("casework", "0005_first_cadence"),
        ("casework", "0006_every_case_has_a_cadence"),
        ("casework", "0007_snoozing_is_history"),
        ("casework", "0008_spread_over_the_day"),
        ("casework", "0009_versions_stay_as_they_were"),
        ("casework", "0010_texts_put_away"),
        ("casework", "0011_numbers_in_one_shape"),
        ("casework", "0012_who_is_this"),
        ("casework", "0013_match_keys"),
        ("casework", "0014_linked_records"),
        ("casework", "0015_restricted_records"),
        ("casework", "0016_programme_by_pilot"),
        ("casework", "0017_jobs"),
        ("casework", "0018_documents"),
        ("casework", "0019_plans"),
        ("casework", "0020_drafts"),
    ]

    dependencies = [
        ("accounts", "0001_squashed_0005_own_hours_never_overlap"),
        ("notify", "0001_squashed_0007_message_rests"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch", migrations.RunSQL.noop),
        NewTables(
            [
                migrations.CreateModel(
                    name="Beat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="beat")),
                        (
                            "pilot",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                default="",
                                help_text="Empty: of every pilot that works in beats.",
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "beat",
                        "verbose_name_plural": "beats",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="beat_ends_after_start",
                            ),
                            models.UniqueConstraint(fields=("code", "pilot", "valid_from"), name="beat_once"),
                            django.contrib.postgres.constraints.ExclusionConstraint(
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
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BeatOutline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="beat")),
                        ("shape", models.JSONField(verbose_name="outline")),
                        ("west", models.FloatField(editable=False)),
                        ("south", models.FloatField(editable=False)),
                        ("east", models.FloatField(editable=False)),
                        ("north", models.FloatField(editable=False)),
                    ],
                    options={
                        "verbose_name": "beat outline",
                        "verbose_name_plural": "beat outlines",
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="beatoutline_ends_after_start",
                            ),
                            models.UniqueConstraint(fields=("code", "valid_from"), name="beat_outline_once"),
                            django.contrib.postgres.constraints.ExclusionConstraint(
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
                            models.CheckConstraint(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="call type")),
                        (
                            "only_at_risk",
                            models.BooleanField(
                                default=False, verbose_name="only when a weapon or violence was told of"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "call type",
                        "verbose_name_plural": "call types",
                        "ordering": ["pilot", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="calltype_ends_after_start",
                            ),
                            models.UniqueConstraint(fields=("pilot", "name", "valid_from"), name="call_type_once"),
                            django.contrib.postgres.constraints.ExclusionConstraint(
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
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(unique=True, verbose_name="step")),
                        (
                            "rung",
                            models.CharField(
                                choices=[
                                    ("owner", "The owner"),
                                    ("other_half", "The other half of the pair"),
                                    ("supervisor", "The supervisor"),
                                    ("programme_manager", "The programme managers"),
                                ],
                                max_length=20,
                                verbose_name="reminds",
                            ),
                        ),
                        (
                            "working_minutes",
                            models.PositiveIntegerField(verbose_name="working minutes after the step before"),
                        ),
                    ],
                    options={
                        "verbose_name": "reminder step",
                        "verbose_name_plural": "reminder ladder",
                        "ordering": ["position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("position__gte", 1)), name="ladder_step_from_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("position", 1), ("working_minutes__gte", 1), _connector="OR"),
                                name="ladder_step_later_than_before",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_ladderstepevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rung", "working_minutes") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."rung", NEW."working_minutes"); RETURN NULL;',
                                    hash="b1f104f4641f0bb38e077f2dd2ba2d2c95988410",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4b27c",
                                    table="casework_ladderstep",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_ladderstepevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "rung", "working_minutes") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."rung", NEW."working_minutes"); RETURN NULL;',
                                    hash="042efe88a518fa50370734595aa95f405065ea45",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_49c27",
                                    table="casework_ladderstep",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchThresholds",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("probable", models.FloatField(default=0.85, verbose_name="probably the same from")),
                        ("possible", models.FloatField(default=0.5, verbose_name="shown in a search from")),
                    ],
                    options={
                        "verbose_name": "thresholds of matching",
                        "verbose_name_plural": "thresholds of matching",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="match_thresholds_one_row"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("possible__gt", 0), ("probable__gte", models.F("possible")), ("probable__lte", 1)
                                ),
                                name="match_thresholds_in_order",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_matchthresholdsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "possible", "probable") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."possible", NEW."probable"); RETURN NULL;',
                                    hash="7e846f5dc7a3c99ff770378c34798f55fe5ad7c6",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f5a88",
                                    table="casework_matchthresholds",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_matchthresholdsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "possible", "probable") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."possible", NEW."probable"); RETURN NULL;',
                                    hash="3dce966b08e6bb87dfad636ac00003da410fd6ed",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1f384",
                                    table="casework_matchthresholds",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Nickname",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("nickname", models.CharField(max_length=40, verbose_name="also called")),
                    ],
                    options={
                        "verbose_name": "nickname",
                        "verbose_name_plural": "nicknames",
                        "ordering": ["name", "nickname"],
                        "constraints": [models.UniqueConstraint(fields=("name", "nickname"), name="nickname_once")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_nicknameevent" ("id", "name", "nickname", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."name", NEW."nickname", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="04115bc22f3cffa6304da0dff8f1e52a144ddb35",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_da818",
                                    table="casework_nickname",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_nicknameevent" ("id", "name", "nickname", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."name", NEW."nickname", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="75362dd6c041cbd0be25ada3ea550ff102b0a9ec",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_005b5",
                                    table="casework_nickname",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PilotHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
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
                        ("opens", models.TimeField(verbose_name="opens")),
                        (
                            "closes",
                            models.TimeField(
                                help_text="23:59:59.999999 means midnight at the end of the day.", verbose_name="closes"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hours of a pilot",
                        "verbose_name_plural": "hours of pilots",
                        "ordering": ["pilot", "weekday", "opens"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="pilothours_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                fields=("pilot", "weekday", "opens", "valid_from"), name="pilot_hours_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="pilot_hours_weekday_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))),
                                name="pilot_hours_close_after_opening",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
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
                                            models.Func(
                                                models.F("opens"), template="EXTRACT(EPOCH FROM %(expressions)s)"
                                            ),
                                            models.Func(
                                                models.F("closes"), template="EXTRACT(EPOCH FROM %(expressions)s)"
                                            ),
                                            function="NUMRANGE",
                                            output_field=django.contrib.postgres.fields.ranges.DecimalRangeField(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="pilot_hours_never_overlap",
                                violation_error_message="On some of these days something else is in force already.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_pilothoursevent" ("closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to", "weekday") VALUES (NEW."closes", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to", NEW."weekday"); RETURN NULL;',
                                    hash="cd0c5dd3fa78dcd7a27ef1cd7e2db70d587c7dc1",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bdb1d",
                                    table="casework_pilothours",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_pilothoursevent" ("closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to", "weekday") VALUES (NEW."closes", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to", NEW."weekday"); RETURN NULL;',
                                    hash="916ead8ca3fa685c4f5f422aa498c006f6452979",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2a69b",
                                    table="casework_pilothours",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PilotService",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        ("everywhere", models.BooleanField(default=False, verbose_name="in the whole city")),
                        (
                            "weapons",
                            models.BooleanField(
                                default=False, verbose_name="also when a weapon or violence was told of"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pilot",
                        "verbose_name_plural": "pilots",
                        "ordering": ["pilot", "valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="pilotservice_ends_after_start",
                            ),
                            models.UniqueConstraint(fields=("pilot", "valid_from"), name="pilot_service_once"),
                            django.contrib.postgres.constraints.ExclusionConstraint(
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
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_pilotserviceevent" ("everywhere", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to", "weapons") VALUES (NEW."everywhere", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to", NEW."weapons"); RETURN NULL;',
                                    hash="aafb33146953dc02db471e239bc46d418c572953",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1ceaf",
                                    table="casework_pilotservice",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_pilotserviceevent" ("everywhere", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to", "weapons") VALUES (NEW."everywhere", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to", NEW."weapons"); RETURN NULL;',
                                    hash="e099733b092d10364d1bdc67d6482d08307875a8",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b6f47",
                                    table="casework_pilotservice",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CadencePolicy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                        ("what", models.CharField(blank=True, max_length=200, verbose_name="what is different")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("in_force", "In force"), ("retired", "Retired")],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("in_force_at", models.DateTimeField(blank=True, null=True, verbose_name="in force since")),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="attempts before “unable to contact”"
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                default=14, verbose_name="days from the first to the last of them"
                            ),
                        ),
                        (
                            "channels",
                            models.PositiveSmallIntegerField(default=2, verbose_name="ways of reaching out among them"),
                        ),
                        (
                            "parts_of_day",
                            models.PositiveSmallIntegerField(default=2, verbose_name="parts of the day among them"),
                        ),
                        (
                            "in_person",
                            models.BooleanField(
                                default=True, verbose_name="one in person when the neighbor is unsheltered"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cadence",
                        "verbose_name_plural": "cadences",
                        "ordering": ["-version"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "in_force", "retired"])),
                                name="policy_state_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_force")), fields=("state",), name="policy_one_in_force"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("in_force_at__isnull", True), ("state", "draft")),
                                    models.Q(
                                        models.Q(("state", "draft"), _negated=True), ("in_force_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="policy_in_force_with_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("attempts__gte", 1), ("channels__gte", 1), ("parts_of_day__gte", 1)
                                ),
                                name="policy_asks_for_attempts",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_cadencepolicyevent" ("attempts", "channels", "days", "id", "in_force_at", "in_person", "made_at", "made_by_id", "parts_of_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version", "what") VALUES (NEW."attempts", NEW."channels", NEW."days", NEW."id", NEW."in_force_at", NEW."in_person", NEW."made_at", NEW."made_by_id", NEW."parts_of_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."version", NEW."what"); RETURN NULL;',
                                    hash="42346a9f6e58bdab92ec4334b04a1becfc5d0a7f",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4f43d",
                                    table="casework_cadencepolicy",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_cadencepolicyevent" ("attempts", "channels", "days", "id", "in_force_at", "in_person", "made_at", "made_by_id", "parts_of_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version", "what") VALUES (NEW."attempts", NEW."channels", NEW."days", NEW."id", NEW."in_force_at", NEW."in_person", NEW."made_at", NEW."made_by_id", NEW."parts_of_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."version", NEW."what"); RETURN NULL;',
                                    hash="633a4236deb153ff527d467693ab08f8b439b85a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_733a4",
                                    table="casework_cadencepolicy",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CadenceStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="casework.cadencepolicy",
                                verbose_name="cadence",
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("intake", "Waiting for a team"),
                                    ("new_crisis", "New encounter on an open case"),
                                    ("not_reached", "Not reached yet"),
                                    ("decide", "All attempts made"),
                                    ("engaged", "Engaged"),
                                    ("referral_sent", "Referral sent"),
                                    ("referral_accepted", "Referral accepted, no appointment yet"),
                                    ("appointment", "Around an appointment"),
                                    ("connected", "Connected"),
                                    ("repeat_crisis", "After the connection: a new crisis?"),
                                    ("new_text", "A text from the neighbor"),
                                    ("undelivered", "A text may not have arrived"),
                                    ("caring", "Caring contacts"),
                                ],
                                max_length=20,
                                verbose_name="phase",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="step")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("assign", "Find a team"),
                                    ("new_crisis", "New encounter: look at it now"),
                                    ("attempt", "Reach the neighbor"),
                                    ("decide", "All attempts made: decide together"),
                                    ("check_in", "Check in"),
                                    ("confirm_connection", "Confirm the connection"),
                                    ("connection_check", "Still connected?"),
                                    ("crisis_look", "Look for a new crisis since"),
                                    ("new_text", "A text from the neighbor: answer it"),
                                    ("undelivered", "A text may not have arrived: tell the neighbor yourself"),
                                    ("caring_contact", "A caring contact"),
                                ],
                                max_length=20,
                                verbose_name="what is to be done",
                            ),
                        ),
                        (
                            "after",
                            models.SmallIntegerField(
                                help_text="Counted from the start of the phase. Below 0: before the appointment.",
                                verbose_name="after",
                            ),
                        ),
                        (
                            "clock",
                            models.CharField(
                                choices=[
                                    ("elapsed_hours", "hours, day and night"),
                                    ("working_hours", "working hours"),
                                    ("working_days", "working days"),
                                    ("months", "months"),
                                ],
                                max_length=14,
                                verbose_name="counted in",
                            ),
                        ),
                        (
                            "at_least",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="So that late attempts do not fall on top of each other.",
                                verbose_name="working hours since the last attempt",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Phone"),
                                    ("text", "Text message"),
                                    ("in_person", "In person"),
                                    ("video", "Video"),
                                    ("email", "E-mail"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="suggested channel",
                            ),
                        ),
                        (
                            "part_of_day",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "any"),
                                    ("morning", "morning"),
                                    ("afternoon", "afternoon"),
                                    ("other", "another than so far"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="part of the day",
                            ),
                        ),
                        (
                            "half",
                            models.CharField(
                                choices=[("peer", "Peer support specialist"), ("clinician", "Clinician")],
                                default="peer",
                                max_length=10,
                                verbose_name="goes to",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cadence step",
                        "verbose_name_plural": "cadence steps",
                        "ordering": ["phase", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("policy", "phase", "position"), name="cadence_step_once"),
                            models.CheckConstraint(
                                condition=models.Q(("position__gte", 1)), name="cadence_step_from_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("after__gte", 0), ("phase", "appointment"), _connector="OR"),
                                name="cadence_step_only_appointments_before",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_cadencestepevent" ("after", "at_least", "channel", "clock", "half", "id", "kind", "part_of_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "policy_id", "position") VALUES (NEW."after", NEW."at_least", NEW."channel", NEW."clock", NEW."half", NEW."id", NEW."kind", NEW."part_of_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."policy_id", NEW."position"); RETURN NULL;',
                                    hash="20efb9cd6649ff864214a944d978e24a00725aad",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_808b8",
                                    table="casework_cadencestep",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_cadencestepevent" ("after", "at_least", "channel", "clock", "half", "id", "kind", "part_of_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "policy_id", "position") VALUES (NEW."after", NEW."at_least", NEW."channel", NEW."clock", NEW."half", NEW."id", NEW."kind", NEW."part_of_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."policy_id", NEW."position"); RETURN NULL;',
                                    hash="8443e036ea252b99954e0924e715e0a9b3146e68",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ba0b5",
                                    table="casework_cadencestep",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("form", models.CharField(max_length=30)),
                        ("submission", models.UUIDField()),
                        ("body", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="saved")),
                        ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="gone")),
                    ],
                    options={
                        "verbose_name": "draft",
                        "verbose_name_plural": "drafts",
                        "indexes": [models.Index(fields=["saved_at"], name="casework_dr_saved_a_6cb614_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("owner", "form", "submission"), name="draft_once"),
                            models.CheckConstraint(
                                condition=models.Q(("dropped_at__isnull", True), ("body", {}), _connector="OR"),
                                name="draft_is_empty_once_gone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Neighbor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("preferred_name", models.CharField(blank=True, max_length=80, verbose_name="preferred name")),
                        ("first_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                        ("last_name", models.CharField(blank=True, max_length=80, verbose_name="last name")),
                        (
                            "description",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="description, when the name is not known"
                            ),
                        ),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="birth date")),
                        ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                        ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                        (
                            "interpreter",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not asked"),
                                    ("not_needed", "Not needed"),
                                    ("staff", "Staff who speak the language"),
                                    ("phone", "Interpreter by phone"),
                                    ("video", "Interpreter by video"),
                                    ("asl", "American Sign Language"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="interpreter",
                            ),
                        ),
                        (
                            "living_situation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not asked"),
                                    ("housed", "Own or rented home"),
                                    ("doubled_up", "Staying with others"),
                                    ("shelter", "Shelter"),
                                    ("unsheltered", "Unsheltered"),
                                    ("facility", "Facility or group home"),
                                    ("prefers_not", "Prefers not to say"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="living situation",
                            ),
                        ),
                        (
                            "where_to_find",
                            models.CharField(blank=True, max_length=300, verbose_name="where to find, and when"),
                        ),
                        (
                            "domestic_violence",
                            models.BooleanField(default=False, verbose_name="domestic violence: take care"),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "one_with",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="linked_records",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "person_number",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.comparison.Coalesce(
                                    models.F("one_with"), models.F("id")
                                ),
                                output_field=models.BigIntegerField(),
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "neighbor",
                        "verbose_name_plural": "neighbors",
                        "indexes": [
                            models.Index(fields=["person_number"], name="neighbor_by_person"),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Upper("description"), name="gin_trgm_ops"
                                ),
                                condition=models.Q(("description", ""), _negated=True),
                                name="neighbor_by_description",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("one_with__isnull", True), ("one_with__lt", models.F("id")), _connector="OR"
                                ),
                                name="neighbor_one_with_earlier",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_neighborevent" ("birth_date", "created_at", "description", "domestic_violence", "first_name", "id", "interpreter", "language", "last_name", "living_situation", "one_with_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_name", "pronouns", "where_to_find") VALUES (NEW."birth_date", NEW."created_at", NEW."description", NEW."domestic_violence", NEW."first_name", NEW."id", NEW."interpreter", NEW."language", NEW."last_name", NEW."living_situation", NEW."one_with_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."preferred_name", NEW."pronouns", NEW."where_to_find"); RETURN NULL;',
                                    hash="3d7370bb642a923f67a8ed5edadfdb88d441078b",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6a4f3",
                                    table="casework_neighbor",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."domestic_violence" IS DISTINCT FROM (NEW."domestic_violence") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."interpreter" IS DISTINCT FROM (NEW."interpreter") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."living_situation" IS DISTINCT FROM (NEW."living_situation") OR OLD."one_with_id" IS DISTINCT FROM (NEW."one_with_id") OR OLD."preferred_name" IS DISTINCT FROM (NEW."preferred_name") OR OLD."pronouns" IS DISTINCT FROM (NEW."pronouns") OR OLD."where_to_find" IS DISTINCT FROM (NEW."where_to_find"))',
                                    func='INSERT INTO "casework_neighborevent" ("birth_date", "created_at", "description", "domestic_violence", "first_name", "id", "interpreter", "language", "last_name", "living_situation", "one_with_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_name", "pronouns", "where_to_find") VALUES (NEW."birth_date", NEW."created_at", NEW."description", NEW."domestic_violence", NEW."first_name", NEW."id", NEW."interpreter", NEW."language", NEW."last_name", NEW."living_situation", NEW."one_with_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preferred_name", NEW."pronouns", NEW."where_to_find"); RETURN NULL;',
                                    hash="419ca08b1aa62239a203efad8f9a4086341f4cdb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_da54e",
                                    table="casework_neighbor",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agency_persons",
                                to="casework.neighbor",
                            ),
                        ),
                        ("agency", models.CharField(max_length=60)),
                        ("person_id", models.CharField(max_length=60)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "person_id"), name="agency_person_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agency", ""), _negated=True), models.Q(("person_id", ""), _negated=True)
                                ),
                                name="agency_person_filled",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_agencypersonevent" ("agency", "id", "neighbor_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agency", NEW."id", NEW."neighbor_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="863832470a87d1d1dbe20112cb2f911e3775fedc",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5eea2",
                                    table="casework_agencyperson",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_agencypersonevent" ("agency", "id", "neighbor_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agency", NEW."id", NEW."neighbor_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="905b49592eb36a127830190547740b3550cf6249",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9a5d3",
                                    table="casework_agencyperson",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlsoKnownAs",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="also_known_as",
                                to="casework.neighbor",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "also known as",
                        "verbose_name_plural": "also known as",
                        "constraints": [
                            models.UniqueConstraint(fields=("neighbor", "name"), name="also_known_as_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_alsoknownasevent" ("id", "name", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."name", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="a349da7b9a45f4ab429329254830c2ce0f9b4654",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1381c",
                                    table="casework_alsoknownas",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_alsoknownasevent" ("id", "name", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."name", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="f049cb998cd99c42227eec6366aae3f7f41213f3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d7253",
                                    table="casework_alsoknownas",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact_points",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("phone", "Phone"), ("email", "E-mail"), ("address", "Address or place")],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("value", models.CharField(max_length=200, verbose_name="number or address")),
                        (
                            "voicemail_ok",
                            models.CharField(
                                blank=True,
                                choices=[("", "not asked"), ("yes", "yes"), ("no", "no")],
                                default="",
                                max_length=3,
                                verbose_name="voicemail is OK",
                            ),
                        ),
                        (
                            "text_ok",
                            models.CharField(
                                blank=True,
                                choices=[("", "not asked"), ("yes", "yes"), ("no", "no")],
                                default="",
                                max_length=3,
                                verbose_name="text is OK",
                            ),
                        ),
                        (
                            "may_say_heart",
                            models.CharField(
                                blank=True,
                                choices=[("", "not asked"), ("yes", "yes"), ("no", "no")],
                                default="",
                                max_length=3,
                                verbose_name="may say “HEART”",
                            ),
                        ),
                        (
                            "who_else_answers",
                            models.CharField(blank=True, max_length=120, verbose_name="who else answers"),
                        ),
                        ("is_current", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "verbose_name": "contact point",
                        "verbose_name_plural": "contact points",
                        "constraints": [
                            models.UniqueConstraint(fields=("neighbor", "kind", "value"), name="contact_point_once"),
                            models.CheckConstraint(
                                condition=models.Q(("value", ""), _negated=True), name="contact_point_filled"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_contactpointevent" ("id", "is_current", "kind", "may_say_heart", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_ok", "value", "voicemail_ok", "who_else_answers") VALUES (NEW."id", NEW."is_current", NEW."kind", NEW."may_say_heart", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text_ok", NEW."value", NEW."voicemail_ok", NEW."who_else_answers"); RETURN NULL;',
                                    hash="578e1cb5c34481ee2f92546df8da797ac462fa2c",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_327ed",
                                    table="casework_contactpoint",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_contactpointevent" ("id", "is_current", "kind", "may_say_heart", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_ok", "value", "voicemail_ok", "who_else_answers") VALUES (NEW."id", NEW."is_current", NEW."kind", NEW."may_say_heart", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text_ok", NEW."value", NEW."voicemail_ok", NEW."who_else_answers"); RETURN NULL;',
                                    hash="3ab1c41a5d8d624bed9b18c0baf98da9cf87a818",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1d466",
                                    table="casework_contactpoint",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("encounters", "Import of encounters"),
                                    ("undo", "Undoing an import"),
                                    ("matching", "Matching every record"),
                                ],
                                max_length=12,
                                verbose_name="what",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "Being prepared"),
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                    ("failed", "Failed"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                        ("settings", models.JSONField(blank=True, default=dict, editable=False)),
                        ("place", models.JSONField(blank=True, default=dict, editable=False)),
                        ("total", models.BigIntegerField(default=0, verbose_name="size")),
                        ("done", models.BigIntegerField(default=0, verbose_name="so far")),
                        ("read", models.BigIntegerField(default=0, verbose_name="read")),
                        ("created", models.BigIntegerField(default=0, verbose_name="created")),
                        ("changed", models.BigIntegerField(default=0, verbose_name="changed")),
                        ("unchanged", models.BigIntegerField(default=0, verbose_name="unchanged")),
                        ("refused", models.BigIntegerField(default=0, verbose_name="refused")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="begun")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("alive_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("cancel_asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked to stop")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "undoes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="casework.job",
                                verbose_name="undoes",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "job",
                        "verbose_name_plural": "jobs",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["prepared", "waiting", "running", "done", "cancelled", "failed"])
                                ),
                                name="job_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", False), ("state__in", ["done", "cancelled", "failed"])
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ["done", "cancelled", "failed"]), _negated=True),
                                        ("ended_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="job_ended_with_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "read",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("created"), "+", models.F("changed")
                                                ),
                                                "+",
                                                models.F("unchanged"),
                                            ),
                                            "+",
                                            models.F("refused"),
                                        ),
                                    )
                                ),
                                name="job_accounts_for_every_row",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_jobevent" ("alive_at", "cancel_asked_at", "changed", "created", "done", "ended_at", "id", "kind", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "problem", "read", "refused", "settings", "state", "total", "unchanged", "undoes_id") VALUES (NEW."alive_at", NEW."cancel_asked_at", NEW."changed", NEW."created", NEW."done", NEW."ended_at", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."problem", NEW."read", NEW."refused", NEW."settings", NEW."state", NEW."total", NEW."unchanged", NEW."undoes_id"); RETURN NULL;',
                                    hash="e318423763fdfa23a834757f4bbdc61233a5256b",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d7a09",
                                    table="casework_job",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."cancel_asked_at" IS DISTINCT FROM (NEW."cancel_asked_at") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                                    func='INSERT INTO "casework_jobevent" ("alive_at", "cancel_asked_at", "changed", "created", "done", "ended_at", "id", "kind", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "problem", "read", "refused", "settings", "state", "total", "unchanged", "undoes_id") VALUES (NEW."alive_at", NEW."cancel_asked_at", NEW."changed", NEW."created", NEW."done", NEW."ended_at", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."problem", NEW."read", NEW."refused", NEW."settings", NEW."state", NEW."total", NEW."unchanged", NEW."undoes_id"); RETURN NULL;',
                                    hash="15e8cc5f071dc797cc3ef13ea6dbddd3d23e0215",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0df38",
                                    table="casework_job",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JobChunk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="casework.job"
                            ),
                        ),
                        ("part", models.CharField(max_length=10)),
                        ("position", models.PositiveIntegerField()),
                        ("data", models.BinaryField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("job", "part", "position"), name="job_chunk_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PossibleMatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matches_to_later",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matches_to_earlier",
                                to="casework.neighbor",
                            ),
                        ),
                        ("score", models.FloatField(verbose_name="score")),
                        ("reasons", models.JSONField(default=list, verbose_name="why")),
                        ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="found")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for a person"),
                                    ("linked", "One person"),
                                    ("different", "Two people"),
                                    ("not_enough", "Not enough to say"),
                                ],
                                default="waiting",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        ("decided_why", models.CharField(blank=True, max_length=300, verbose_name="why decided so")),
                    ],
                    options={
                        "verbose_name": "possible match",
                        "verbose_name_plural": "possible matches",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["-score"], name="match_waiting"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="match_earlier_first"
                            ),
                            models.UniqueConstraint(fields=("first", "second"), name="match_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["waiting", "linked", "different", "not_enough"])),
                                name="match_state_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                                    models.Q(
                                        models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="match_decided_with_time",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_possiblematchevent" ("decided_at", "decided_by_id", "decided_why", "first_id", "found_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "score", "second_id", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decided_why", NEW."first_id", NEW."found_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reasons", NEW."score", NEW."second_id", NEW."state"); RETURN NULL;',
                                    hash="f272571388b397a87a9cb80aebd9ec20bb6f3835",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ae19b",
                                    table="casework_possiblematch",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_possiblematchevent" ("decided_at", "decided_by_id", "decided_why", "first_id", "found_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "score", "second_id", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decided_why", NEW."first_id", NEW."found_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reasons", NEW."score", NEW."second_id", NEW."state"); RETURN NULL;',
                                    hash="f1ff1e34fab77f14b598d3edbe70d9e26de59999",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_8ad26",
                                    table="casework_possiblematch",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponsePlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Waits for approval"),
                                    ("approved", "Approved"),
                                    ("retired", "Replaced or ended"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "safety",
                            models.CharField(
                                blank=True, default="", max_length=120, verbose_name="first, to keep safe"
                            ),
                        ),
                        ("helps", models.TextField(blank=True, max_length=240, verbose_name="what helps")),
                        ("avoid", models.TextField(blank=True, max_length=240, verbose_name="what to avoid")),
                        ("who_to_call", models.TextField(blank=True, max_length=160, verbose_name="who to call")),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                        (
                            "sent_back_why",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="why it was sent back"
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                    ],
                    options={
                        "verbose_name": "response plan",
                        "verbose_name_plural": "response plans",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "approved")), fields=["review_on"], name="plan_to_review"
                            ),
                            models.Index(
                                condition=models.Q(("state", "submitted")),
                                fields=["submitted_at"],
                                name="plan_submitted",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "submitted", "approved", "retired"])),
                                name="plan_state_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("neighbor",),
                                name="plan_one_approved",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "submitted"])),
                                fields=("neighbor",),
                                name="plan_one_in_work",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        ("approved_by__isnull", False),
                                        ("review_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_approved_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("retired_at__isnull", False), ("state", "retired")),
                                    models.Q(
                                        models.Q(("state", "retired"), _negated=True), ("retired_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_retired_with_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="plan_four_eyes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["submitted", "approved"]), _negated=True),
                                    models.Q(
                                        models.Q(("helps", ""), _negated=True),
                                        models.Q(("avoid", ""), _negated=True),
                                        models.Q(("who_to_call", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        django.db.models.functions.text.Length("helps"), 240
                                    ),
                                    django.db.models.lookups.LessThanOrEqual(
                                        django.db.models.functions.text.Length("avoid"), 240
                                    ),
                                    django.db.models.lookups.LessThanOrEqual(
                                        django.db.models.functions.text.Length("who_to_call"), 160
                                    ),
                                ),
                                name="plan_fits_the_card",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_responseplanevent" ("approved_at", "approved_by_id", "avoid", "helps", "id", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "review_on", "safety", "sent_back_why", "state", "submitted_at", "who_to_call", "written_at", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."avoid", NEW."helps", NEW."id", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."review_on", NEW."safety", NEW."sent_back_why", NEW."state", NEW."submitted_at", NEW."who_to_call", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                                    hash="abae8286a385a6ebb6c64c5807ff39c5c856f0e2",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c9fff",
                                    table="casework_responseplan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_responseplanevent" ("approved_at", "approved_by_id", "avoid", "helps", "id", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "review_on", "safety", "sent_back_why", "state", "submitted_at", "who_to_call", "written_at", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."avoid", NEW."helps", NEW."id", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."retired_at", NEW."review_on", NEW."safety", NEW."sent_back_why", NEW."state", NEW."submitted_at", NEW."who_to_call", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                                    hash="ff56814e621ee69b735a5cb4fecad9dc50819297",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b6f79",
                                    table="casework_responseplan",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TextAgreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="text_agreements",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.contactpoint",
                                verbose_name="number",
                            ),
                        ),
                        ("appointments", models.BooleanField(default=False, verbose_name="reminders of appointments")),
                        ("caring", models.BooleanField(default=False, verbose_name="a friendly word now and then")),
                        ("agreed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="agreed")),
                        (
                            "agreed_how",
                            models.CharField(
                                choices=[
                                    ("spoken", "Said so to us"),
                                    ("written", "In writing"),
                                    ("by_text", "By text"),
                                ],
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        ("caring_sent", models.PositiveSmallIntegerField(default=0)),
                        ("next_caring_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stop", "Answered STOP"),
                                    ("taken_back", "Does not want them any more"),
                                    ("number", "The number is no longer safe or in use"),
                                    ("closed", "The case was closed"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="why",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "agreement to texts",
                        "verbose_name_plural": "agreements to texts",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_caring_at__isnull", False)),
                                fields=["next_caring_at"],
                                name="text_agreement_caring",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("neighbor",),
                                name="text_agreement_one_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_why", "")),
                                    models.Q(("ended_at__isnull", False), models.Q(("ended_why", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="text_agreement_ended_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_caring_at__isnull", True),
                                    models.Q(("caring", True), ("ended_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="text_agreement_caring_while_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("appointments", True), ("caring", True), _connector="OR"),
                                name="text_agreement_to_something",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_textagreementevent" ("agreed_at", "agreed_how", "appointments", "caring", "caring_sent", "contact_point_id", "ended_at", "ended_why", "id", "neighbor_id", "next_caring_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id") VALUES (NEW."agreed_at", NEW."agreed_how", NEW."appointments", NEW."caring", NEW."caring_sent", NEW."contact_point_id", NEW."ended_at", NEW."ended_why", NEW."id", NEW."neighbor_id", NEW."next_caring_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_by_id"); RETURN NULL;',
                                    hash="56c3be9a53877150197495f371dab93676da3c56",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_89806",
                                    table="casework_textagreement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."appointments" IS DISTINCT FROM (NEW."appointments") OR OLD."caring" IS DISTINCT FROM (NEW."caring") OR OLD."contact_point_id" IS DISTINCT FROM (NEW."contact_point_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at"))',
                                    func='INSERT INTO "casework_textagreementevent" ("agreed_at", "agreed_how", "appointments", "caring", "caring_sent", "contact_point_id", "ended_at", "ended_why", "id", "neighbor_id", "next_caring_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id") VALUES (NEW."agreed_at", NEW."agreed_how", NEW."appointments", NEW."caring", NEW."caring_sent", NEW."contact_point_id", NEW."ended_at", NEW."ended_why", NEW."id", NEW."neighbor_id", NEW."next_caring_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_by_id"); RETURN NULL;',
                                    hash="a1e99f1564d7c05bdf85270585ade423299ba6a6",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c2176",
                                    table="casework_textagreement",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("intake", "Waiting for a team"),
                                    ("outreach", "Being reached"),
                                    ("engaged", "Engaged"),
                                    ("connected", "Connected"),
                                    ("closed", "Closed"),
                                ],
                                default="intake",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="casework.cadencepolicy",
                                verbose_name="cadence",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened")),
                        ("clock_started_at", models.DateTimeField(verbose_name="responder's contact")),
                        ("phase_started_at", models.DateTimeField(verbose_name="in this phase since")),
                        ("first_attempt_at", models.DateTimeField(blank=True, null=True, verbose_name="first attempt")),
                        ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="first reached")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "closed_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("connected", "Connected to care"),
                                    ("declined", "Declined"),
                                    ("unable_to_contact", "Unable to contact"),
                                    ("moved", "Moved or transferred"),
                                    ("incarcerated", "Incarcerated"),
                                    ("hospitalized", "Hospitalized long-term"),
                                    ("deceased", "Deceased"),
                                    ("duplicate", "Duplicate"),
                                    ("opened_in_error", "Opened in error"),
                                ],
                                default="",
                                max_length=20,
                                verbose_name="reason for closing",
                            ),
                        ),
                        ("closing_note", models.TextField(blank=True, verbose_name="closing note")),
                        (
                            "goes_on_in",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carries",
                                to="casework.case",
                                verbose_name="goes on in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "case",
                        "verbose_name_plural": "cases",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status__in", ["intake", "outreach", "engaged", "connected"])),
                                fields=["team", "status"],
                                name="case_open_by_team",
                            ),
                            models.Index(fields=["neighbor", "-opened_at"], name="casework_ca_neighbo_989f47_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status__in", ["intake", "outreach", "engaged", "connected"])),
                                fields=("neighbor",),
                                name="case_one_open_each",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["intake", "outreach", "engaged", "connected", "closed"])
                                ),
                                name="case_status_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("goes_on_in__isnull", True),
                                    models.Q(("goes_on_in", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_goes_on_in_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("goes_on_in__isnull", True),
                                    models.Q(("status", "closed"), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_rests_while_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "closed"),
                                    models.Q(("status", "intake"), ("team__isnull", True)),
                                    models.Q(models.Q(("status", "intake"), _negated=True), ("team__isnull", False)),
                                    _connector="OR",
                                ),
                                name="case_team_unless_intake",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        (
                                            "closed_reason__in",
                                            [
                                                "connected",
                                                "declined",
                                                "unable_to_contact",
                                                "moved",
                                                "incarcerated",
                                                "hospitalized",
                                                "deceased",
                                                "duplicate",
                                                "opened_in_error",
                                            ],
                                        ),
                                        ("status", "closed"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "closed"), _negated=True),
                                        ("closed_at__isnull", True),
                                        ("closed_reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_closed_with_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_caseevent" ("clock_started_at", "closed_at", "closed_reason", "closing_note", "first_attempt_at", "goes_on_in_id", "id", "neighbor_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_started_at", "policy_id", "reached_at", "status", "team_id") VALUES (NEW."clock_started_at", NEW."closed_at", NEW."closed_reason", NEW."closing_note", NEW."first_attempt_at", NEW."goes_on_in_id", NEW."id", NEW."neighbor_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_started_at", NEW."policy_id", NEW."reached_at", NEW."status", NEW."team_id"); RETURN NULL;',
                                    hash="07ce777d5f3a5d0245dcacafc8394e8d511cada3",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_825cb",
                                    table="casework_case",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_caseevent" ("clock_started_at", "closed_at", "closed_reason", "closing_note", "first_attempt_at", "goes_on_in_id", "id", "neighbor_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_started_at", "policy_id", "reached_at", "status", "team_id") VALUES (NEW."clock_started_at", NEW."closed_at", NEW."closed_reason", NEW."closing_note", NEW."first_attempt_at", NEW."goes_on_in_id", NEW."id", NEW."neighbor_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_started_at", NEW."policy_id", NEW."reached_at", NEW."status", NEW."team_id"); RETURN NULL;',
                                    hash="c40ced95b23d9197492d4980fb66760963565453",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6bba9",
                                    table="casework_case",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InboundText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("provider_id", models.CharField(max_length=80, unique=True)),
                        ("number", models.CharField(max_length=40, verbose_name="number")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "meaning",
                            models.CharField(
                                choices=[("text", "A message"), ("stop", "No more texts"), ("start", "Texts again")],
                                default="text",
                                max_length=5,
                                verbose_name="meaning",
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="received"),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inbound_texts",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        ("dismissed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "dismissed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "text from outside",
                        "verbose_name_plural": "texts from outside",
                        "ordering": ["-received_at"],
                        "indexes": [
                            models.Index(fields=["case", "-received_at"], name="casework_in_case_id_84e7d2_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("meaning__in", ["text", "stop", "start"])),
                                name="inbound_text_meaning_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("dismissed_at__isnull", True), ("dismissed_by__isnull", True)),
                                    models.Q(
                                        ("case__isnull", True),
                                        ("dismissed_at__isnull", False),
                                        ("dismissed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="inbound_text_dismissed_by_somebody",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_inboundtextevent" ("body", "case_id", "id", "meaning", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "received_at") VALUES (NEW."body", NEW."case_id", NEW."id", NEW."meaning", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provider_id", NEW."received_at"); RETURN NULL;',
                                    hash="f55e1984fe12019f289c348920dc9daa8a123aca",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6fd93",
                                    table="casework_inboundtext",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_to_later",
                                to="casework.neighbor",
                                verbose_name="record",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_to_earlier",
                                to="casework.neighbor",
                                verbose_name="record",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="linked")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("why", models.CharField(max_length=300, verbose_name="why")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="unlinked")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="unlinked by",
                            ),
                        ),
                        ("ended_why", models.CharField(blank=True, max_length=300, verbose_name="why unlinked")),
                    ],
                    options={
                        "verbose_name": "link between records",
                        "verbose_name_plural": "links between records",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="link_earlier_first"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.Exact(django.db.models.functions.text.Trim("why"), ""),
                                    _negated=True,
                                ),
                                name="link_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("ended_why", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("ended_by__isnull", False),
                                        models.Q(("ended_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="link_ended_by_somebody",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("first", "second"),
                                name="link_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_linkevent" ("ended_at", "ended_by_id", "ended_why", "first_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "why") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."ended_why", NEW."first_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."second_id", NEW."why"); RETURN NULL;',
                                    hash="5aeb69fca955a0b74e4a9641c31f6a96d885bc92",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_add6c",
                                    table="casework_link",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_linkevent" ("ended_at", "ended_by_id", "ended_why", "first_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "why") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."ended_why", NEW."first_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."second_id", NEW."why"); RETURN NULL;',
                                    hash="900bd2404b355ab9d575a6df1cf45cc4aa424e47",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1e6d7",
                                    table="casework_link",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Restriction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "neighbor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="restrictions",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("staff_kin", "Kin of staff"),
                                    ("public_figure", "Public figure"),
                                    ("domestic_violence", "Domestic violence"),
                                    ("other", "Another reason"),
                                ],
                                max_length=20,
                                verbose_name="why",
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
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "named",
                            models.ManyToManyField(
                                related_name="restrictions",
                                through="casework.NamedReader",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who may see it",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "restriction",
                        "verbose_name_plural": "restrictions",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("neighbor",),
                                name="restriction_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("why__in", ["staff_kin", "public_figure", "domestic_violence", "other"])
                                ),
                                name="restriction_why_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="restriction_ended_by_somebody",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_restrictionevent" ("by_id", "ended_at", "ended_by_id", "id", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "why") VALUES (NEW."by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."since", NEW."why"); RETURN NULL;',
                                    hash="0ccc70e430bae7f37811dd2fd6ffc45fcf067068",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_41ea9",
                                    table="casework_restriction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_restrictionevent" ("by_id", "ended_at", "ended_by_id", "id", "neighbor_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "why") VALUES (NEW."by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."neighbor_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."since", NEW."why"); RETURN NULL;',
                                    hash="56b2719cefa43cee9c4ce9cd593e20ba1a069750",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_95bc1",
                                    table="casework_restriction",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NamedReader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "restriction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readers",
                                to="casework.restriction",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("restriction", "user"), name="named_reader_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_namedreaderevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restriction_id", NEW."user_id"); RETURN NULL;',
                                    hash="c49cc9cd6e2caae59a5f92feeb6ed34f45569600",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_7bc70",
                                    table="casework_namedreader",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_namedreaderevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restriction_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restriction_id", NEW."user_id"); RETURN NULL;',
                                    hash="3f0d05e149d1c2c866e11c699100704ecd337de8",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9e279",
                                    table="casework_namedreader",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Encounter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        ("agency", models.CharField(max_length=60, verbose_name="agency")),
                        ("incident_number", models.CharField(max_length=60, verbose_name="incident number")),
                        ("call_type", models.CharField(blank=True, max_length=120, verbose_name="call type")),
                        ("priority", models.CharField(blank=True, max_length=20, verbose_name="priority")),
                        ("beat", models.CharField(blank=True, max_length=12, verbose_name="beat")),
                        ("location", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("received_at", models.DateTimeField(verbose_name="call received")),
                        ("dispatched_at", models.DateTimeField(blank=True, null=True, verbose_name="dispatched")),
                        ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived")),
                        ("cleared_at", models.DateTimeField(blank=True, null=True, verbose_name="cleared")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not recorded"),
                                    ("resolved_on_scene", "Settled on scene"),
                                    ("settled_by_phone", "Settled by phone"),
                                    ("transported", "Transported"),
                                    ("involuntary", "Involuntary commitment"),
                                    ("ems", "Handed to EMS"),
                                    ("police", "Handed to police"),
                                    ("refused", "Refused help"),
                                    ("gone", "Gone on arrival"),
                                ],
                                default="",
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "disposition",
                            models.CharField(blank=True, max_length=120, verbose_name="disposition in CAD"),
                        ),
                        (
                            "follow_up_wanted",
                            models.CharField(
                                blank=True,
                                choices=[("", "Not recorded"), ("yes", "Yes"), ("no", "No")],
                                default="",
                                max_length=3,
                                verbose_name="care navigation should follow up",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="what care navigation should know")),
                        (
                            "neighbor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="encounters",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="encounters",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("responder", "A responder's form"),
                                    ("api", "Another system"),
                                    ("cad", "CAD file"),
                                    ("eido", "EIDO document"),
                                ],
                                max_length=10,
                                verbose_name="recorded from",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recorded_encounters",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded"),
                        ),
                        ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                        ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                        ("weapon", models.BooleanField(blank=True, null=True, verbose_name="weapon told of")),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaces",
                                to="casework.encounter",
                                verbose_name="replaced by",
                            ),
                        ),
                        (
                            "split_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="split_into",
                                to="casework.encounter",
                                verbose_name="split from",
                            ),
                        ),
                        ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "responders",
                            models.ManyToManyField(
                                blank=True,
                                related_name="encounters",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="responders",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "encounter",
                        "verbose_name_plural": "encounters",
                        "indexes": [
                            models.Index(fields=["-received_at"], name="casework_en_receive_715964_idx"),
                            models.Index(
                                django.contrib.postgres.indexes.OpClass(
                                    django.db.models.functions.text.Upper("incident_number"), name="text_pattern_ops"
                                ),
                                name="encounter_by_incident",
                            ),
                            models.Index(fields=["recorded_by", "-recorded_at"], name="casework_en_recorde_4f3e14_idx"),
                            models.Index(
                                condition=models.Q(("neighbor__isnull", False), ("replaced_by__isnull", True)),
                                fields=["received_at", "neighbor"],
                                name="encounter_counted",
                            ),
                            models.Index(
                                condition=models.Q(("replaced_by__isnull", True)),
                                fields=["neighbor", "received_at"],
                                name="encounter_counted_of_one",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "incident_number"), name="encounter_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agency", ""), _negated=True),
                                    models.Q(("incident_number", ""), _negated=True),
                                ),
                                name="encounter_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("case__isnull", True), ("neighbor__isnull", False), _connector="OR"
                                ),
                                name="encounter_case_has_neighbor",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("arrived_at__isnull", True),
                                    ("arrived_at__gte", models.F("received_at")),
                                    _connector="OR",
                                ),
                                name="encounter_arrives_after_call",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cleared_at__isnull", True),
                                    ("cleared_at__gte", models.F("received_at")),
                                    _connector="OR",
                                ),
                                name="encounter_clears_after_call",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaced_by__isnull", True),
                                    models.Q(("replaced_by", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="encounter_not_replaced_by_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                    _connector="OR",
                                ),
                                name="encounter_on_earth",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("follow_up_wanted", "yes"), _negated=True),
                                    ("case__isnull", False),
                                    _connector="OR",
                                ),
                                name="encounter_wanted_has_case",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_encounterevent" ("agency", "arrived_at", "beat", "call_type", "case_id", "cleared_at", "digest", "dispatched_at", "disposition", "follow_up_wanted", "id", "incident_number", "latitude", "location", "longitude", "neighbor_id", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "priority", "received_at", "recorded_at", "recorded_by_id", "replaced_by_id", "source", "split_from_id", "weapon") VALUES (NEW."agency", NEW."arrived_at", NEW."beat", NEW."call_type", NEW."case_id", NEW."cleared_at", NEW."digest", NEW."dispatched_at", NEW."disposition", NEW."follow_up_wanted", NEW."id", NEW."incident_number", NEW."latitude", NEW."location", NEW."longitude", NEW."neighbor_id", NEW."note", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."priority", NEW."received_at", NEW."recorded_at", NEW."recorded_by_id", NEW."replaced_by_id", NEW."source", NEW."split_from_id", NEW."weapon"); RETURN NULL;',
                                    hash="20ab683741ce7d3322fc1a5bcaf8a62637d319e6",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9eede",
                                    table="casework_encounter",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_encounterevent" ("agency", "arrived_at", "beat", "call_type", "case_id", "cleared_at", "digest", "dispatched_at", "disposition", "follow_up_wanted", "id", "incident_number", "latitude", "location", "longitude", "neighbor_id", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "priority", "received_at", "recorded_at", "recorded_by_id", "replaced_by_id", "source", "split_from_id", "weapon") VALUES (NEW."agency", NEW."arrived_at", NEW."beat", NEW."call_type", NEW."case_id", NEW."cleared_at", NEW."digest", NEW."dispatched_at", NEW."disposition", NEW."follow_up_wanted", NEW."id", NEW."incident_number", NEW."latitude", NEW."location", NEW."longitude", NEW."neighbor_id", NEW."note", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."priority", NEW."received_at", NEW."recorded_at", NEW."recorded_by_id", NEW."replaced_by_id", NEW."source", NEW."split_from_id", NEW."weapon"); RETURN NULL;',
                                    hash="da1b16cda4b290da79d7563b15ca7f5b885d6323",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_da1dc",
                                    table="casework_encounter",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Caller",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "encounter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="caller",
                                to="casework.encounter",
                                verbose_name="encounter",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=160, verbose_name="caller's name")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="caller's number")),
                        (
                            "who",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not known"),
                                    ("neighbor", "The neighbor"),
                                    ("family", "Family"),
                                    ("friend", "Friend or acquaintance"),
                                    ("staff", "Staff of a place"),
                                    ("passer_by", "Passer-by"),
                                    ("agency", "Another agency"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="the caller is",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "caller",
                        "verbose_name_plural": "callers",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), ("phone", ""), ("who", ""), _negated=True),
                                name="caller_says_something",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_callerevent" ("encounter_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "who") VALUES (NEW."encounter_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."who"); RETURN NULL;',
                                    hash="47e755c7843c5d6d0a07033e89d4727c53d1329e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e0f93",
                                    table="casework_caller",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_callerevent" ("encounter_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "who") VALUES (NEW."encounter_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."who"); RETURN NULL;',
                                    hash="d5712ef5f6f84622532c9ba304b7420c34235fbb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_7a6fa",
                                    table="casework_caller",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncidentBond",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "encounter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bonds",
                                to="casework.encounter",
                                verbose_name="encounter",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("REPLACING", "takes the place of"),
                                    ("REPLACED", "is replaced by"),
                                    ("SPLIT", "was split from"),
                                    ("PARENT", "belongs to"),
                                    ("CHILD", "has as a part"),
                                    ("RELATED", "is related to"),
                                ],
                                max_length=9,
                                verbose_name="what it is to the other",
                            ),
                        ),
                        ("other", models.CharField(max_length=300, verbose_name="the other incident")),
                        ("told_at", models.DateTimeField(verbose_name="told")),
                    ],
                    options={
                        "verbose_name": "bond between incidents",
                        "verbose_name_plural": "bonds between incidents",
                        "indexes": [models.Index(fields=["other"], name="incident_bond_other")],
                        "constraints": [
                            models.UniqueConstraint(fields=("encounter", "kind", "other"), name="incident_bond_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["REPLACING", "REPLACED", "SPLIT", "PARENT", "CHILD", "RELATED"]),
                                    models.Q(("other", ""), _negated=True),
                                ),
                                name="incident_bond_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EidoDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "encounter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="documents",
                                to="casework.encounter",
                                verbose_name="encounter",
                            ),
                        ),
                        ("document_id", models.CharField(max_length=300, verbose_name="document")),
                        (
                            "names",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("updated_at", models.DateTimeField(verbose_name="last updated there")),
                        (
                            "received_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="received"),
                        ),
                        (
                            "received_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="received from",
                            ),
                        ),
                        ("body", models.TextField(verbose_name="as it came")),
                        ("digest", models.CharField(max_length=64)),
                    ],
                    options={
                        "verbose_name": "EIDO document",
                        "verbose_name_plural": "EIDO documents",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["names"], name="eido_document_names")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("encounter", "digest"), name="eido_document_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedEncounter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="imported", to="casework.job"
                            ),
                        ),
                        (
                            "encounter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imported",
                                to="casework.encounter",
                            ),
                        ),
                        ("before", models.JSONField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("job", "encounter"), name="imported_encounter_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("assign", "Find a team"),
                                    ("new_crisis", "New encounter: look at it now"),
                                    ("attempt", "Reach the neighbor"),
                                    ("decide", "All attempts made: decide together"),
                                    ("check_in", "Check in"),
                                    ("confirm_connection", "Confirm the connection"),
                                    ("connection_check", "Still connected?"),
                                    ("crisis_look", "Look for a new crisis since"),
                                    ("new_text", "A text from the neighbor: answer it"),
                                    ("undelivered", "A text may not have arrived: tell the neighbor yourself"),
                                    ("caring_contact", "A caring contact"),
                                ],
                                max_length=20,
                                verbose_name="what is to be done",
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("intake", "Waiting for a team"),
                                    ("new_crisis", "New encounter on an open case"),
                                    ("not_reached", "Not reached yet"),
                                    ("decide", "All attempts made"),
                                    ("engaged", "Engaged"),
                                    ("referral_sent", "Referral sent"),
                                    ("referral_accepted", "Referral accepted, no appointment yet"),
                                    ("appointment", "Around an appointment"),
                                    ("connected", "Connected"),
                                    ("repeat_crisis", "After the connection: a new crisis?"),
                                    ("new_text", "A text from the neighbor"),
                                    ("undelivered", "A text may not have arrived"),
                                    ("caring", "Caring contacts"),
                                ],
                                max_length=20,
                                verbose_name="phase",
                            ),
                        ),
                        ("step", models.PositiveSmallIntegerField(default=1, verbose_name="step")),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Phone"),
                                    ("text", "Text message"),
                                    ("in_person", "In person"),
                                    ("video", "Video"),
                                    ("email", "E-mail"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="suggested channel",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "queue",
                            models.CharField(
                                blank=True,
                                choices=[("", "A person"), ("intake", "The intake queue")],
                                default="",
                                max_length=10,
                                verbose_name="waits with",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("done", "Done"), ("cancelled", "No longer needed")],
                                default="open",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="promised"),
                        ),
                        (
                            "anchor_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="counted from"),
                        ),
                        ("by_hand", models.BooleanField(default=False, verbose_name="time chosen by a person")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("next_reminder_at", models.DateTimeField(null=True, verbose_name="next reminder")),
                        ("reminders_sent", models.PositiveIntegerField(default=0, verbose_name="reminders so far")),
                        (
                            "renewals",
                            models.PositiveIntegerField(default=0, verbose_name="moved or handed over so often"),
                        ),
                        (
                            "set_aside_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="reminder put aside"),
                        ),
                        ("rests", models.BooleanField(default=False, editable=False, verbose_name="rests")),
                        (
                            "stands_for",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stood_for_by",
                                to="casework.followup",
                            ),
                        ),
                        ("snoozed_until", models.DateTimeField(blank=True, null=True, verbose_name="snoozed until")),
                        ("snoozes", models.PositiveSmallIntegerField(default=0, verbose_name="snoozed so often")),
                        ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen")),
                        (
                            "seen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="seen by",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_up",
                                to="notify.message",
                                verbose_name="message",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                    ],
                    options={
                        "verbose_name": "follow-up",
                        "verbose_name_plural": "follow-ups",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_reminder_at__isnull", False), ("rests", False)),
                                fields=["next_reminder_at", "id"],
                                name="follow_up_to_remind",
                            ),
                            models.Index(
                                condition=models.Q(("status", "open")),
                                fields=["owner", "due_at"],
                                name="follow_up_open_by_owner",
                            ),
                            models.Index(
                                condition=models.Q(("status", "open")),
                                fields=["case", "due_at"],
                                name="follow_up_open_by_case",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("owner__isnull", False), ("queue", "")),
                                    models.Q(("owner__isnull", True), ("queue", "intake")),
                                    _connector="OR",
                                ),
                                name="follow_up_one_owner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("next_reminder_at__isnull", False), ("status", "open")),
                                    models.Q(
                                        models.Q(("status", "open"), _negated=True), ("next_reminder_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="follow_up_reminded_while_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("status", "open")),
                                    models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="follow_up_ended_with_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["open", "done", "cancelled"])),
                                name="follow_up_status_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rests", False), ("status", "open"), _connector="OR"),
                                name="follow_up_rests_while_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="follow_up_seen_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("snoozed_until__isnull", True), ("snoozes__gte", 1), _connector="OR"
                                ),
                                name="follow_up_snooze_counted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "cancelled"), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="follow_up_cancelled_with_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_followupevent" ("anchor_at", "by_hand", "case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "message_id", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "rests", "seen_at", "seen_by_id", "set_aside_at", "snoozed_until", "snoozes", "stands_for_id", "status", "step", "why") VALUES (NEW."anchor_at", NEW."by_hand", NEW."case_id", NEW."channel", NEW."created_at", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."message_id", NEW."next_reminder_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."queue", NEW."reminders_sent", NEW."renewals", NEW."rests", NEW."seen_at", NEW."seen_by_id", NEW."set_aside_at", NEW."snoozed_until", NEW."snoozes", NEW."stands_for_id", NEW."status", NEW."step", NEW."why"); RETURN NULL;',
                                    hash="92e673a5254d0ca2ffad23067c69498e73007ad1",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_27086",
                                    table="casework_followup",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phase" IS DISTINCT FROM (NEW."phase") OR OLD."queue" IS DISTINCT FROM (NEW."queue") OR OLD."rests" IS DISTINCT FROM (NEW."rests") OR OLD."snoozes" IS DISTINCT FROM (NEW."snoozes") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."step" IS DISTINCT FROM (NEW."step"))',
                                    func='INSERT INTO "casework_followupevent" ("anchor_at", "by_hand", "case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "message_id", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "rests", "seen_at", "seen_by_id", "set_aside_at", "snoozed_until", "snoozes", "stands_for_id", "status", "step", "why") VALUES (NEW."anchor_at", NEW."by_hand", NEW."case_id", NEW."channel", NEW."created_at", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."message_id", NEW."next_reminder_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."queue", NEW."reminders_sent", NEW."renewals", NEW."rests", NEW."seen_at", NEW."seen_by_id", NEW."set_aside_at", NEW."snoozed_until", NEW."snoozes", NEW."stands_for_id", NEW."status", NEW."step", NEW."why"); RETURN NULL;',
                                    hash="f56ff57fef3e4a97428a71b9b869092bbd3fb836",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d2d40",
                                    table="casework_followup",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_followupevent" ("anchor_at", "by_hand", "case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "message_id", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "rests", "seen_at", "seen_by_id", "set_aside_at", "snoozed_until", "snoozes", "stands_for_id", "status", "step", "why") VALUES (OLD."anchor_at", OLD."by_hand", OLD."case_id", OLD."channel", OLD."created_at", OLD."due_at", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."kind", OLD."message_id", OLD."next_reminder_at", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase", OLD."queue", OLD."reminders_sent", OLD."renewals", OLD."rests", OLD."seen_at", OLD."seen_by_id", OLD."set_aside_at", OLD."snoozed_until", OLD."snoozes", OLD."stands_for_id", OLD."status", OLD."step", OLD."why"); RETURN NULL;',
                                    hash="0a2b2bf74dd6b576a34af94ce9122b705b784a95",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2fec4",
                                    table="casework_followup",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="casework.followup",
                                verbose_name="follow-up",
                            ),
                        ),
                        ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("out", "We tried"), ("in", "The neighbor came or called")],
                                default="out",
                                max_length=3,
                                verbose_name="direction",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Phone"),
                                    ("text", "Text message"),
                                    ("in_person", "In person"),
                                    ("video", "Video"),
                                    ("email", "E-mail"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("reached", "Reached"),
                                    ("voicemail", "Voicemail"),
                                    ("no_answer", "No answer"),
                                    ("wrong_number", "Wrong number"),
                                    ("refused", "Refused"),
                                    ("someone_else", "Someone else answered"),
                                    ("not_found", "Not found"),
                                ],
                                max_length=14,
                                verbose_name="result",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("agreed", "Wants our help"),
                                    ("undecided", "Not sure yet"),
                                    ("declined", "Does not want it"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="what the neighbor says",
                            ),
                        ),
                        (
                            "interpreter",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not asked"),
                                    ("not_needed", "Not needed"),
                                    ("staff", "Staff who speak the language"),
                                    ("phone", "Interpreter by phone"),
                                    ("video", "Interpreter by video"),
                                    ("asl", "American Sign Language"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="interpreter used",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "contact",
                        "verbose_name_plural": "contacts",
                        "indexes": [models.Index(fields=["case", "-at"], name="casework_co_case_id_17a235_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "result__in",
                                        [
                                            "reached",
                                            "voicemail",
                                            "no_answer",
                                            "wrong_number",
                                            "refused",
                                            "someone_else",
                                            "not_found",
                                        ],
                                    )
                                ),
                                name="contact_result_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer", ""), ("result__in", ["reached", "refused"]), _connector="OR"
                                ),
                                name="contact_answer_needs_reached",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "casework_contactevent" ("answer", "at", "by_id", "case_id", "channel", "direction", "follow_up_id", "id", "interpreter", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "submission") VALUES (NEW."answer", NEW."at", NEW."by_id", NEW."case_id", NEW."channel", NEW."direction", NEW."follow_up_id", NEW."id", NEW."interpreter", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."result", NEW."submission"); RETURN NULL;',
                                    hash="7dc04142ea6b9bc457faa07ebe74e2a36c1570c5",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2589a",
                                    table="casework_contact",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "casework_contactevent" ("answer", "at", "by_id", "case_id", "channel", "direction", "follow_up_id", "id", "interpreter", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "submission") VALUES (NEW."answer", NEW."at", NEW."by_id", NEW."case_id", NEW."channel", NEW."direction", NEW."follow_up_id", NEW."id", NEW."interpreter", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."result", NEW."submission"); RETURN NULL;',
                                    hash="e5867c1c4f9a1d1e9ea34955127e3e2b1ab7f2d1",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_7b6a9",
                                    table="casework_contact",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BeatEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.beat",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="beat")),
                        (
                            "pilot",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                default="",
                                help_text="Empty: of every pilot that works in beats.",
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="060c41c7c9df8dc5a81fe5c2a74194b5b47b8562",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b0025",
                                    table="casework_beatevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallTypeEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.calltype",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="call type")),
                        (
                            "only_at_risk",
                            models.BooleanField(
                                default=False, verbose_name="only when a weapon or violence was told of"
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="7ebaa00052a8359b2b366d50a137066121dca629",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_6103e",
                                    table="casework_calltypeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LadderStepEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.ladderstep",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("position", models.PositiveSmallIntegerField(verbose_name="step")),
                        (
                            "rung",
                            models.CharField(
                                choices=[
                                    ("owner", "The owner"),
                                    ("other_half", "The other half of the pair"),
                                    ("supervisor", "The supervisor"),
                                    ("programme_manager", "The programme managers"),
                                ],
                                max_length=20,
                                verbose_name="reminds",
                            ),
                        ),
                        (
                            "working_minutes",
                            models.PositiveIntegerField(verbose_name="working minutes after the step before"),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e8ba0fcb9309a51ad4b2472c6e4d57cf3c5914d9",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b7d4a",
                                    table="casework_ladderstepevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchThresholdsEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.matchthresholds",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("probable", models.FloatField(default=0.85, verbose_name="probably the same from")),
                        ("possible", models.FloatField(default=0.5, verbose_name="shown in a search from")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9d0a4aada59ad6c916555ed0c1731f7ffc1a1548",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0d579",
                                    table="casework_matchthresholdsevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NicknameEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.nickname",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("nickname", models.CharField(max_length=40, verbose_name="also called")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a1585815cdb0b6b1e3bcc38a45ed3373f97ecbd8",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cf855",
                                    table="casework_nicknameevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PilotHoursEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.pilothours",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
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
                        ("opens", models.TimeField(verbose_name="opens")),
                        (
                            "closes",
                            models.TimeField(
                                help_text="23:59:59.999999 means midnight at the end of the day.", verbose_name="closes"
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="82f4ab61553a3330834583722f4aa74ac20c9892",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_a47fd",
                                    table="casework_pilothoursevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PilotServiceEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.pilotservice",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_to",
                            models.DateField(
                                blank=True,
                                help_text="Empty: until further notice.",
                                null=True,
                                verbose_name="in force to",
                            ),
                        ),
                        (
                            "pilot",
                            models.CharField(
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        ("everywhere", models.BooleanField(default=False, verbose_name="in the whole city")),
                        (
                            "weapons",
                            models.BooleanField(
                                default=False, verbose_name="also when a weapon or violence was told of"
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f90b31624bdce56166b30086720624648f78bc78",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_14c6d",
                                    table="casework_pilotserviceevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyPersonEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.agencyperson",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                        ("agency", models.CharField(max_length=60)),
                        ("person_id", models.CharField(max_length=60)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1efde803d9878c93d9f7f3acb557c5de32b1f74d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_10427",
                                    table="casework_agencypersonevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlsoKnownAsEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.alsoknownas",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b7a54a0362783c01689c5ec1c9c6604dc9b3ad96",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_22121",
                                    table="casework_alsoknownasevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CadencePolicyEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.cadencepolicy",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        ("what", models.CharField(blank=True, max_length=200, verbose_name="what is different")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("in_force", "In force"), ("retired", "Retired")],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("in_force_at", models.DateTimeField(blank=True, null=True, verbose_name="in force since")),
                        (
                            "attempts",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="attempts before “unable to contact”"
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                default=14, verbose_name="days from the first to the last of them"
                            ),
                        ),
                        (
                            "channels",
                            models.PositiveSmallIntegerField(default=2, verbose_name="ways of reaching out among them"),
                        ),
                        (
                            "parts_of_day",
                            models.PositiveSmallIntegerField(default=2, verbose_name="parts of the day among them"),
                        ),
                        (
                            "in_person",
                            models.BooleanField(
                                default=True, verbose_name="one in person when the neighbor is unsheltered"
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b6d3776ccea4e8619b78797a6cd372829fe30797",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0c552",
                                    table="casework_cadencepolicyevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CadenceStepEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.cadencestep",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "policy",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.cadencepolicy",
                                verbose_name="cadence",
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("intake", "Waiting for a team"),
                                    ("new_crisis", "New encounter on an open case"),
                                    ("not_reached", "Not reached yet"),
                                    ("decide", "All attempts made"),
                                    ("engaged", "Engaged"),
                                    ("referral_sent", "Referral sent"),
                                    ("referral_accepted", "Referral accepted, no appointment yet"),
                                    ("appointment", "Around an appointment"),
                                    ("connected", "Connected"),
                                    ("repeat_crisis", "After the connection: a new crisis?"),
                                    ("new_text", "A text from the neighbor"),
                                    ("undelivered", "A text may not have arrived"),
                                    ("caring", "Caring contacts"),
                                ],
                                max_length=20,
                                verbose_name="phase",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="step")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("assign", "Find a team"),
                                    ("new_crisis", "New encounter: look at it now"),
                                    ("attempt", "Reach the neighbor"),
                                    ("decide", "All attempts made: decide together"),
                                    ("check_in", "Check in"),
                                    ("confirm_connection", "Confirm the connection"),
                                    ("connection_check", "Still connected?"),
                                    ("crisis_look", "Look for a new crisis since"),
                                    ("new_text", "A text from the neighbor: answer it"),
                                    ("undelivered", "A text may not have arrived: tell the neighbor yourself"),
                                    ("caring_contact", "A caring contact"),
                                ],
                                max_length=20,
                                verbose_name="what is to be done",
                            ),
                        ),
                        (
                            "after",
                            models.SmallIntegerField(
                                help_text="Counted from the start of the phase. Below 0: before the appointment.",
                                verbose_name="after",
                            ),
                        ),
                        (
                            "clock",
                            models.CharField(
                                choices=[
                                    ("elapsed_hours", "hours, day and night"),
                                    ("working_hours", "working hours"),
                                    ("working_days", "working days"),
                                    ("months", "months"),
                                ],
                                max_length=14,
                                verbose_name="counted in",
                            ),
                        ),
                        (
                            "at_least",
                            models.PositiveSmallIntegerField(
                                default=0,
                                help_text="So that late attempts do not fall on top of each other.",
                                verbose_name="working hours since the last attempt",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Phone"),
                                    ("text", "Text message"),
                                    ("in_person", "In person"),
                                    ("video", "Video"),
                                    ("email", "E-mail"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="suggested channel",
                            ),
                        ),
                        (
                            "part_of_day",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "any"),
                                    ("morning", "morning"),
                                    ("afternoon", "afternoon"),
                                    ("other", "another than so far"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="part of the day",
                            ),
                        ),
                        (
                            "half",
                            models.CharField(
                                choices=[("peer", "Peer support specialist"), ("clinician", "Clinician")],
                                default="peer",
                                max_length=10,
                                verbose_name="goes to",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="69d4c2ad4c3ff2dbb64cd444a2b96ceec92d6370",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_fc48c",
                                    table="casework_cadencestepevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallerEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.caller",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "encounter",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.encounter",
                                verbose_name="encounter",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=160, verbose_name="caller's name")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="caller's number")),
                        (
                            "who",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not known"),
                                    ("neighbor", "The neighbor"),
                                    ("family", "Family"),
                                    ("friend", "Friend or acquaintance"),
                                    ("staff", "Staff of a place"),
                                    ("passer_by", "Passer-by"),
                                    ("agency", "Another agency"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="the caller is",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="77ff3c92a4e0cb880116c21ad07039468c82b47d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_45b53",
                                    table="casework_callerevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactPointEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.contactpoint",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("phone", "Phone"), ("email", "E-mail"), ("address", "Address or place")],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("value", models.CharField(max_length=200, verbose_name="number or address")),
                        (
                            "voicemail_ok",
                            models.CharField(
                                blank=True,
                                choices=[("", "not asked"), ("yes", "yes"), ("no", "no")],
                                default="",
                                max_length=3,
                                verbose_name="voicemail is OK",
                            ),
                        ),
                        (
                            "text_ok",
                            models.CharField(
                                blank=True,
                                choices=[("", "not asked"), ("yes", "yes"), ("no", "no")],
                                default="",
                                max_length=3,
                                verbose_name="text is OK",
                            ),
                        ),
                        (
                            "may_say_heart",
                            models.CharField(
                                blank=True,
                                choices=[("", "not asked"), ("yes", "yes"), ("no", "no")],
                                default="",
                                max_length=3,
                                verbose_name="may say “HEART”",
                            ),
                        ),
                        (
                            "who_else_answers",
                            models.CharField(blank=True, max_length=120, verbose_name="who else answers"),
                        ),
                        ("is_current", models.BooleanField(default=True, verbose_name="in use")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9485b57107cc9472fcce81b9130e7ea35300d6d0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_bdc1e",
                                    table="casework_contactpointevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InboundTextEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.inboundtext",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("provider_id", models.CharField(max_length=80)),
                        ("number", models.CharField(max_length=40, verbose_name="number")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "meaning",
                            models.CharField(
                                choices=[("text", "A message"), ("stop", "No more texts"), ("start", "Texts again")],
                                default="text",
                                max_length=5,
                                verbose_name="meaning",
                            ),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="received"),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="32f430bd76092413706ebb2167ba754ee5fea825",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_757c3",
                                    table="casework_inboundtextevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeighborEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("preferred_name", models.CharField(blank=True, max_length=80, verbose_name="preferred name")),
                        ("first_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                        ("last_name", models.CharField(blank=True, max_length=80, verbose_name="last name")),
                        (
                            "description",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="description, when the name is not known"
                            ),
                        ),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="birth date")),
                        ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                        ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                        (
                            "interpreter",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not asked"),
                                    ("not_needed", "Not needed"),
                                    ("staff", "Staff who speak the language"),
                                    ("phone", "Interpreter by phone"),
                                    ("video", "Interpreter by video"),
                                    ("asl", "American Sign Language"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="interpreter",
                            ),
                        ),
                        (
                            "living_situation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not asked"),
                                    ("housed", "Own or rented home"),
                                    ("doubled_up", "Staying with others"),
                                    ("shelter", "Shelter"),
                                    ("unsheltered", "Unsheltered"),
                                    ("facility", "Facility or group home"),
                                    ("prefers_not", "Prefers not to say"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="living situation",
                            ),
                        ),
                        (
                            "where_to_find",
                            models.CharField(blank=True, max_length=300, verbose_name="where to find, and when"),
                        ),
                        (
                            "domestic_violence",
                            models.BooleanField(default=False, verbose_name="domestic violence: take care"),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "one_with",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="8a252a07d654315feeb8c45d6de916a91969d90c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4f3c8",
                                    table="casework_neighborevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JobEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.job",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("encounters", "Import of encounters"),
                                    ("undo", "Undoing an import"),
                                    ("matching", "Matching every record"),
                                ],
                                max_length=12,
                                verbose_name="what",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "Being prepared"),
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                    ("failed", "Failed"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                        ("settings", models.JSONField(blank=True, default=dict, editable=False)),
                        ("place", models.JSONField(blank=True, default=dict, editable=False)),
                        ("total", models.BigIntegerField(default=0, verbose_name="size")),
                        ("done", models.BigIntegerField(default=0, verbose_name="so far")),
                        ("read", models.BigIntegerField(default=0, verbose_name="read")),
                        ("created", models.BigIntegerField(default=0, verbose_name="created")),
                        ("changed", models.BigIntegerField(default=0, verbose_name="changed")),
                        ("unchanged", models.BigIntegerField(default=0, verbose_name="unchanged")),
                        ("refused", models.BigIntegerField(default=0, verbose_name="refused")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="begun")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("alive_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("cancel_asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked to stop")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "undoes",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.job",
                                verbose_name="undoes",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1f75bea171cfa41842413eee5ea350cc38475602",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_055dc",
                                    table="casework_jobevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NamedReaderEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.namedreader",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "restriction",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.restriction",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="495773f980ccc27b1af87e28c95b327e6bea1d4c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_626bf",
                                    table="casework_namedreaderevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.contact",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.followup",
                                verbose_name="follow-up",
                            ),
                        ),
                        ("submission", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("out", "We tried"), ("in", "The neighbor came or called")],
                                default="out",
                                max_length=3,
                                verbose_name="direction",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "Phone"),
                                    ("text", "Text message"),
                                    ("in_person", "In person"),
                                    ("video", "Video"),
                                    ("email", "E-mail"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("reached", "Reached"),
                                    ("voicemail", "Voicemail"),
                                    ("no_answer", "No answer"),
                                    ("wrong_number", "Wrong number"),
                                    ("refused", "Refused"),
                                    ("someone_else", "Someone else answered"),
                                    ("not_found", "Not found"),
                                ],
                                max_length=14,
                                verbose_name="result",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("agreed", "Wants our help"),
                                    ("undecided", "Not sure yet"),
                                    ("declined", "Does not want it"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="what the neighbor says",
                            ),
                        ),
                        (
                            "interpreter",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not asked"),
                                    ("not_needed", "Not needed"),
                                    ("staff", "Staff who speak the language"),
                                    ("phone", "Interpreter by phone"),
                                    ("video", "Interpreter by video"),
                                    ("asl", "American Sign Language"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="interpreter used",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="7cd323a713b78a061e8889e91d8ecac85b81ed5f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2d07b",
                                    table="casework_contactevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PossibleMatchEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.possiblematch",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "first",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                        ("score", models.FloatField(verbose_name="score")),
                        ("reasons", models.JSONField(default=list, verbose_name="why")),
                        ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="found")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for a person"),
                                    ("linked", "One person"),
                                    ("different", "Two people"),
                                    ("not_enough", "Not enough to say"),
                                ],
                                default="waiting",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        ("decided_why", models.CharField(blank=True, max_length=300, verbose_name="why decided so")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="41eafd003556b423d2ff70fa414584dca64197c0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_a000f",
                                    table="casework_possiblematchevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponsePlanEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.responseplan",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Waits for approval"),
                                    ("approved", "Approved"),
                                    ("retired", "Replaced or ended"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "safety",
                            models.CharField(
                                blank=True, default="", max_length=120, verbose_name="first, to keep safe"
                            ),
                        ),
                        ("helps", models.TextField(blank=True, max_length=240, verbose_name="what helps")),
                        ("avoid", models.TextField(blank=True, max_length=240, verbose_name="what to avoid")),
                        ("who_to_call", models.TextField(blank=True, max_length=160, verbose_name="who to call")),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                        (
                            "written_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                        (
                            "sent_back_why",
                            models.CharField(
                                blank=True, default="", max_length=300, verbose_name="why it was sent back"
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d5f52630ae5ac6562ba7e28e7f844f276f23f9eb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f7633",
                                    table="casework_responseplanevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RestrictionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.restriction",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("staff_kin", "Kin of staff"),
                                    ("public_figure", "Public figure"),
                                    ("domestic_violence", "Domestic violence"),
                                    ("other", "Another reason"),
                                ],
                                max_length=20,
                                verbose_name="why",
                            ),
                        ),
                        ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="db0f9419954f0e1071f95225b7b5644e4d50502b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_dde41",
                                    table="casework_restrictionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TextAgreementEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.textagreement",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "contact_point",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.contactpoint",
                                verbose_name="number",
                            ),
                        ),
                        ("appointments", models.BooleanField(default=False, verbose_name="reminders of appointments")),
                        ("caring", models.BooleanField(default=False, verbose_name="a friendly word now and then")),
                        ("agreed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="agreed")),
                        (
                            "agreed_how",
                            models.CharField(
                                choices=[
                                    ("spoken", "Said so to us"),
                                    ("written", "In writing"),
                                    ("by_text", "By text"),
                                ],
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        ("caring_sent", models.PositiveSmallIntegerField(default=0)),
                        ("next_caring_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stop", "Answered STOP"),
                                    ("taken_back", "Does not want them any more"),
                                    ("number", "The number is no longer safe or in use"),
                                    ("closed", "The case was closed"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="why",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f41aec4665c64a9f040806b4cbe2d780e743812d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4167d",
                                    table="casework_textagreementevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.case",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "neighbor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("intake", "Waiting for a team"),
                                    ("outreach", "Being reached"),
                                    ("engaged", "Engaged"),
                                    ("connected", "Connected"),
                                    ("closed", "Closed"),
                                ],
                                default="intake",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.cadencepolicy",
                                verbose_name="cadence",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened")),
                        ("clock_started_at", models.DateTimeField(verbose_name="responder's contact")),
                        ("phase_started_at", models.DateTimeField(verbose_name="in this phase since")),
                        ("first_attempt_at", models.DateTimeField(blank=True, null=True, verbose_name="first attempt")),
                        ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="first reached")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "closed_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("connected", "Connected to care"),
                                    ("declined", "Declined"),
                                    ("unable_to_contact", "Unable to contact"),
                                    ("moved", "Moved or transferred"),
                                    ("incarcerated", "Incarcerated"),
                                    ("hospitalized", "Hospitalized long-term"),
                                    ("deceased", "Deceased"),
                                    ("duplicate", "Duplicate"),
                                    ("opened_in_error", "Opened in error"),
                                ],
                                default="",
                                max_length=20,
                                verbose_name="reason for closing",
                            ),
                        ),
                        ("closing_note", models.TextField(blank=True, verbose_name="closing note")),
                        (
                            "goes_on_in",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.case",
                                verbose_name="goes on in",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e62aeed980899ece2f7957affeda17bcdbd5a468",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0416e",
                                    table="casework_caseevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LinkEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.link",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "first",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                                verbose_name="record",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                                verbose_name="record",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="linked")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("why", models.CharField(max_length=300, verbose_name="why")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="unlinked")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="unlinked by",
                            ),
                        ),
                        ("ended_why", models.CharField(blank=True, max_length=300, verbose_name="why unlinked")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="a81dbc8c0072800355b9119f56e6f6761e7480ab",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_a02cc",
                                    table="casework_linkevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EncounterEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.encounter",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "pilot",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ccd", "Crisis Call Diversion"),
                                    ("crt", "Community Response Team"),
                                    ("cor", "Co-Response"),
                                ],
                                max_length=3,
                                verbose_name="pilot",
                            ),
                        ),
                        ("agency", models.CharField(max_length=60, verbose_name="agency")),
                        ("incident_number", models.CharField(max_length=60, verbose_name="incident number")),
                        ("call_type", models.CharField(blank=True, max_length=120, verbose_name="call type")),
                        ("priority", models.CharField(blank=True, max_length=20, verbose_name="priority")),
                        ("beat", models.CharField(blank=True, max_length=12, verbose_name="beat")),
                        ("location", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("received_at", models.DateTimeField(verbose_name="call received")),
                        ("dispatched_at", models.DateTimeField(blank=True, null=True, verbose_name="dispatched")),
                        ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived")),
                        ("cleared_at", models.DateTimeField(blank=True, null=True, verbose_name="cleared")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not recorded"),
                                    ("resolved_on_scene", "Settled on scene"),
                                    ("settled_by_phone", "Settled by phone"),
                                    ("transported", "Transported"),
                                    ("involuntary", "Involuntary commitment"),
                                    ("ems", "Handed to EMS"),
                                    ("police", "Handed to police"),
                                    ("refused", "Refused help"),
                                    ("gone", "Gone on arrival"),
                                ],
                                default="",
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "disposition",
                            models.CharField(blank=True, max_length=120, verbose_name="disposition in CAD"),
                        ),
                        (
                            "follow_up_wanted",
                            models.CharField(
                                blank=True,
                                choices=[("", "Not recorded"), ("yes", "Yes"), ("no", "No")],
                                default="",
                                max_length=3,
                                verbose_name="care navigation should follow up",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="what care navigation should know")),
                        (
                            "neighbor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("responder", "A responder's form"),
                                    ("api", "Another system"),
                                    ("cad", "CAD file"),
                                    ("eido", "EIDO document"),
                                ],
                                max_length=10,
                                verbose_name="recorded from",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded"),
                        ),
                        ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                        ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                        ("weapon", models.BooleanField(blank=True, null=True, verbose_name="weapon told of")),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.encounter",
                                verbose_name="replaced by",
                            ),
                        ),
                        (
                            "split_from",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.encounter",
                                verbose_name="split from",
                            ),
                        ),
                        ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4e8868f7ac7b13f42cf73196c3501c7bf0953fed",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_15fed",
                                    table="casework_encounterevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUpEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="casework.followup",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("assign", "Find a team"),
                                    ("new_crisis", "New encounter: look at it now"),
                                    ("attempt", "Reach the neighbor"),
                                    ("decide", "All attempts made: decide together"),
                                    ("check_in", "Check in"),
                                    ("confirm_connection", "Confirm the connection"),
                                    ("connection_check", "Still connected?"),
                                    ("crisis_look", "Look for a new crisis since"),
                                    ("new_text", "A text from the neighbor: answer it"),
                                    ("undelivered", "A text may not have arrived: tell the neighbor yourself"),
                                    ("caring_contact", "A caring contact"),
                                ],
                                max_length=20,
                                verbose_name="what is to be done",
                            ),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("intake", "Waiting for a team"),
                                    ("new_crisis", "New encounter on an open case"),
                                    ("not_reached", "Not reached yet"),
                                    ("decide", "All attempts made"),
                                    ("engaged", "Engaged"),
                                    ("referral_sent", "Referral sent"),
                                    ("referral_accepted", "Referral accepted, no appointment yet"),
                                    ("appointment", "Around an appointment"),
                                    ("connected", "Connected"),
                                    ("repeat_crisis", "After the connection: a new crisis?"),
                                    ("new_text", "A text from the neighbor"),
                                    ("undelivered", "A text may not have arrived"),
                                    ("caring", "Caring contacts"),
                                ],
                                max_length=20,
                                verbose_name="phase",
                            ),
                        ),
                        ("step", models.PositiveSmallIntegerField(default=1, verbose_name="step")),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("phone", "Phone"),
                                    ("text", "Text message"),
                                    ("in_person", "In person"),
                                    ("video", "Video"),
                                    ("email", "E-mail"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="suggested channel",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "queue",
                            models.CharField(
                                blank=True,
                                choices=[("", "A person"), ("intake", "The intake queue")],
                                default="",
                                max_length=10,
                                verbose_name="waits with",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("open", "Open"), ("done", "Done"), ("cancelled", "No longer needed")],
                                default="open",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="promised"),
                        ),
                        (
                            "anchor_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="counted from"),
                        ),
                        ("by_hand", models.BooleanField(default=False, verbose_name="time chosen by a person")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("next_reminder_at", models.DateTimeField(null=True, verbose_name="next reminder")),
                        ("reminders_sent", models.PositiveIntegerField(default=0, verbose_name="reminders so far")),
                        (
                            "renewals",
                            models.PositiveIntegerField(default=0, verbose_name="moved or handed over so often"),
                        ),
                        (
                            "set_aside_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="reminder put aside"),
                        ),
                        ("rests", models.BooleanField(default=False, editable=False, verbose_name="rests")),
                        (
                            "stands_for",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="casework.followup",
                            ),
                        ),
                        ("snoozed_until", models.DateTimeField(blank=True, null=True, verbose_name="snoozed until")),
                        ("snoozes", models.PositiveSmallIntegerField(default=0, verbose_name="snoozed so often")),
                        ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen")),
                        (
                            "seen_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="seen by",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="notify.message",
                                verbose_name="message",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="649bfb02ee8a443a6c754739a249f90934889cea",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cf432",
                                    table="casework_followupevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(MAY_BE_EMPTY, migrations.RunSQL.noop),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(_promise.FUNCTIONS + _promise.TRIGGERS, _promise.UNDO),
        migrations.RunSQL(_match_keys.TABLES + _match_keys.FUNCTIONS + _match_keys.TRIGGERS, _match_keys.UNDO),
        migrations.RunSQL(_linked_records.FUNCTIONS + _linked_records.TRIGGERS, _linked_records.UNDO),
        migrations.RunSQL(_restricted_records.FUNCTIONS + _restricted_records.TRIGGERS, _restricted_records.UNDO),
        migrations.RunSQL(_plans_stay.STAY, _plans_stay.UNDO),
        # Before the next: the steps of a version in force cannot be written.
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(_versions_stay.STAY, _versions_stay.UNDO),
    ]
