"""What 0001 to 0009 make, in one step, for fresh databases: the tables, the promise, and the programme as DOMAIN 1 and 4
describe it, for admins to change. Each table is made whole, its triggers in the options (pgtrigger makes them with it):
every further operation would have Django render all models again.

The promise (DOMAIN 3), held by the database whoever writes: every open case has an open follow-up whose
owner is an active person or, before assignment, the intake queue; a closed case has none.

Checked at commit, so that one transaction may end one promise and make the next in any order. Two
transactions that each end one of a case's last two promises would both see the other's still standing;
so the check first locks the case. It also share-locks the owner, so that a deactivation running at the same
time waits for it, or it for the deactivation. Both help only who then sees what the other has committed: in the
frozen snapshot of REPEATABLE READ or SERIALIZABLE the check would look at the past, so it refuses those.
"""

import uuid
from datetime import date

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

# History written before there were versions has none, and cannot be edited: the column is the same everywhere.
MAY_BE_EMPTY = """
ALTER TABLE casework_caseevent ALTER COLUMN policy_id DROP NOT NULL;
ALTER TABLE casework_cadencestepevent ALTER COLUMN policy_id DROP NOT NULL;
"""
FUNCTIONS = """
CREATE FUNCTION casework_promise_is_kept(the_case bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_status text;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'the promise of case % cannot be checked in this isolation level', the_case
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'promise_needs_read_committed';
    END IF;
    SELECT status INTO now_status FROM casework_case WHERE id = the_case FOR NO KEY UPDATE;
    IF now_status IS NULL THEN
        RETURN;
    END IF;
    IF now_status = 'closed' THEN
        IF EXISTS (SELECT FROM casework_followup WHERE case_id = the_case AND status = 'open') THEN
            RAISE EXCEPTION 'closed case % still has an open follow-up', the_case
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'closed_case_has_no_follow_up';
        END IF;
        RETURN;
    END IF;
    IF now_status = 'intake' AND EXISTS (
        SELECT FROM casework_followup WHERE case_id = the_case AND status = 'open' AND queue = 'intake'
    ) THEN
        RETURN;
    END IF;
    PERFORM FROM casework_followup f JOIN accounts_user u ON u.id = f.owner_id
        WHERE f.case_id = the_case AND f.status = 'open' AND u.is_active
        FOR SHARE OF u;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'open case % has no open follow-up with an active owner', the_case
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'open_case_has_follow_up';
    END IF;
END $$;

CREATE FUNCTION casework_case_keeps_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM casework_promise_is_kept(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION casework_followup_keeps_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM casework_promise_is_kept(OLD.case_id);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.case_id <> OLD.case_id) THEN
        PERFORM casework_promise_is_kept(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_user_keeps_promise() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case bigint;
BEGIN
    IF EXISTS (SELECT FROM accounts_user WHERE id = OLD.id AND is_active) THEN
        RETURN NULL;
    END IF;
    FOR the_case IN
        SELECT DISTINCT case_id FROM casework_followup WHERE owner_id = OLD.id AND status = 'open' ORDER BY case_id
    LOOP
        PERFORM casework_promise_is_kept(the_case);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_nothing_is_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_case WHERE status <> 'closed') THEN
        RAISE EXCEPTION 'open cases would lose their follow-ups'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'open_case_has_follow_up';
    END IF;
    RETURN NULL;
END $$;
"""

