"""The database refuses nonsense, whoever writes it: each constraint, tried by SQL."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from casework.actions.links import link_records
from casework.models import (
    Bond,
    CadencePolicy,
    Caller,
    EidoDocument,
    Encounter,
    ImportedEncounter,
    IncidentBond,
    Job,
    JobChunk,
    JobKind,
    TextAgreement,
)
from heart.notify.models import Delivery
from tests.attempts import refused, sql
from tests.cast import Cast, assemble
from tests.factories import (
    CaseFactory,
    ConnectionFactory,
    ConsentFactory,
    ContactPointFactory,
    EncounterFactory,
    MessageFactory,
    NeighborFactory,
    PlanFactory,
    RestrictionFactory,
    TimeOffFactory,
)
from tests.times import MONDAY_9

OUTREACH = "(SELECT id FROM casework_case WHERE status = 'outreach' LIMIT 1)"
PROMISE = "(SELECT id FROM casework_followup WHERE status = 'open' AND owner_id IS NOT NULL LIMIT 1)"
OUTLINE = "INSERT INTO casework_beatoutline (code, shape, west, south, east, north, valid_from, valid_to)"
DRAFT = "INSERT INTO casework_draft (owner_id, form, submission, body, saved_at, dropped_at)"
A_MATCH = "0.9, '[]', now(), 'waiting', '' FROM casework_neighbor"
A_WEEK = "'[2026-05-04,2026-05-10]'"

# Constraint -> a statement that breaks it and nothing that is checked before.
BREAKS = {
    # staff
    "user_role_known": "UPDATE accounts_user SET role = 'god' WHERE name = 'Ana'",
    "user_email_once": "UPDATE accounts_user SET email = 'ADA@durham.example' WHERE name = 'Ben'",
    "team_is_two_people": "UPDATE accounts_team SET clinician_id = peer_id WHERE name = 'Ada and Ben'",
    "team_peer_once": "UPDATE accounts_team SET peer_id = (SELECT id FROM accounts_user WHERE name = 'Ada') WHERE name = 'Eve and Dan'",
    "team_clinician_once": "UPDATE accounts_team SET clinician_id = (SELECT id FROM accounts_user WHERE name = 'Ben') WHERE name = 'Eve and Dan'",
    "hours_close_after_opening": "UPDATE accounts_workinghours SET closes = opens WHERE weekday = 0",
    "hours_weekday_known": "UPDATE accounts_workinghours SET weekday = 7 WHERE weekday = 0",
    "hours_end_after_start": "UPDATE accounts_workinghours SET valid_to = valid_from - 1 WHERE weekday = 0",
    "hours_never_overlap": "INSERT INTO accounts_workinghours (weekday, opens, closes, valid_from) VALUES (0, '16:00', '18:00', '2026-01-01')",
    "time_off_ends_after_start": "UPDATE accounts_timeoff SET ends_on = starts_on - 1",
    "time_off_once": "INSERT INTO accounts_timeoff (user_id, starts_on, ends_on) SELECT user_id, ends_on, ends_on + 3 FROM accounts_timeoff",
    # programme
    "beat_ends_after_start": "UPDATE casework_beat SET valid_to = valid_from - 1",
    "beat_once": "INSERT INTO casework_beat (code, pilot, valid_from) SELECT code, pilot, valid_from FROM casework_beat",
    "calltype_ends_after_start": "UPDATE casework_calltype SET valid_to = valid_from - 1",
    "call_type_once": "INSERT INTO casework_calltype (pilot, name, only_at_risk, valid_from) SELECT pilot, name, false, valid_from FROM casework_calltype",
    "beat_never_twice": "INSERT INTO casework_beat (code, pilot, valid_from) SELECT code, pilot, valid_from + 30 FROM casework_beat",
    "call_type_never_twice": "INSERT INTO casework_calltype (pilot, name, only_at_risk, valid_from) SELECT pilot, name, false, valid_from + 30 FROM casework_calltype",
    "pilotservice_ends_after_start": "UPDATE casework_pilotservice SET valid_to = valid_from - 1",
    "pilot_service_once": "INSERT INTO casework_pilotservice (pilot, everywhere, weapons, valid_from) SELECT pilot, false, false, valid_from FROM casework_pilotservice",
    "pilot_service_never_twice": "INSERT INTO casework_pilotservice (pilot, everywhere, weapons, valid_from) SELECT pilot, false, false, valid_from + 30 FROM casework_pilotservice",
    "pilothours_ends_after_start": "UPDATE casework_pilothours SET valid_to = valid_from - 1",
    "pilot_hours_once": "INSERT INTO casework_pilothours (pilot, weekday, opens, closes, valid_from) SELECT pilot, weekday, opens, closes, valid_from FROM casework_pilothours",
    "pilot_hours_never_overlap": "INSERT INTO casework_pilothours (pilot, weekday, opens, closes, valid_from) VALUES ('crt', 6, '20:59', '23:00', '2026-01-01')",
    "pilot_hours_weekday_known": "UPDATE casework_pilothours SET weekday = 7 WHERE weekday = 6",
    "pilot_hours_close_after_opening": "UPDATE casework_pilothours SET closes = opens",
    "beatoutline_ends_after_start": f"{OUTLINE} VALUES ('1', '[]', 0, 0, 1, 1, '2026-01-02', '2026-01-01')",
    "beat_outline_once": f"{OUTLINE} VALUES ('1', '[]', 0, 0, 1, 1, '2026-01-01', NULL), ('1', '[]', 0, 0, 1, 1, '2026-01-01', NULL)",
    "beat_outline_never_twice": f"{OUTLINE} VALUES ('1', '[]', 0, 0, 1, 1, '2026-01-01', '2026-02-01'), ('1', '[]', 0, 0, 1, 1, '2026-02-01', NULL)",
    "beat_outline_on_earth": f"{OUTLINE} VALUES ('1', '[]', 2000000, 800000, 2100000, 900000, '2026-01-01', NULL)",
    "cadence_step_once": "UPDATE casework_cadencestep SET position = 1 WHERE phase = 'not_reached'",
    "cadence_step_from_one": "UPDATE casework_cadencestep SET position = 0 WHERE phase = 'intake'",
    "cadence_step_only_appointments_before": "UPDATE casework_cadencestep SET after = -1 WHERE phase = 'intake'",
    "policy_state_known": "UPDATE casework_cadencepolicy SET state = 'maybe'",
    "policy_one_in_force": "UPDATE casework_cadencepolicy SET state = 'in_force', in_force_at = now()",
    "policy_in_force_with_time": "UPDATE casework_cadencepolicy SET in_force_at = NULL WHERE state = 'in_force'",
    "policy_asks_for_attempts": "UPDATE casework_cadencepolicy SET attempts = 0",
    "ladder_step_from_one": "UPDATE casework_ladderstep SET position = 0 WHERE position = 1",
    "ladder_step_later_than_before": "UPDATE casework_ladderstep SET working_minutes = 0 WHERE position = 2",
    # neighbors
    "also_known_as_once": "INSERT INTO casework_alsoknownas (neighbor_id, name) SELECT id, 'Jo' FROM (SELECT id FROM casework_neighbor LIMIT 1) n, generate_series(1, 2)",
    "agency_person_once": "INSERT INTO casework_agencyperson (neighbor_id, agency, person_id) SELECT id, 'a', 'b' FROM (SELECT id FROM casework_neighbor LIMIT 2) n",
    "agency_person_plain": "INSERT INTO casework_agencyperson (neighbor_id, agency, person_id) SELECT id, 'a', '' FROM casework_neighbor LIMIT 1",
    "contact_point_once": "INSERT INTO casework_contactpoint (neighbor_id, kind, value, voicemail_ok, text_ok, may_say_heart, who_else_answers, is_current) SELECT neighbor_id, kind, value, '', '', '', '', true FROM casework_contactpoint",
    "contact_point_filled": "UPDATE casework_contactpoint SET value = ''",
    # encounters
    "encounter_once": "UPDATE casework_encounter SET incident_number = 'same', agency = 'same'",
    "encounter_plainly_named": "UPDATE casework_encounter SET agency = ''",
    "encounter_case_has_neighbor": "UPDATE casework_encounter SET neighbor_id = NULL",
    "encounter_arrives_after_call": "UPDATE casework_encounter SET arrived_at = received_at - interval '1 minute'",
    "encounter_clears_after_call": "UPDATE casework_encounter SET cleared_at = received_at - interval '1 minute'",
    "encounter_wanted_has_case": "UPDATE casework_encounter SET case_id = NULL",
    "encounter_not_replaced_by_itself": "UPDATE casework_encounter SET replaced_by_id = id",
    "encounter_on_earth": "UPDATE casework_encounter SET latitude = 91, longitude = 0",
    "eido_document_once": "INSERT INTO casework_eidodocument (encounter_id, document_id, names, updated_at, received_at, body, digest) SELECT encounter_id, document_id, names, updated_at, received_at, body, digest FROM casework_eidodocument",
    "incident_bond_once": "INSERT INTO casework_incidentbond (encounter_id, kind, other, told_at) SELECT encounter_id, kind, other, told_at FROM casework_incidentbond",
    "incident_bond_known": "UPDATE casework_incidentbond SET kind = 'FRIEND'",
    "caller_says_something": "UPDATE casework_caller SET name = ''",
    "encounter_in_our_time": "UPDATE casework_encounter SET cleared_at = '9999-12-31'",
    # drafts
    "draft_once": f"{DRAFT} SELECT id, 'encounter', '00000000-0000-4000-8000-000000000000', '{{}}', now(), NULL FROM accounts_user, generate_series(1, 2) WHERE name = 'Rex'",
    "draft_is_empty_once_gone": f"""{DRAFT} SELECT id, 'encounter', '00000000-0000-4000-8000-000000000000', '{{"note": "x"}}', now(), now() FROM accounts_user WHERE name = 'Rex'""",
    # cases
    "case_clock_has_started": f"UPDATE casework_case SET clock_started_at = '2062-01-01' WHERE id = {OUTREACH}",
    "case_one_open_each": f"UPDATE casework_case SET neighbor_id = (SELECT neighbor_id FROM casework_case WHERE status = 'connected') WHERE id = {OUTREACH}",
    "case_status_known": f"UPDATE casework_case SET status = 'lost' WHERE id = {OUTREACH}",
    "case_team_unless_intake": f"UPDATE casework_case SET team_id = NULL WHERE id = {OUTREACH}",
    "case_closed_with_reason": f"UPDATE casework_case SET status = 'closed' WHERE id = {OUTREACH}",
    # follow-ups
    "follow_up_one_owner": f"UPDATE casework_followup SET owner_id = NULL WHERE id = {PROMISE}",
    "follow_up_reminded_some_day": f"UPDATE casework_followup SET next_reminder_at = 'infinity' WHERE id = {PROMISE}",
    "follow_up_reminded_while_open": f"UPDATE casework_followup SET next_reminder_at = NULL WHERE id = {PROMISE}",
    "follow_up_ended_with_time": f"UPDATE casework_followup SET status = 'done', next_reminder_at = NULL WHERE id = {PROMISE}",
    "follow_up_status_known": f"UPDATE casework_followup SET status = 'later', next_reminder_at = NULL, ended_at = now() WHERE id = {PROMISE}",
    "follow_up_cancelled_with_reason": f"UPDATE casework_followup SET status = 'cancelled', next_reminder_at = NULL, ended_at = now() WHERE id = {PROMISE}",
    "follow_up_seen_by_somebody": f"UPDATE casework_followup SET seen_at = now() WHERE id = {PROMISE}",
    "follow_up_snooze_counted": f"UPDATE casework_followup SET snoozed_until = now() WHERE id = {PROMISE}",
    # contacts
    "contact_result_known": "UPDATE casework_contact SET result = 'maybe', answer = ''",
    "contact_answer_needs_reached": "UPDATE casework_contact SET result = 'voicemail'",
    # response plans
    "plan_state_known": "UPDATE casework_responseplan SET state = 'maybe' WHERE state = 'draft'",
    "plan_one_approved": "INSERT INTO casework_responseplan (neighbor_id, state, safety, helps, avoid, who_to_call, written_at, written_by_id, sent_back_why, approved_at, approved_by_id, review_on) SELECT neighbor_id, state, '', helps, avoid, who_to_call, now(), written_by_id, '', now(), approved_by_id, review_on FROM casework_responseplan WHERE state = 'approved'",
    "plan_one_in_work": "INSERT INTO casework_responseplan (neighbor_id, state, safety, helps, avoid, who_to_call, written_at, written_by_id, sent_back_why) SELECT neighbor_id, state, '', '', '', '', now(), written_by_id, '' FROM casework_responseplan WHERE state = 'draft'",
    "plan_approved_by_somebody": "UPDATE casework_responseplan SET state = 'approved' WHERE state = 'draft'",
    "plan_retired_with_time": "UPDATE casework_responseplan SET state = 'retired' WHERE state = 'draft'",
    "plan_four_eyes": "UPDATE casework_responseplan SET approved_by_id = written_by_id WHERE state = 'draft'",
    "plan_says_something": "UPDATE casework_responseplan SET state = 'submitted', avoid = '' WHERE state = 'draft'",
    "plan_fits_the_card": "UPDATE casework_responseplan SET helps = repeat('x', 241) WHERE state = 'draft'",
    # restricted records
    "restriction_one_standing": "INSERT INTO casework_restriction (neighbor_id, why, since, by_id) SELECT neighbor_id, why, since, by_id FROM casework_restriction",
    "restriction_why_known": "UPDATE casework_restriction SET why = 'because'",
    "restriction_ended_by_somebody": "UPDATE casework_restriction SET ended_at = now()",
    "named_reader_once": "INSERT INTO casework_namedreader (restriction_id, user_id) SELECT restriction_id, user_id FROM casework_namedreader",
    # linked records
    "link_earlier_first": "UPDATE casework_link SET first_id = second_id, second_id = first_id",
    "link_has_reason": "UPDATE casework_link SET why = '  '",
    "link_ended_by_somebody": "UPDATE casework_link SET ended_at = now()",
    "link_once": "INSERT INTO casework_link (first_id, second_id, made_at, why, ended_why) SELECT first_id, second_id, now(), 'again', '' FROM casework_link",
    "nickname_once": "INSERT INTO casework_nickname (name, nickname) SELECT name, nickname FROM casework_nickname LIMIT 1",
    "match_thresholds_one_row": "INSERT INTO casework_matchthresholds (id, probable, possible) VALUES (2, 0.9, 0.5)",
    "match_thresholds_in_order": "UPDATE casework_matchthresholds SET possible = 0.99",
    "match_earlier_first": f"INSERT INTO casework_possiblematch (first_id, second_id, score, reasons, found_at, state, decided_why) SELECT max(id), min(id), {A_MATCH}",
    "match_once": "INSERT INTO casework_possiblematch (first_id, second_id, score, reasons, found_at, state, decided_why) SELECT n.min, n.max, 0.9, '[]', now(), 'waiting', '' FROM (SELECT min(id), max(id) FROM casework_neighbor) n, generate_series(1, 2)",
    "match_state_known": "INSERT INTO casework_possiblematch (first_id, second_id, score, reasons, found_at, decided_at, state, decided_why) SELECT min(id), max(id), 0.9, '[]', now(), now(), 'maybe', '' FROM casework_neighbor",
    "match_decided_with_time": "INSERT INTO casework_possiblematch (first_id, second_id, score, reasons, found_at, state, decided_why) SELECT min(id), max(id), 0.9, '[]', now(), 'different', '' FROM casework_neighbor",
    "neighbor_one_with_earlier": "UPDATE casework_neighbor SET one_with_id = id",
    "case_goes_on_in_another": f"UPDATE casework_case SET goes_on_in_id = id WHERE id = {OUTREACH}",
    "case_rests_while_open": f"UPDATE casework_case SET goes_on_in_id = {OUTREACH}, status = 'closed', closed_at = now(), closed_reason = 'duplicate' WHERE status = 'connected'",
    "follow_up_rests_while_open": "UPDATE casework_followup SET rests = true WHERE status = 'done'",
    # consents
    "consent_says_what": "UPDATE referrals_consent SET information = '{}'",
    "consent_information_known": "UPDATE referrals_consent SET information = '{gossip}'",
    "consent_part2_never_verbal": "UPDATE referrals_consent SET information = '{substance_use}', signed = 'verbal', witness = 'Ben', organization_id = (SELECT organization_id FROM referrals_service LIMIT 1)",
    "consent_part2_names_recipient": "UPDATE referrals_consent SET information = '{substance_use}', organization_id = NULL",
    "consent_verbal_has_witness": "UPDATE referrals_consent SET signed = 'verbal'",
    "consent_revoked_by_whom": "UPDATE referrals_consent SET revoked_at = now()",
    # referrals
    "need_once_a_case": "INSERT INTO referrals_need (case_id, category, in_their_words, recorded_at, recorded_by_id) SELECT case_id, category, '', now(), recorded_by_id FROM referrals_need",
    "referral_status_known": "UPDATE referrals_referral SET status = 'connected'",
    "referral_refused_with_reason": "UPDATE referrals_referral SET status = 'rejected'",
    "referral_live_is_followed_up": "UPDATE referrals_referral SET status = 'accepted', consent_id = NULL",
    "referral_not_instead_of_itself": "UPDATE referrals_referral SET replaces_id = id",
    "connection_lost_with_reason": "UPDATE referrals_connection SET lost_at = now()",
    "connection_evidence_known": "UPDATE referrals_connection SET evidence = 'hearsay'",
    # messages
    "text_agreement_one_live": "INSERT INTO casework_textagreement (neighbor_id, contact_point_id, appointments, caring, agreed_at, agreed_how, caring_sent, ended_why) SELECT neighbor_id, contact_point_id, true, false, now(), 'spoken', 0, '' FROM casework_textagreement",
    "text_agreement_ended_with_reason": "UPDATE casework_textagreement SET ended_at = now(), next_caring_at = NULL",
    "text_agreement_caring_while_live": "UPDATE casework_textagreement SET ended_at = now(), ended_why = 'stop'",
    "text_agreement_to_something": "UPDATE casework_textagreement SET appointments = false, caring = false, next_caring_at = NULL",
    "inbound_text_meaning_known": "INSERT INTO casework_inboundtext (provider_id, number, body, meaning, received_at) VALUES ('1', '1', '', 'what', now())",
    "inbound_text_dismissed_by_somebody": "INSERT INTO casework_inboundtext (provider_id, number, body, meaning, received_at, dismissed_at) VALUES ('1', '1', '', 'text', now(), now())",
    "message_to_staff_or_a_number": "UPDATE notify_message SET address = '+19195550100'",
    "pause_has_reason": "INSERT INTO notify_pause (channel, since, by_id, why) SELECT 'text', now(), id, '' FROM accounts_user LIMIT 1",
    "pause_only_what_leaves": "INSERT INTO notify_pause (channel, since, by_id, why) SELECT 'in_app', now(), id, 'x' FROM accounts_user LIMIT 1",
    "message_sent_has_time": "UPDATE notify_message SET delivery = 'sent', sent_at = NULL",
    "message_rests_while_moot": "UPDATE notify_message SET rests = true",
    "message_delivery_known": "UPDATE notify_message SET delivery = 'flying', sent_at = NULL",
    "message_sending_is_claimed": "UPDATE notify_message SET delivery = 'sending', claimed_at = NULL, sent_at = NULL",
    # jobs
    "job_state_known": "UPDATE casework_job SET state = 'asleep', ended_at = NULL",
    "job_ended_with_time": "UPDATE casework_job SET state = 'done', ended_at = NULL",
    "job_accounts_for_every_row": "UPDATE casework_job SET read = read + 1",
    "job_chunk_once": "INSERT INTO casework_jobchunk (job_id, part, position, data) SELECT job_id, part, position, data FROM casework_jobchunk",
    "imported_encounter_once": "INSERT INTO casework_importedencounter (job_id, encounter_id) SELECT job_id, encounter_id FROM casework_importedencounter",
}


@pytest.fixture(scope="module")
def something_of_everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Once for all: each attempt is taken back by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        put_something_of_everything(assemble())
        yield
        transaction.set_rollback(True)


def put_something_of_everything(cast: Cast) -> None:
    CaseFactory(stage="outreach", team=cast.team)
    ConnectionFactory(case=CaseFactory(stage="engaged", team=cast.other_team))
    ConsentFactory(case=CaseFactory(stage="engaged", team=cast.team))
    number = ContactPointFactory()
    TextAgreement.objects.create(
        neighbor=number.neighbor, contact_point=number, caring=True, agreed_how="spoken", next_caring_at=MONDAY_9
    )
    CadencePolicy.objects.create(version=2)
    EncounterFactory()
    EncounterFactory()
    Caller.objects.create(encounter=Encounter.objects.first(), name="Somebody's sister")
    EidoDocument.objects.create(
        encounter=Encounter.objects.first(), document_id="urn:1", updated_at=MONDAY_9, body="{}", digest="0"
    )
    IncidentBond.objects.create(encounter=Encounter.objects.first(), kind=Bond.RELATED, other="urn:2", told_at=MONDAY_9)
    PlanFactory(state="approved", case__team=cast.team)
    PlanFactory(case__team=cast.team)
    RestrictionFactory(named=[cast.mia])
    link_records(first=NeighborFactory(), second=NeighborFactory(), why="the same", by=None, now=MONDAY_9)
    TimeOffFactory(user=cast.ana)
    MessageFactory(delivery=Delivery.QUEUED, created_at=MONDAY_9)
    assert Encounter.objects.filter(follow_up_wanted="yes").count() == 2
    job = Job.objects.create(kind=JobKind.ENCOUNTERS)
    JobChunk.objects.create(job=job, part="file", position=0, data=b"x")
    ImportedEncounter.objects.create(job=job, encounter=Encounter.objects.earliest("pk"))
    connection.check_constraints()


@pytest.mark.parametrize("constraint", BREAKS)
def test_the_database_refuses(something_of_everything: None, constraint: str) -> None:
    assert refused(partial(sql, BREAKS[constraint])) == constraint


def test_every_constraint_of_every_model_is_tried_here() -> None:
    ours = ("casework", "referrals", "accounts", "notify")
    named = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in ours
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint) or constraint.name == "time_off_once"
    }

    assert named - set(BREAKS) == set()
