"""Staff, teams, working hours and closures in one step, for fresh databases."""

from datetime import date, time

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import holidays
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import heart.accounts.models
from heart.lib.tables import NewTables

# Of one person, or (0) of the programme. Django's ExclusionConstraint has no word for two ranges made of four columns.
NEVER_OVERLAP = """
ALTER TABLE accounts_workinghours ADD CONSTRAINT hours_never_overlap EXCLUDE USING gist (
    COALESCE(user_id, 0) WITH =,
    weekday WITH =,
    daterange(valid_from, valid_to, '[]') WITH &&,
    numrange(EXTRACT(EPOCH FROM opens), EXTRACT(EPOCH FROM closes)) WITH &&
)
"""
# DOMAIN 1: care navigation works Monday to Friday, nine to five. HEART started on 28 June 2022.
SINCE = date(2022, 6, 28)
# A first list of closures for an admin to correct: the city decides, and libraries disagree about a quarter of them.
CLOSURE_YEARS = range(2022, 2032)


def fill(apps, schema_editor):
    hours = apps.get_model("accounts", "WorkingHours")
    closures = apps.get_model("accounts", "Closure")
    hours.objects.bulk_create(hours(weekday=day, opens=time(9), closes=time(17), valid_from=SINCE) for day in range(5))
    known = holidays.country_holidays("US", subdiv="NC", years=CLOSURE_YEARS)
    closures.objects.bulk_create(closures(date=day, name=name[:80]) for day, name in sorted(known.items()))


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_hours_never_overlap"),
        ("accounts", "0003_default_hours"),
        ("accounts", "0004_digest_and_own_hours"),
        ("accounts", "0005_own_hours_never_overlap"),
    ]

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        NewTables(
            [
                migrations.CreateModel(
                    name="Closure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(unique=True, verbose_name="date")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "closure",
                        "verbose_name_plural": "closures",
                        "ordering": ["date"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_closureevent" ("date", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                                    hash="240c42f70f7e3e67d5dda4514e23ce12a0dcc85e",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_482a3",
                                    table="accounts_closure",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_closureevent" ("date", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                                    hash="6c59d3622408a0868612a8935f1f508f1dccd10d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ce343",
                                    table="accounts_closure",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("responder", "Responder"),
                                    ("peer", "Peer support specialist"),
                                    ("clinician", "Licensed clinician"),
                                    ("supervisor", "Supervisor"),
                                    ("programme_manager", "Programme manager"),
                                    ("analyst", "Analyst"),
                                    ("integration", "Integration (another system)"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="work phone")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("es", "Español")],
                                default="en",
                                max_length=2,
                                verbose_name="language of the pages",
                            ),
                        ),
                        (
                            "speaks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                help_text="Language codes, such as en, es.",
                                size=None,
                                verbose_name="languages spoken",
                            ),
                        ),
                        ("remind_by_email", models.BooleanField(default=True, verbose_name="reminders by e-mail")),
                        ("remind_by_text", models.BooleanField(default=False, verbose_name="reminders by text")),
                        (
                            "morning_digest",
                            models.BooleanField(
                                default=True,
                                help_text="Not sent when there is nothing.",
                                verbose_name="a mail each morning: today, overdue, at risk",
                            ),
                        ),
                        ("shortcuts", models.BooleanField(default=True, verbose_name="keyboard shortcuts")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="joined"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "staff member",
                        "verbose_name_plural": "staff",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                name="user_email_once",
                                violation_error_message="Somebody has this e-mail address already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "responder",
                                            "peer",
                                            "clinician",
                                            "supervisor",
                                            "programme_manager",
                                            "analyst",
                                            "integration",
                                        ],
                                    )
                                ),
                                name="user_role_known",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "is_active", "language", "morning_digest", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "remind_by_email", "remind_by_text", "role", "shortcuts", "speaks") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."language", NEW."morning_digest", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."remind_by_email", NEW."remind_by_text", NEW."role", NEW."shortcuts", NEW."speaks"); RETURN NULL;',
                                    hash="bd91d71c15937d492720b7457cc67936a1e1b58b",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3867c",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."morning_digest" IS DISTINCT FROM (NEW."morning_digest") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."remind_by_email" IS DISTINCT FROM (NEW."remind_by_email") OR OLD."remind_by_text" IS DISTINCT FROM (NEW."remind_by_text") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."shortcuts" IS DISTINCT FROM (NEW."shortcuts") OR OLD."speaks" IS DISTINCT FROM (NEW."speaks"))',
                                    func='INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "is_active", "language", "morning_digest", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "remind_by_email", "remind_by_text", "role", "shortcuts", "speaks") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."language", NEW."morning_digest", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."remind_by_email", NEW."remind_by_text", NEW."role", NEW."shortcuts", NEW."speaks"); RETURN NULL;',
                                    hash="938e140eb3a3f9353d92e2dee18fef3f395737c3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0e890",
                                    table="accounts_user",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeOff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="time_off",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="staff member",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="first day away")),
                        ("ends_on", models.DateField(verbose_name="last day away")),
                    ],
                    options={
                        "verbose_name": "time off",
                        "verbose_name_plural": "time off",
                        "ordering": ["starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="time_off_ends_after_start",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("user", "="),
                                    (
                                        heart.accounts.models.DateRange(
                                            "starts_on",
                                            "ends_on",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                                inclusive_lower=True, inclusive_upper=True
                                            ),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="time_off_once",
                                violation_error_message="This overlaps with other time off of the same person.",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_timeoffevent" ("ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                                    hash="0dc25ea909cc2fa7416b8c5b3465f867a7b925e3",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c4738",
                                    table="accounts_timeoff",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_timeoffevent" ("ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") VALUES (NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                                    hash="477fbf75f747e4ceb301869da279fdae9d322292",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0847d",
                                    table="accounts_timeoff",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: of the whole programme.",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="working_hours",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="of",
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
                    ],
                    options={
                        "verbose_name": "working hours",
                        "verbose_name_plural": "working hours",
                        "ordering": ["weekday", "opens"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))), name="hours_close_after_opening"
                            ),
                            models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="hours_weekday_known"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="hours_end_after_start",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_workinghoursevent" ("closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "valid_from", "valid_to", "weekday") VALUES (NEW."closes", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id", NEW."valid_from", NEW."valid_to", NEW."weekday"); RETURN NULL;',
                                    hash="db6da20ebc401b234c0f384cd4733aefcb19ab58",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_eb5e3",
                                    table="accounts_workinghours",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_workinghoursevent" ("closes", "id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "valid_from", "valid_to", "weekday") VALUES (NEW."closes", NEW."id", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id", NEW."valid_from", NEW."valid_to", NEW."weekday"); RETURN NULL;',
                                    hash="a73584647b625a00a04cc6f39c51b2db5f3b67dc",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_93538",
                                    table="accounts_workinghours",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        (
                            "peer",
                            models.ForeignKey(
                                limit_choices_to={"role": "peer"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams_as_peer",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="peer support specialist",
                            ),
                        ),
                        (
                            "clinician",
                            models.ForeignKey(
                                limit_choices_to={"role": "clinician"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams_as_clinician",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="clinician",
                            ),
                        ),
                        (
                            "supervisor",
                            models.ForeignKey(
                                limit_choices_to={"role": "supervisor"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supervised_teams",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="supervisor",
                            ),
                        ),
                        (
                            "beats",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=list,
                                help_text="Beats that this team usually works in.",
                                size=None,
                                verbose_name="beats",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "team",
                        "verbose_name_plural": "teams",
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("peer", models.F("clinician")), _negated=True),
                                name="team_is_two_people",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True)), fields=("peer",), name="team_peer_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_active", True)),
                                fields=("clinician",),
                                name="team_clinician_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "accounts_teamevent" ("beats", "clinician_id", "id", "is_active", "name", "peer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "supervisor_id") VALUES (NEW."beats", NEW."clinician_id", NEW."id", NEW."is_active", NEW."name", NEW."peer_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."supervisor_id"); RETURN NULL;',
                                    hash="abe0855517282fb21e6263071b324504391a7081",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_71b40",
                                    table="accounts_team",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "accounts_teamevent" ("beats", "clinician_id", "id", "is_active", "name", "peer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "supervisor_id") VALUES (NEW."beats", NEW."clinician_id", NEW."id", NEW."is_active", NEW."name", NEW."peer_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."supervisor_id"); RETURN NULL;',
                                    hash="2d576c7dad9359ba01d392e1018e008b9bf65570",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_529da",
                                    table="accounts_team",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosureEvent",
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
                                to="accounts.closure",
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
                        ("date", models.DateField(verbose_name="date")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9dea289a97a02554af05455a9027bd8000036edb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ef4cb",
                                    table="accounts_closureevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UserEvent",
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
                                to=settings.AUTH_USER_MODEL,
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
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("responder", "Responder"),
                                    ("peer", "Peer support specialist"),
                                    ("clinician", "Licensed clinician"),
                                    ("supervisor", "Supervisor"),
                                    ("programme_manager", "Programme manager"),
                                    ("analyst", "Analyst"),
                                    ("integration", "Integration (another system)"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="work phone")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("es", "Español")],
                                default="en",
                                max_length=2,
                                verbose_name="language of the pages",
                            ),
                        ),
                        (
                            "speaks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                help_text="Language codes, such as en, es.",
                                size=None,
                                verbose_name="languages spoken",
                            ),
                        ),
                        ("remind_by_email", models.BooleanField(default=True, verbose_name="reminders by e-mail")),
                        ("remind_by_text", models.BooleanField(default=False, verbose_name="reminders by text")),
                        (
                            "morning_digest",
                            models.BooleanField(
                                default=True,
                                help_text="Not sent when there is nothing.",
                                verbose_name="a mail each morning: today, overdue, at risk",
                            ),
                        ),
                        ("shortcuts", models.BooleanField(default=True, verbose_name="keyboard shortcuts")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="joined"
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9e9498e73f6fbdf2642fb33fa14189f1ad2382c8",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_45b21",
                                    table="accounts_userevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeOffEvent",
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
                                to="accounts.timeoff",
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
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="staff member",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="first day away")),
                        ("ends_on", models.DateField(verbose_name="last day away")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="89395d06ea6a1069f5d8ba0c86abf314808df091",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_aa99b",
                                    table="accounts_timeoffevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingHoursEvent",
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
                                to="accounts.workinghours",
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
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: of the whole programme.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="of",
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
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e2517a2f549df3227e756544d0fd2b1e13c4c11b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_28b76",
                                    table="accounts_workinghoursevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamEvent",
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
                                to="accounts.team",
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
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        (
                            "peer",
                            models.ForeignKey(
                                db_constraint=False,
                                limit_choices_to={"role": "peer"},
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="peer support specialist",
                            ),
                        ),
                        (
                            "clinician",
                            models.ForeignKey(
                                db_constraint=False,
                                limit_choices_to={"role": "clinician"},
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="clinician",
                            ),
                        ),
                        (
                            "supervisor",
                            models.ForeignKey(
                                db_constraint=False,
                                limit_choices_to={"role": "supervisor"},
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="supervisor",
                            ),
                        ),
                        (
                            "beats",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=list,
                                help_text="Beats that this team usually works in.",
                                size=None,
                                verbose_name="beats",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="86fe6d88b31fca89c72d6d66e9cd1db158f91495",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f422b",
                                    table="accounts_teamevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(NEVER_OVERLAP, "ALTER TABLE accounts_workinghours DROP CONSTRAINT hours_never_overlap"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
