import uuid

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CadenceStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                "verbose_name_plural": "cadence",
                "ordering": ["phase", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("phase", "position"), name="cadence_step_once"),
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="cadence_step_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("after__gte", 0), ("phase", "appointment"), _connector="OR"),
                        name="cadence_step_only_appointments_before",
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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="calltype_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("pilot", "name", "valid_from"), name="call_type_once"),
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
            },
        ),
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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="beat_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("code", "valid_from"), name="beat_once"),
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
                "abstract": False,
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
                "abstract": False,
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
                "abstract": False,
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
                "abstract": False,
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
                "abstract": False,
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
                "abstract": False,
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
                "abstract": False,
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
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("next_reminder_at", models.DateTimeField(null=True, verbose_name="next reminder")),
                ("reminders_sent", models.PositiveIntegerField(default=0, verbose_name="reminders so far")),
                ("renewals", models.PositiveIntegerField(default=0, verbose_name="moved or handed over so often")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder put aside")),
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
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="follow_up_cancelled_with_reason",
                    ),
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
                "abstract": False,
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
                "abstract": False,
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
                "abstract": False,
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
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("next_reminder_at", models.DateTimeField(null=True, verbose_name="next reminder")),
                ("reminders_sent", models.PositiveIntegerField(default=0, verbose_name="reminders so far")),
                ("renewals", models.PositiveIntegerField(default=0, verbose_name="moved or handed over so often")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder put aside")),
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
                "abstract": False,
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
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beat",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beat",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cadencestep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_cadencestepevent" ("after", "at_least", "channel", "clock", "half", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "position") VALUES (NEW."after", NEW."at_least", NEW."channel", NEW."clock", NEW."half", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."position"); RETURN NULL;',
                    hash="2ce495a2113349ff9cc22d403baac6814b057df5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_808b8",
                    table="casework_cadencestep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cadencestep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "casework_cadencestepevent" ("after", "at_least", "channel", "clock", "half", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "position") VALUES (NEW."after", NEW."at_least", NEW."channel", NEW."clock", NEW."half", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."position"); RETURN NULL;',
                    hash="f938803f1b1b6003e41df292693d3f0f6c9f1201",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ba0b5",
                    table="casework_cadencestep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calltype",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calltype",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstep",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstep",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="neighbor",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="neighbor",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beatevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="060c41c7c9df8dc5a81fe5c2a74194b5b47b8562",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b0025",
                    table="casework_beatevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cadencestepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="69d4c2ad4c3ff2dbb64cd444a2b96ceec92d6370",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fc48c",
                    table="casework_cadencestepevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calltypeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7ebaa00052a8359b2b366d50a137066121dca629",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6103e",
                    table="casework_calltypeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_followupevent" ("case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "set_aside_at", "status", "step", "why") VALUES (NEW."case_id", NEW."channel", NEW."created_at", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."next_reminder_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."queue", NEW."reminders_sent", NEW."renewals", NEW."set_aside_at", NEW."status", NEW."step", NEW."why"); RETURN NULL;',
                    hash="9959ce9a2c1c07deab69cb592fcdad01caba2684",
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
                    condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phase" IS DISTINCT FROM (NEW."phase") OR OLD."queue" IS DISTINCT FROM (NEW."queue") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."step" IS DISTINCT FROM (NEW."step"))',
                    func='INSERT INTO "casework_followupevent" ("case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "set_aside_at", "status", "step", "why") VALUES (NEW."case_id", NEW."channel", NEW."created_at", NEW."due_at", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."next_reminder_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."queue", NEW."reminders_sent", NEW."renewals", NEW."set_aside_at", NEW."status", NEW."step", NEW."why"); RETURN NULL;',
                    hash="64cf398ad5ac453e7fd84b90c915457a6f2c6b4e",
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
                    func='INSERT INTO "casework_followupevent" ("case_id", "channel", "created_at", "due_at", "ended_at", "ended_by_id", "id", "kind", "next_reminder_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "queue", "reminders_sent", "renewals", "set_aside_at", "status", "step", "why") VALUES (OLD."case_id", OLD."channel", OLD."created_at", OLD."due_at", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."kind", OLD."next_reminder_at", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase", OLD."queue", OLD."reminders_sent", OLD."renewals", OLD."set_aside_at", OLD."status", OLD."step", OLD."why"); RETURN NULL;',
                    hash="572ed335d9ff6f415885c64bbc6c087ddc18a6bc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2fec4",
                    table="casework_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7cd323a713b78a061e8889e91d8ecac85b81ed5f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2d07b",
                    table="casework_contactevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followupevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="649bfb02ee8a443a6c754739a249f90934889cea",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cf432",
                    table="casework_followupevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e8ba0fcb9309a51ad4b2472c6e4d57cf3c5914d9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b7d4a",
                    table="casework_ladderstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="encounterevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4e8868f7ac7b13f42cf73196c3501c7bf0953fed",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_15fed",
                    table="casework_encounterevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="encounter",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="encounter",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpointevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9485b57107cc9472fcce81b9130e7ea35300d6d0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bdc1e",
                    table="casework_contactpointevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e62aeed980899ece2f7957affeda17bcdbd5a468",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0416e",
                    table="casework_caseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "casework_caseevent" ("clock_started_at", "closed_at", "closed_reason", "closing_note", "first_attempt_at", "id", "neighbor_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_started_at", "reached_at", "status", "team_id") VALUES (NEW."clock_started_at", NEW."closed_at", NEW."closed_reason", NEW."closing_note", NEW."first_attempt_at", NEW."id", NEW."neighbor_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_started_at", NEW."reached_at", NEW."status", NEW."team_id"); RETURN NULL;',
                    hash="b64aa9a6e9c8cee4450d20a9e88d3cd2c8996e98",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_825cb",
                    table="casework_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "casework_caseevent" ("clock_started_at", "closed_at", "closed_reason", "closing_note", "first_attempt_at", "id", "neighbor_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_started_at", "reached_at", "status", "team_id") VALUES (NEW."clock_started_at", NEW."closed_at", NEW."closed_reason", NEW."closing_note", NEW."first_attempt_at", NEW."id", NEW."neighbor_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_started_at", NEW."reached_at", NEW."status", NEW."team_id"); RETURN NULL;',
                    hash="cfe0631c2e16bc274bb3c4e5683caa87ac5f8d8c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6bba9",
                    table="casework_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alsoknownasevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b7a54a0362783c01689c5ec1c9c6604dc9b3ad96",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_22121",
                    table="casework_alsoknownasevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alsoknownas",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alsoknownas",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencypersonevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1efde803d9878c93d9f7f3acb557c5de32b1f74d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_10427",
                    table="casework_agencypersonevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencyperson",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agencyperson",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="neighborevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8a252a07d654315feeb8c45d6de916a91969d90c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4f3c8",
                    table="casework_neighborevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
