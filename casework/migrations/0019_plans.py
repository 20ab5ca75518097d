"""Rolling counts from an index; plans that fit the card, seen by four eyes, and that stay as they were approved."""

import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from casework.migrations import _plans_stay


class Migration(migrations.Migration):
    dependencies = [("casework", "0018_documents"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="responseplan",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="responseplan",
            name="update_update",
        ),
        migrations.AddField(
            model_name="responseplan",
            name="safety",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="first, to keep safe"),
        ),
        migrations.AddField(
            model_name="responseplan",
            name="sent_back_why",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="why it was sent back"),
        ),
        migrations.AddField(
            model_name="responseplanevent",
            name="safety",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="first, to keep safe"),
        ),
        migrations.AddField(
            model_name="responseplanevent",
            name="sent_back_why",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="why it was sent back"),
        ),
        migrations.AlterField(
            model_name="responseplan",
            name="avoid",
            field=models.TextField(blank=True, max_length=240, verbose_name="what to avoid"),
        ),
        migrations.AlterField(
            model_name="responseplan",
            name="helps",
            field=models.TextField(blank=True, max_length=240, verbose_name="what helps"),
        ),
        migrations.AlterField(
            model_name="responseplan",
            name="who_to_call",
            field=models.TextField(blank=True, max_length=160, verbose_name="who to call"),
        ),
        migrations.AlterField(
            model_name="responseplanevent",
            name="avoid",
            field=models.TextField(blank=True, max_length=240, verbose_name="what to avoid"),
        ),
        migrations.AlterField(
            model_name="responseplanevent",
            name="helps",
            field=models.TextField(blank=True, max_length=240, verbose_name="what helps"),
        ),
        migrations.AlterField(
            model_name="responseplanevent",
            name="who_to_call",
            field=models.TextField(blank=True, max_length=160, verbose_name="who to call"),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("neighbor__isnull", False), ("replaced_by__isnull", True)),
                fields=["received_at", "neighbor"],
                name="encounter_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                condition=models.Q(("replaced_by__isnull", True)),
                fields=["neighbor", "received_at"],
                name="encounter_counted_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="responseplan",
            index=models.Index(condition=models.Q(("state", "approved")), fields=["review_on"], name="plan_to_review"),
        ),
        migrations.AddIndex(
            model_name="responseplan",
            index=models.Index(
                condition=models.Q(("state", "submitted")), fields=["submitted_at"], name="plan_submitted"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="responseplan",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="responseplan",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        migrations.AddConstraint(
            model_name="responseplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("written_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="responseplan",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="responseplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("helps"), 240),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("avoid"), 240),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("who_to_call"), 160
                    ),
                ),
                name="plan_fits_the_card",
            ),
        ),
        migrations.RunSQL(_plans_stay.STAY, _plans_stay.UNDO),
    ]
