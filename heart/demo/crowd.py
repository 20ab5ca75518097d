"""Many made-up cases at once, written by SQL: each with one follow-up that is due. For drills and benches only."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from casework.models import CadencePolicy, Case
from heart.accounts.models import Team, User
from heart.demo.city import staff

FILL = """
    WITH numbered AS (SELECT generate_series(1, %(count)s) AS n),
    neighbors AS (
        INSERT INTO casework_neighbor (preferred_name, first_name, last_name, description, pronouns, language,
            interpreter, living_situation, where_to_find, domestic_violence, created_at)
        SELECT '', '', '', 'made-up ' || n, '', 'en', '', '', '', false, %(met_at)s FROM numbered
        RETURNING id
    ),
    paired AS (
        SELECT id, (%(teams)s::bigint[])[1 + id %% %(pairs)s] AS team, (%(owners)s::bigint[])[1 + id %% %(pairs)s] AS owner
        FROM neighbors
    ),
    cases AS (
        INSERT INTO casework_case (neighbor_id, policy_id, status, team_id, opened_at, clock_started_at,
            phase_started_at, closed_reason, closing_note)
        SELECT id, %(policy)s, 'outreach', team, %(met_at)s, %(met_at)s, %(met_at)s, '', '' FROM paired
        RETURNING id, neighbor_id
    )
    INSERT INTO casework_followup (case_id, kind, phase, step, channel, owner_id, queue, status, created_at, anchor_at,
        by_hand, rests, due_at, next_reminder_at, reminders_sent, renewals, snoozes, why)
    SELECT c.id, 'attempt', 'not_reached', 1, 'phone', p.owner, '', 'open', %(met_at)s, %(met_at)s, false, false, %(due_at)s,
        %(due_at)s, 0, 0, 0, ''
    FROM cases c JOIN paired p ON p.id = c.neighbor_id
"""


def fill(count: int, *, due_at: datetime) -> None:
    """`count` neighbors, each with a case and a follow-up due at `due_at`, shared among the made-up city's pairs, who
    are hired when they are not there. Nobody has mail or text until told otherwise."""
    if not User.objects.exists():
        staff.hire(due_at - timedelta(days=200))
    _fill(count, due_at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if Case.objects.without_next_step().exists():
        raise RuntimeError("The crowd breaks the promise.")


def _fill(count: int, due_at: datetime) -> None:
    teams = list(Team.objects.order_by("pk"))
    with transaction.atomic(), connection.cursor() as cursor:
        # History and the checks of each row would take minutes; what they check is looked at once, at the end.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            FILL,
            {
                "count": count,
                "met_at": due_at - timedelta(hours=1),
                "due_at": due_at,
                "policy": CadencePolicy.objects.in_force().pk,
                "teams": [team.pk for team in teams],
                "owners": [team.peer_id if n % 2 else team.clinician_id for n, team in enumerate(teams)],
                "pairs": len(teams),
            },
        )