# Reminding writes next_reminder_at and reminders_sent only, and so costs no check.
TRIGGERS = """
-- A promise due at infinity, or in a year that programs cannot read, is one that nobody is ever reminded of.
ALTER TABLE casework_followup ADD CONSTRAINT follow_up_reminded_some_day
    CHECK (next_reminder_at < '2200-01-01' AND due_at < '2200-01-01');
ALTER TABLE casework_case ADD CONSTRAINT case_clock_has_started
    CHECK (clock_started_at <= phase_started_at + interval '1 hour' AND clock_started_at > '1970-01-01');
ALTER TABLE casework_encounter ADD CONSTRAINT encounter_in_our_time
    CHECK (greatest(received_at, dispatched_at, arrived_at, cleared_at) < '2200-01-01' AND received_at > '1970-01-01');
CREATE CONSTRAINT TRIGGER case_keeps_promise
    AFTER INSERT OR UPDATE OF status, id ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_case_keeps_promise();
CREATE CONSTRAINT TRIGGER followup_keeps_promise
    AFTER INSERT OR DELETE OR UPDATE OF status, owner_id, queue, case_id ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_followup_keeps_promise();
CREATE CONSTRAINT TRIGGER user_keeps_promise
    AFTER UPDATE OF is_active ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION casework_user_keeps_promise();
CREATE TRIGGER followup_not_truncated
    AFTER TRUNCATE ON casework_followup FOR EACH STATEMENT EXECUTE FUNCTION casework_nothing_is_truncated();
"""

UNDO_PROMISE = """
ALTER TABLE casework_encounter DROP CONSTRAINT encounter_in_our_time;
ALTER TABLE casework_case DROP CONSTRAINT case_clock_has_started;
ALTER TABLE casework_followup DROP CONSTRAINT follow_up_reminded_some_day;
DROP TRIGGER followup_not_truncated ON casework_followup;
DROP TRIGGER user_keeps_promise ON accounts_user;
DROP TRIGGER followup_keeps_promise ON casework_followup;
DROP TRIGGER case_keeps_promise ON casework_case;
DROP FUNCTION casework_nothing_is_truncated();
DROP FUNCTION casework_user_keeps_promise();
DROP FUNCTION casework_followup_keeps_promise();
DROP FUNCTION casework_case_keeps_promise();
DROP FUNCTION casework_promise_is_kept(bigint);
"""

SINCE = date(2022, 6, 28)
BEATS = ["111", "112", "113", "114", "122", "214", "223", "411", "413", "511", "512", "513"]
CALL_TYPES = {
    "ccd": ["Suicide threat", "Mental health crisis", "Other behavioral health concern"],
    "crt": [
        "Suicide threat",
        "Mental health crisis",
        "Trespass",
        "Urgent welfare check",
        "Non-urgent welfare check",
        "Intoxicated person",
        "Panhandling",
        "Nuisance",
        "Prostitution",
        "Public indecency",
        "Lost person",
    ],
    "cor": [
        "Attempted suicide",
        "Custody issue",
        "Involuntary commitment",
        "Trespass",
        "Intoxicated person",
        "Panhandling or nuisance",
        "Indecency or lewdness",
        "Prostitution",
        "Physical or verbal disturbance",
        "Harassment",
        "Threat",
        "Reckless activity",
        "Abuse",
        "Domestic violence",
    ],
}
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
LADDER = [("owner", 0), ("other_half", 240), ("supervisor", 240), ("programme_manager", 480)]


def fill(apps, schema_editor):
    def model(name):
        return apps.get_model("casework", name)

    beat, call_type, rung = model("Beat"), model("CallType"), model("LadderStep")
    beat.objects.bulk_create(beat(code=code, valid_from=SINCE) for code in BEATS)
    call_type.objects.bulk_create(
        call_type(pilot=pilot, name=name, valid_from=SINCE) for pilot, names in CALL_TYPES.items() for name in names
    )
    rung.objects.bulk_create(
        rung(position=n, rung=name, working_minutes=minutes) for n, (name, minutes) in enumerate(LADDER, start=1)
    )
    begin(model("CadencePolicy"), model("CadenceStep"), now=timezone.now())


def begin(policy, step, *, now):
    first = policy.objects.create(version=1, state="in_force", made_at=now, in_force_at=now)
    fields = ("phase", "position", "kind", "after", "clock", "at_least", "channel", "half", "part_of_day")
    step.objects.bulk_create(step(policy=first, **dict(zip(fields, row, strict=True))) for row in CADENCE)


