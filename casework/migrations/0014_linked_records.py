"""Linked records (DOMAIN 7): what stands for another, and what the database holds; its words are in `_linked_records`."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from casework.migrations import _linked_records


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_match_keys")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="followup",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="followup",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="followup",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_one_open_each",
        ),
        migrations.RemoveIndex(
            model_name="followup",
            name="follow_up_to_remind",
        ),
        migrations.AddField(
            model_name="followup",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stood_for_by",
                to="casework.followup",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="stands_for",
            field=models.ForeignKey(
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
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("next_reminder_at__isnull", False), ("rests", False)),
                fields=["next_reminder_at", "id"],
                name="follow_up_to_remind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["intake", "outreach", "engaged", "connected"])),
                fields=("neighbor",),
                name="case_one_open_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("goes_on_in__isnull", True), models.Q(("status", "closed"), _negated=True), _connector="OR"
                ),
                name="case_rests_while_open",
            ),
        ),
        migrations.RunSQL(_linked_records.FUNCTIONS + _linked_records.TRIGGERS, _linked_records.UNDO),
    ]
