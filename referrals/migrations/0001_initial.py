import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from heart.lib.tables import NewTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("casework", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Organization",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("website", models.URLField(blank=True, verbose_name="website")),
                    ],
                    options={
                        "verbose_name": "organization",
                        "verbose_name_plural": "organizations",
                        "ordering": ["name"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "referrals_organizationevent" ("description", "email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "website") VALUES (NEW."description", NEW."email", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."website"); RETURN NULL;',
                                    hash="d7a6486ca50e69872647a6105592017890affc16",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2ff2c",
                                    table="referrals_organization",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "referrals_organizationevent" ("description", "email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "website") VALUES (NEW."description", NEW."email", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."website"); RETURN NULL;',
                                    hash="ba42692ffd62c2c1cc638469d21f3a63e0cd607b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2141d",
                                    table="referrals_organization",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "organization",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="referrals.organization",
                                verbose_name="organization",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("inactive", "Inactive"),
                                    ("defunct", "Closed for good"),
                                    ("temporarily closed", "Closed for now"),
                                ],
                                default="active",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("mental-health", "Mental health care"),
                                        ("substance-use", "Substance use care"),
                                        ("medical", "Medical care"),
                                        ("homelessness", "A place to live"),
                                        ("housing-instability", "Keeping the home"),
                                        ("food-insecurity", "Food"),
                                        ("transportation-insecurity", "Transport"),
                                        ("utility-insecurity", "Power, water, phone"),
                                        ("financial-insecurity", "Money and benefits"),
                                        ("employment-status", "Work"),
                                        ("social-connection", "Company and community"),
                                        ("intimate-partner-violence", "Safety at home"),
                                        ("id-documents", "ID and documents"),
                                        ("legal", "Legal help"),
                                    ],
                                    max_length=30,
                                ),
                                default=list,
                                size=None,
                                verbose_name="needs it answers",
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="languages",
                            ),
                        ),
                        ("eligibility_description", models.TextField(blank=True, verbose_name="who can use it")),
                        ("fees_description", models.CharField(blank=True, max_length=200, verbose_name="cost")),
                        (
                            "application_process",
                            models.CharField(blank=True, max_length=300, verbose_name="how to apply"),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                        ("has_room", models.BooleanField(blank=True, null=True, verbose_name="has room")),
                        ("is_part2", models.BooleanField(default=False, verbose_name="42 CFR Part 2 programme")),
                        (
                            "assured_date",
                            models.DateField(blank=True, null=True, verbose_name="details last confirmed"),
                        ),
                    ],
                    options={
                        "verbose_name": "service",
                        "verbose_name_plural": "services",
                        "ordering": ["name"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "referrals_serviceevent" ("address", "application_process", "assured_date", "description", "eligibility_description", "fees_description", "has_room", "id", "is_part2", "languages", "name", "needs", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "status") VALUES (NEW."address", NEW."application_process", NEW."assured_date", NEW."description", NEW."eligibility_description", NEW."fees_description", NEW."has_room", NEW."id", NEW."is_part2", NEW."languages", NEW."name", NEW."needs", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."status"); RETURN NULL;',
                                    hash="a7f9112e11cb493c908da96441c5b21974e3d524",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9e650",
                                    table="referrals_service",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "referrals_serviceevent" ("address", "application_process", "assured_date", "description", "eligibility_description", "fees_description", "has_room", "id", "is_part2", "languages", "name", "needs", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "status") VALUES (NEW."address", NEW."application_process", NEW."assured_date", NEW."description", NEW."eligibility_description", NEW."fees_description", NEW."has_room", NEW."id", NEW."is_part2", NEW."languages", NEW."name", NEW."needs", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."status"); RETURN NULL;',
                                    hash="318430b2bbb50e477644b3c6bc6749048ec92a3d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_698a6",
                                    table="referrals_service",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Need",
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
                                related_name="needs",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("mental-health", "Mental health care"),
                                    ("substance-use", "Substance use care"),
                                    ("medical", "Medical care"),
                                    ("homelessness", "A place to live"),
                                    ("housing-instability", "Keeping the home"),
                                    ("food-insecurity", "Food"),
                                    ("transportation-insecurity", "Transport"),
                                    ("utility-insecurity", "Power, water, phone"),
                                    ("financial-insecurity", "Money and benefits"),
                                    ("employment-status", "Work"),
                                    ("social-connection", "Company and community"),
                                    ("intimate-partner-violence", "Safety at home"),
                                    ("id-documents", "ID and documents"),
                                    ("legal", "Legal help"),
                                ],
                                max_length=30,
                                verbose_name="need",
                            ),
                        ),
                        (
                            "in_their_words",
                            models.CharField(blank=True, max_length=300, verbose_name="in the neighbor's words"),
                        ),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "need",
                        "verbose_name_plural": "needs",
                        "constraints": [models.UniqueConstraint(fields=("case", "category"), name="need_once_a_case")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "referrals_needevent" ("case_id", "category", "id", "in_their_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (NEW."case_id", NEW."category", NEW."id", NEW."in_their_words", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;',
                                    hash="13dfc245e8c27afef7ce1a40468bb469ba594ef4",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_436f6",
                                    table="referrals_need",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "referrals_needevent" ("case_id", "category", "id", "in_their_words", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (NEW."case_id", NEW."category", NEW."id", NEW."in_their_words", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id"); RETURN NULL;',
                                    hash="75c8bd6a90fc2b01911355ddd8b23561dde58956",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_82996",
                                    table="referrals_need",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                                related_name="consents",
                                to="casework.neighbor",
                                verbose_name="neighbor",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="referrals.organization",
                                verbose_name="to whom",
                            ),
                        ),
                        (
                            "information",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("contact", "Name and how to reach"),
                                        ("need", "What help is wanted"),
                                        ("mental_health", "Mental health information"),
                                        ("substance_use", "Substance use information (42 CFR Part 2)"),
                                        ("encounter", "That there was a crisis response"),
                                    ],
                                    max_length=20,
                                ),
                                size=None,
                                verbose_name="what may be told",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=200, verbose_name="what for")),
                        (
                            "signed",
                            models.CharField(
                                choices=[
                                    ("paper", "Signed on paper"),
                                    ("drawn", "Signed on a screen"),
                                    ("verbal", "Said before a witness"),
                                ],
                                max_length=10,
                                verbose_name="how it was given",
                            ),
                        ),
                        ("witness", models.CharField(blank=True, max_length=120, verbose_name="witness")),
                        ("signed_at", models.DateTimeField(verbose_name="given")),
                        ("expires_on", models.DateField(verbose_name="until")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="revocation recorded by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "indexes": [
                            models.Index(fields=["neighbor", "expires_on"], name="referrals_c_neighbo_524e65_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("information", []), _negated=True), name="consent_says_what"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "information__contained_by",
                                        ["contact", "need", "mental_health", "substance_use", "encounter"],
                                    )
                                ),
                                name="consent_information_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("information__contains", ["substance_use"]), _negated=True),
                                    models.Q(("signed", "verbal"), _negated=True),
                                    _connector="OR",
                                ),
                                name="consent_part2_never_verbal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("information__contains", ["substance_use"]), _negated=True),
                                    ("organization__isnull", False),
                                    _connector="OR",
                                ),
                                name="consent_part2_names_recipient",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("signed", "verbal"), _negated=True),
                                    models.Q(("witness", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="consent_verbal_has_witness",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                                    models.Q(
                                        ("revoked_at__gte", models.F("signed_at")),
                                        ("revoked_at__isnull", False),
                                        ("revoked_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="consent_revoked_by_whom",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "referrals_consentevent" ("expires_on", "id", "information", "neighbor_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recorded_by_id", "revoked_at", "revoked_by_id", "signed", "signed_at", "witness") VALUES (NEW."expires_on", NEW."id", NEW."information", NEW."neighbor_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."recorded_by_id", NEW."revoked_at", NEW."revoked_by_id", NEW."signed", NEW."signed_at", NEW."witness"); RETURN NULL;',
                                    hash="95691daf45967026a61aecf521ce5c6340dd4939",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0b172",
                                    table="referrals_consent",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "referrals_consentevent" ("expires_on", "id", "information", "neighbor_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recorded_by_id", "revoked_at", "revoked_by_id", "signed", "signed_at", "witness") VALUES (NEW."expires_on", NEW."id", NEW."information", NEW."neighbor_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."recorded_by_id", NEW."revoked_at", NEW."revoked_by_id", NEW."signed", NEW."signed_at", NEW."witness"); RETURN NULL;',
                                    hash="9d0b9e0cc2968ec4f33e277182a6a5b23d8ff5fc",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_62932",
                                    table="referrals_consent",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                                related_name="referrals",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="referrals.need",
                                verbose_name="need",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="referrals.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="referrals.consent",
                                verbose_name="consent",
                            ),
                        ),
                        (
                            "follow_up",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referral",
                                to="casework.followup",
                                verbose_name="follow-up",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="referrals.referral",
                                verbose_name="instead of",
                            ),
                        ),
                        ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("requested", "Sent, no answer yet"),
                                    ("accepted", "Accepted"),
                                    ("rejected", "Declined by the provider"),
                                    ("cancelled", "Cancelled"),
                                    ("in-progress", "In progress"),
                                    ("on-hold", "On hold"),
                                    ("failed", "Failed"),
                                    ("completed", "Completed"),
                                    ("entered-in-error", "Entered in error"),
                                ],
                                default="draft",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("status_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("message", models.TextField(blank=True, verbose_name="what we tell the provider")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("appointment_at", models.DateTimeField(blank=True, null=True, verbose_name="appointment")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                    ],
                    options={
                        "verbose_name": "referral",
                        "verbose_name_plural": "referrals",
                        "indexes": [
                            models.Index(fields=["case", "-created_at"], name="referrals_r_case_id_508f7a_idx"),
                            models.Index(
                                condition=models.Q(("status", "requested")),
                                fields=["requested_at"],
                                name="referral_unanswered",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "status__in",
                                        [
                                            "draft",
                                            "requested",
                                            "accepted",
                                            "rejected",
                                            "cancelled",
                                            "in-progress",
                                            "on-hold",
                                            "failed",
                                            "completed",
                                            "entered-in-error",
                                        ],
                                    )
                                ),
                                name="referral_status_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["cancelled", "failed", "on-hold", "rejected"]), _negated=True
                                    ),
                                    models.Q(("status_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="referral_refused_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status__in", ["requested", "accepted", "in-progress", "on-hold"]),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("consent__isnull", False),
                                        ("follow_up__isnull", False),
                                        ("requested_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_live_is_followed_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaces__isnull", True),
                                    models.Q(("replaces", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="referral_not_instead_of_itself",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "referrals_referralevent" ("answered_at", "appointment_at", "case_id", "consent_id", "created_at", "created_by_id", "ended_at", "follow_up_id", "id", "message", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "requested_at", "service_id", "status", "status_reason", "submission") VALUES (NEW."answered_at", NEW."appointment_at", NEW."case_id", NEW."consent_id", NEW."created_at", NEW."created_by_id", NEW."ended_at", NEW."follow_up_id", NEW."id", NEW."message", NEW."need_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."replaces_id", NEW."requested_at", NEW."service_id", NEW."status", NEW."status_reason", NEW."submission"); RETURN NULL;',
                                    hash="099ba832465a3014466ed7bd563e1fe07f60dd07",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a74c8",
                                    table="referrals_referral",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "referrals_referralevent" ("answered_at", "appointment_at", "case_id", "consent_id", "created_at", "created_by_id", "ended_at", "follow_up_id", "id", "message", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "requested_at", "service_id", "status", "status_reason", "submission") VALUES (NEW."answered_at", NEW."appointment_at", NEW."case_id", NEW."consent_id", NEW."created_at", NEW."created_by_id", NEW."ended_at", NEW."follow_up_id", NEW."id", NEW."message", NEW."need_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."replaces_id", NEW."requested_at", NEW."service_id", NEW."status", NEW."status_reason", NEW."submission"); RETURN NULL;',
                                    hash="340265dc8f94f6431fded81d0249e78d7d662429",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_223e7",
                                    table="referrals_referral",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Connection",
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
                                related_name="connections",
                                to="casework.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "referral",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="connection",
                                to="referrals.referral",
                                verbose_name="referral",
                            ),
                        ),
                        ("attended_on", models.DateField(verbose_name="first attended on")),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("provider_confirmed", "The provider confirmed it"),
                                    ("neighbor_reported", "The neighbor told us"),
                                    ("navigator_was_there", "A navigator was there"),
                                ],
                                max_length=20,
                                verbose_name="how we know",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "reconfirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="still connected at 30 days"),
                        ),
                        ("lost_at", models.DateTimeField(blank=True, null=True, verbose_name="lost")),
                        ("lost_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was lost")),
                    ],
                    options={
                        "verbose_name": "connection",
                        "verbose_name_plural": "connections",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lost_at__isnull", True), ("lost_reason", "")),
                                    models.Q(("lost_at__isnull", False), models.Q(("lost_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="connection_lost_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("evidence__in", ["provider_confirmed", "neighbor_reported", "navigator_was_there"])
                                ),
                                name="connection_evidence_known",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='INSERT INTO "referrals_connectionevent" ("attended_on", "case_id", "evidence", "id", "lost_at", "lost_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reconfirmed_at", "recorded_at", "recorded_by_id", "referral_id") VALUES (NEW."attended_on", NEW."case_id", NEW."evidence", NEW."id", NEW."lost_at", NEW."lost_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reconfirmed_at", NEW."recorded_at", NEW."recorded_by_id", NEW."referral_id"); RETURN NULL;',
                                    hash="31b583eff905ea038f7190e758ba51224be68803",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_cf947",
                                    table="referrals_connection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                                    func='INSERT INTO "referrals_connectionevent" ("attended_on", "case_id", "evidence", "id", "lost_at", "lost_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reconfirmed_at", "recorded_at", "recorded_by_id", "referral_id") VALUES (NEW."attended_on", NEW."case_id", NEW."evidence", NEW."id", NEW."lost_at", NEW."lost_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reconfirmed_at", NEW."recorded_at", NEW."recorded_by_id", NEW."referral_id"); RETURN NULL;',
                                    hash="01cdc58632197f3cf33d5cbe2fd174faf7874444",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c20eb",
                                    table="referrals_connection",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrganizationEvent",
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
                                to="referrals.organization",
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
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("website", models.URLField(blank=True, verbose_name="website")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="0f58970b9fd231562f367325e1b36de911397832",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_06a0f",
                                    table="referrals_organizationevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceEvent",
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
                                to="referrals.service",
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
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        (
                            "organization",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.organization",
                                verbose_name="organization",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Active"),
                                    ("inactive", "Inactive"),
                                    ("defunct", "Closed for good"),
                                    ("temporarily closed", "Closed for now"),
                                ],
                                default="active",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("mental-health", "Mental health care"),
                                        ("substance-use", "Substance use care"),
                                        ("medical", "Medical care"),
                                        ("homelessness", "A place to live"),
                                        ("housing-instability", "Keeping the home"),
                                        ("food-insecurity", "Food"),
                                        ("transportation-insecurity", "Transport"),
                                        ("utility-insecurity", "Power, water, phone"),
                                        ("financial-insecurity", "Money and benefits"),
                                        ("employment-status", "Work"),
                                        ("social-connection", "Company and community"),
                                        ("intimate-partner-violence", "Safety at home"),
                                        ("id-documents", "ID and documents"),
                                        ("legal", "Legal help"),
                                    ],
                                    max_length=30,
                                ),
                                default=list,
                                size=None,
                                verbose_name="needs it answers",
                            ),
                        ),
                        (
                            "languages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="languages",
                            ),
                        ),
                        ("eligibility_description", models.TextField(blank=True, verbose_name="who can use it")),
                        ("fees_description", models.CharField(blank=True, max_length=200, verbose_name="cost")),
                        (
                            "application_process",
                            models.CharField(blank=True, max_length=300, verbose_name="how to apply"),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                        ("has_room", models.BooleanField(blank=True, null=True, verbose_name="has room")),
                        ("is_part2", models.BooleanField(default=False, verbose_name="42 CFR Part 2 programme")),
                        (
                            "assured_date",
                            models.DateField(blank=True, null=True, verbose_name="details last confirmed"),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="bfbea079bdbf1c36404bcdb605d4fd430f42203e",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cea11",
                                    table="referrals_serviceevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeedEvent",
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
                                to="referrals.need",
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
                            "category",
                            models.CharField(
                                choices=[
                                    ("mental-health", "Mental health care"),
                                    ("substance-use", "Substance use care"),
                                    ("medical", "Medical care"),
                                    ("homelessness", "A place to live"),
                                    ("housing-instability", "Keeping the home"),
                                    ("food-insecurity", "Food"),
                                    ("transportation-insecurity", "Transport"),
                                    ("utility-insecurity", "Power, water, phone"),
                                    ("financial-insecurity", "Money and benefits"),
                                    ("employment-status", "Work"),
                                    ("social-connection", "Company and community"),
                                    ("intimate-partner-violence", "Safety at home"),
                                    ("id-documents", "ID and documents"),
                                    ("legal", "Legal help"),
                                ],
                                max_length=30,
                                verbose_name="need",
                            ),
                        ),
                        (
                            "in_their_words",
                            models.CharField(blank=True, max_length=300, verbose_name="in the neighbor's words"),
                        ),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="fcc8f258ad37a1817fb254f07366af8b28eb7bc2",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cc78f",
                                    table="referrals_needevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConnectionEvent",
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
                                to="referrals.connection",
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
                            "referral",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.referral",
                                verbose_name="referral",
                            ),
                        ),
                        ("attended_on", models.DateField(verbose_name="first attended on")),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("provider_confirmed", "The provider confirmed it"),
                                    ("neighbor_reported", "The neighbor told us"),
                                    ("navigator_was_there", "A navigator was there"),
                                ],
                                max_length=20,
                                verbose_name="how we know",
                            ),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "reconfirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="still connected at 30 days"),
                        ),
                        ("lost_at", models.DateTimeField(blank=True, null=True, verbose_name="lost")),
                        ("lost_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was lost")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b53d33d3104a40ed3fdac524366b76dd68c0bebd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_aae67",
                                    table="referrals_connectionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsentEvent",
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
                                to="referrals.consent",
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
                            "organization",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.organization",
                                verbose_name="to whom",
                            ),
                        ),
                        (
                            "information",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("contact", "Name and how to reach"),
                                        ("need", "What help is wanted"),
                                        ("mental_health", "Mental health information"),
                                        ("substance_use", "Substance use information (42 CFR Part 2)"),
                                        ("encounter", "That there was a crisis response"),
                                    ],
                                    max_length=20,
                                ),
                                size=None,
                                verbose_name="what may be told",
                            ),
                        ),
                        ("purpose", models.CharField(max_length=200, verbose_name="what for")),
                        (
                            "signed",
                            models.CharField(
                                choices=[
                                    ("paper", "Signed on paper"),
                                    ("drawn", "Signed on a screen"),
                                    ("verbal", "Said before a witness"),
                                ],
                                max_length=10,
                                verbose_name="how it was given",
                            ),
                        ),
                        ("witness", models.CharField(blank=True, max_length=120, verbose_name="witness")),
                        ("signed_at", models.DateTimeField(verbose_name="given")),
                        ("expires_on", models.DateField(verbose_name="until")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="revocation recorded by",
                            ),
                        ),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="736539f5d316b7c82d99595725abacd00018a1e1",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_5bb3a",
                                    table="referrals_consentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReferralEvent",
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
                                to="referrals.referral",
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
                            "need",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.need",
                                verbose_name="need",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.consent",
                                verbose_name="consent",
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
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="referrals.referral",
                                verbose_name="instead of",
                            ),
                        ),
                        ("submission", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("requested", "Sent, no answer yet"),
                                    ("accepted", "Accepted"),
                                    ("rejected", "Declined by the provider"),
                                    ("cancelled", "Cancelled"),
                                    ("in-progress", "In progress"),
                                    ("on-hold", "On hold"),
                                    ("failed", "Failed"),
                                    ("completed", "Completed"),
                                    ("entered-in-error", "Entered in error"),
                                ],
                                default="draft",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("status_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("message", models.TextField(blank=True, verbose_name="what we tell the provider")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("appointment_at", models.DateTimeField(blank=True, null=True, verbose_name="appointment")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1a61dcd844caf3ca043cd5fc836a4fbfb5122b75",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d0304",
                                    table="referrals_referralevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