# A version that is or was in force stays as it was, whoever writes: cases run on it (DOMAIN 4). Only a draft is edited;
# a version goes from draft to in force to retired, never back.
STAY = """
CREATE FUNCTION casework_step_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM casework_cadencepolicy WHERE state <> 'draft' AND (
            (TG_OP <> 'INSERT' AND id = OLD.policy_id) OR (TG_OP <> 'DELETE' AND id = NEW.policy_id)
        )
    ) THEN
        RAISE EXCEPTION 'only the steps of a draft may change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'cadence_step_of_a_draft';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION casework_policy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR NEW.state = 'draft'
        OR (OLD.state = 'retired' AND NEW.state <> 'retired')
        OR (NEW.version, NEW.what, NEW.in_force_at, NEW.attempts, NEW.days, NEW.channels, NEW.parts_of_day, NEW.in_person)
            IS DISTINCT FROM
            (OLD.version, OLD.what, OLD.in_force_at, OLD.attempts, OLD.days, OLD.channels, OLD.parts_of_day, OLD.in_person)
    THEN
        RAISE EXCEPTION 'version % has been in force and stays as it was', OLD.version
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'policy_stays_as_it_was';
    END IF;
    RETURN NULL;
END $$;

-- After the row's own constraints, so that these say what is wrong first.
CREATE TRIGGER cadence_step_of_a_draft
    AFTER INSERT OR UPDATE OR DELETE ON casework_cadencestep
    FOR EACH ROW EXECUTE FUNCTION casework_step_of_a_draft();
CREATE TRIGGER policy_stays_as_it_was
    AFTER UPDATE OR DELETE ON casework_cadencepolicy
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION casework_policy_stays();
"""
UNDO_STAY = """
DROP TRIGGER policy_stays_as_it_was ON casework_cadencepolicy;
DROP TRIGGER cadence_step_of_a_draft ON casework_cadencestep;
DROP FUNCTION casework_policy_stays();
DROP FUNCTION casework_step_of_a_draft();
"""


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
    ]

    dependencies = [
        ("accounts", "0001_squashed_0005_own_hours_never_overlap"),
        ("notify", "0001_squashed_0004_undelivered_at_hand"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Beat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="Empty: until further notice.", null=True, verbose_name="in force to"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="beat")),
            ],
            options={
                "verbose_name": "beat",
                "verbose_name_plural": "beats",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="beat_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("code", "valid_from"), name="beat_once"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "casework_beatevent" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (NEW."code", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                            hash="df5051117c9572cc5739a3e979ebfd8403e5ce0a",
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
                            func='INSERT INTO "casework_beatevent" ("code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to") VALUES (NEW."code", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                            hash="5d48b667f9a99dd331ea0cf42d15d6dde5d322b8",
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
            name="CallType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, help_text="Empty: until further notice.", null=True, verbose_name="in force to"
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
            ],
            options={
                "verbose_name": "call type",
                "verbose_name_plural": "call types",
                "ordering": ["pilot", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="calltype_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("pilot", "name", "valid_from"), name="call_type_once"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "casework_calltypeevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                            hash="d8621db79e70cd73ce92d78f5c00ce12c625434b",
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
                            func='INSERT INTO "casework_calltypeevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "valid_from", "valid_to") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                            hash="79d869cb7ce3219d103094da4effc79b3a2d1a5b",
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("working_minutes", models.PositiveIntegerField(verbose_name="working minutes after the step before")),
            ],
            options={
                "verbose_name": "reminder step",
                "verbose_name_plural": "reminder ladder",
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="ladder_step_from_one"),
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
            name="Neighbor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("where_to_find", models.CharField(blank=True, max_length=300, verbose_name="where to find, and when")),
                ("domestic_violence", models.BooleanField(default=False, verbose_name="domestic violence: take care")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "neighbor",
                "verbose_name_plural": "neighbors",
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "casework_neighborevent" ("birth_date", "created_at", "description", "domestic_violence", "first_name", "id", "interpreter", "language", "last_name", "living_situation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_name", "pronouns", "where_to_find") VALUES (NEW."birth_date", NEW."created_at", NEW."description", NEW."domestic_violence", NEW."first_name", NEW."id", NEW."interpreter", NEW."language", NEW."last_name", NEW."living_situation", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."preferred_name", NEW."pronouns", NEW."where_to_find"); RETURN NULL;',
                            hash="610aa1b1172d1fc5fb097677b1615af41ce2f663",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6a4f3",
                            table="casework_neighbor",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "casework_neighborevent" ("birth_date", "created_at", "description", "domestic_violence", "first_name", "id", "interpreter", "language", "last_name", "living_situation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_name", "pronouns", "where_to_find") VALUES (NEW."birth_date", NEW."created_at", NEW."description", NEW."domestic_violence", NEW."first_name", NEW."id", NEW."interpreter", NEW."language", NEW."last_name", NEW."living_situation", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preferred_name", NEW."pronouns", NEW."where_to_find"); RETURN NULL;',
                            hash="0702044695df74e2cdeb249fa403f857e6124c91",
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                "constraints": [models.UniqueConstraint(fields=("neighbor", "name"), name="also_known_as_once")],
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
            name="CadencePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.PositiveSmallIntegerField(default=5, verbose_name="attempts before “unable to contact”"),
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
                    models.BooleanField(default=True, verbose_name="one in person when the neighbor is unsheltered"),
                ),
            ],
            options={
                "verbose_name": "cadence",
                "verbose_name_plural": "cadences",
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_force", "retired"])), name="policy_state_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")), fields=("state",), name="policy_one_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_force_at__isnull", True), ("state", "draft")),
                            models.Q(models.Q(("state", "draft"), _negated=True), ("in_force_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="policy_in_force_with_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempts__gte", 1), ("channels__gte", 1), ("parts_of_day__gte", 1)),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="cadence_step_from_one"),
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
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("who_else_answers", models.CharField(blank=True, max_length=120, verbose_name="who else answers")),
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
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        condition=models.Q(("status__in", ["intake", "outreach", "engaged", "connected", "closed"])),
                        name="case_status_known",
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
                            func='INSERT INTO "casework_caseevent" ("clock_started_at", "closed_at", "closed_reason", "closing_note", "first_attempt_at", "id", "neighbor_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_started_at", "policy_id", "reached_at", "status", "team_id") VALUES (NEW."clock_started_at", NEW."closed_at", NEW."closed_reason", NEW."closing_note", NEW."first_attempt_at", NEW."id", NEW."neighbor_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_started_at", NEW."policy_id", NEW."reached_at", NEW."status", NEW."team_id"); RETURN NULL;',
                            hash="d7d4e58075051d2e7eb021deef7e0546487c9163",
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
                            func='INSERT INTO "casework_caseevent" ("clock_started_at", "closed_at", "closed_reason", "closing_note", "first_attempt_at", "id", "neighbor_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_started_at", "policy_id", "reached_at", "status", "team_id") VALUES (NEW."clock_started_at", NEW."closed_at", NEW."closed_reason", NEW."closing_note", NEW."first_attempt_at", NEW."id", NEW."neighbor_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_started_at", NEW."policy_id", NEW."reached_at", NEW."status", NEW."team_id"); RETURN NULL;',
                            hash="d4b7548fe44e7fc9063833f3e103c0e06732c487",
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received")),
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
            ],
            options={
                "verbose_name": "text from outside",
                "verbose_name_plural": "texts from outside",
                "ordering": ["-received_at"],
                "indexes": [models.Index(fields=["case", "-received_at"], name="casework_in_case_id_84e7d2_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("meaning__in", ["text", "stop", "start"])),
                        name="inbound_text_meaning_known",
                    )
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
            name="TextAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        choices=[("spoken", "Said so to us"), ("written", "In writing"), ("by_text", "By text")],
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
            name="Encounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("disposition", models.CharField(blank=True, max_length=120, verbose_name="disposition in CAD")),
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
                        choices=[("responder", "A responder's form"), ("api", "Another system"), ("cad", "CAD file")],
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
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "responders",
                    models.ManyToManyField(
                        blank=True, related_name="encounters", to=settings.AUTH_USER_MODEL, verbose_name="responders"
                    ),
                ),
            ],
            options={
                "verbose_name": "encounter",
                "verbose_name_plural": "encounters",
                "indexes": [
                    models.Index(fields=["-received_at"], name="casework_en_receive_715964_idx"),
                    models.Index(fields=["recorded_by", "-recorded_at"], name="casework_en_recorde_4f3e14_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "incident_number"), name="encounter_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency", ""), _negated=True), models.Q(("incident_number", ""), _negated=True)
                        ),
                        name="encounter_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case__isnull", True), ("neighbor__isnull", False), _connector="OR"),
                        name="encounter_case_has_neighbor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_at__isnull", True), ("arrived_at__gte", models.F("received_at")), _connector="OR"
                        ),
                        name="encounter_arrives_after_call",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared_at__isnull", True), ("cleared_at__gte", models.F("received_at")), _connector="OR"
                        ),
                        name="encounter_clears_after_call",
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
                            func='INSERT INTO "casework_encounterevent" ("agency", "arrived_at", "beat", "call_type", "case_id", "cleared_at", "digest", "dispatched_at", "disposition", "follow_up_wanted", "id", "incident_number", "location", "neighbor_id", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "priority", "received_at", "recorded_at", "recorded_by_id", "source") VALUES (NEW."agency", NEW."arrived_at", NEW."beat", NEW."call_type", NEW."case_id", NEW."cleared_at", NEW."digest", NEW."dispatched_at", NEW."disposition", NEW."follow_up_wanted", NEW."id", NEW."incident_number", NEW."location", NEW."neighbor_id", NEW."note", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilot", NEW."priority", NEW."received_at", NEW."recorded_at", NEW."recorded_by_id", NEW."source"); RETURN NULL;',
                            hash="11805d3865de69b58645f9047a03ddee442874d5",
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
                            func='INSERT INTO "casework_encounterevent" ("agency", "arrived_at", "beat", "call_type", "case_id", "cleared_at", "digest", "dispatched_at", "disposition", "follow_up_wanted", "id", "incident_number", "location", "neighbor_id", "note", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot", "priority", "received_at", "recorded_at", "recorded_by_id", "source") VALUES (NEW."agency", NEW."arrived_at", NEW."beat", NEW."call_type", NEW."case_id", NEW."cleared_at", NEW."digest", NEW."dispatched_at", NEW."disposition", NEW."follow_up_wanted", NEW."id", NEW."incident_number", NEW."location", NEW."neighbor_id", NEW."note", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilot", NEW."priority", NEW."received_at", NEW."recorded_at", NEW."recorded_by_id", NEW."source"); RETURN NULL;',
                            hash="b3b68858064c785e69f200e61af7ebee0d5ab149",
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
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="promised")),
                ("anchor_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="counted from")),
                ("by_hand", models.BooleanField(default=False, verbose_name="time chosen by a person")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("next_reminder_at", models.DateTimeField(null=True, verbose_name="next reminder")),
                ("reminders_sent", models.PositiveIntegerField(default=0, verbose_name="reminders so far")),
                ("renewals", models.PositiveIntegerField(default=0, verbose_name="moved or handed over so often")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder put aside")),
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
                        condition=models.Q(("next_reminder_at__isnull", False)),
                        fields=["next_reminder_at", "id"],
                        name="follow_up_to_remind",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["owner", "due_at"],
                        name="follow_up_open_by_owner",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")), fields=["case", "due_at"], name="follow_up_open_by_case"
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
                            models.Q(models.Q(("status", "open"), _negated=True), ("next_reminder_at__isnull", True)),
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
                        condition=models.Q(("status__in", ["open", "done", "cancelled"])), name="follow_up_status_known"
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
                        condition=models.Q(("snoozed_until__isnull", True), ("snoozes__gte", 1), _connector="OR"),
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
                            func='INSERT INTO "casework_followupevent" ("anchor_at", "by_hand", "case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "message_id", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "seen_at", "seen_by_id", "set_aside_at", "snoozed_until", "snoozes", "status", "step", "why") VALUES (NEW."anchor_at", NEW."by_hand", NEW."case_id", NEW."channel", NEW."created_at", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."message_id", NEW."next_reminder_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."queue", NEW."reminders_sent", NEW."renewals", NEW."seen_at", NEW."seen_by_id", NEW."set_aside_at", NEW."snoozed_until", NEW."snoozes", NEW."status", NEW."step", NEW."why"); RETURN NULL;',
                            hash="030a5add353890ed54477917adaa7d36d2a5b3e5",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_27086",
                            table="casework_followup",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phase" IS DISTINCT FROM (NEW."phase") OR OLD."queue" IS DISTINCT FROM (NEW."queue") OR OLD."snoozes" IS DISTINCT FROM (NEW."snoozes") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."step" IS DISTINCT FROM (NEW."step"))',
                            func='INSERT INTO "casework_followupevent" ("anchor_at", "by_hand", "case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "message_id", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "seen_at", "seen_by_id", "set_aside_at", "snoozed_until", "snoozes", "status", "step", "why") VALUES (NEW."anchor_at", NEW."by_hand", NEW."case_id", NEW."channel", NEW."created_at", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."message_id", NEW."next_reminder_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."queue", NEW."reminders_sent", NEW."renewals", NEW."seen_at", NEW."seen_by_id", NEW."set_aside_at", NEW."snoozed_until", NEW."snoozes", NEW."status", NEW."step", NEW."why"); RETURN NULL;',
                            hash="3ce25d0c1736ffee59c156fcfffeb6f9b7545f80",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d2d40",
                            table="casework_followup",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "casework_followupevent" ("anchor_at", "by_hand", "case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "message_id", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "seen_at", "seen_by_id", "set_aside_at", "snoozed_until", "snoozes", "status", "step", "why") VALUES (OLD."anchor_at", OLD."by_hand", OLD."case_id", OLD."channel", OLD."created_at", OLD."due_at", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."kind", OLD."message_id", OLD."next_reminder_at", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase", OLD."queue", OLD."reminders_sent", OLD."renewals", OLD."seen_at", OLD."seen_by_id", OLD."set_aside_at", OLD."snoozed_until", OLD."snoozes", OLD."status", OLD."step", OLD."why"); RETURN NULL;',
                            hash="302a811ec93f1ea7dbfc616ad920832c6326d6a3",
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        condition=models.Q(("answer", ""), ("result__in", ["reached", "refused"]), _connector="OR"),
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
                        blank=True, help_text="Empty: until further notice.", null=True, verbose_name="in force to"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="beat")),
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
                        blank=True, help_text="Empty: until further notice.", null=True, verbose_name="in force to"
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
                ("working_minutes", models.PositiveIntegerField(verbose_name="working minutes after the step before")),
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
                ("where_to_find", models.CharField(blank=True, max_length=300, verbose_name="where to find, and when")),
                ("domestic_violence", models.BooleanField(default=False, verbose_name="domestic violence: take care")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    models.PositiveSmallIntegerField(default=5, verbose_name="attempts before “unable to contact”"),
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
                    models.BooleanField(default=True, verbose_name="one in person when the neighbor is unsheltered"),
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
                ("who_else_answers", models.CharField(blank=True, max_length=120, verbose_name="who else answers")),
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
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received")),
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
                ("disposition", models.CharField(blank=True, max_length=120, verbose_name="disposition in CAD")),
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
                        choices=[("responder", "A responder's form"), ("api", "Another system"), ("cad", "CAD file")],
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
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
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
                        choices=[("spoken", "Said so to us"), ("written", "In writing"), ("by_text", "By text")],
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
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="promised")),
                ("anchor_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="counted from")),
                ("by_hand", models.BooleanField(default=False, verbose_name="time chosen by a person")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("next_reminder_at", models.DateTimeField(null=True, verbose_name="next reminder")),
                ("reminders_sent", models.PositiveIntegerField(default=0, verbose_name="reminders so far")),
                ("renewals", models.PositiveIntegerField(default=0, verbose_name="moved or handed over so often")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder put aside")),
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
        migrations.RunSQL(MAY_BE_EMPTY, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO_PROMISE),
        # Before the next: the steps of a version in force cannot be written.
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(STAY, UNDO_STAY),
    ]
