"""A referral that somebody still owes an answer or a service on has its follow-up open (HOUSE 6): checked at
commit, so that one transaction may end both or move both."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION referrals_is_awaited(the_referral bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    awaited record;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'referral % cannot be checked in this isolation level', the_referral
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'promise_needs_read_committed';
    END IF;
    SELECT status, follow_up_id INTO awaited FROM referrals_referral WHERE id = the_referral FOR NO KEY UPDATE;
    IF awaited.status IN ('requested', 'accepted', 'in-progress', 'on-hold') AND NOT EXISTS (
        SELECT FROM casework_followup WHERE id = awaited.follow_up_id AND status = 'open'
    ) THEN
        RAISE EXCEPTION 'referral % waits for an answer and nobody is reminded of it', the_referral
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'live_referral_has_follow_up';
    END IF;
END $$;
CREATE FUNCTION referrals_referral_is_awaited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM referrals_is_awaited(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION referrals_followup_is_awaited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_referral bigint;
BEGIN
    SELECT id INTO the_referral FROM referrals_referral WHERE follow_up_id = OLD.id;
    IF FOUND THEN
        PERFORM referrals_is_awaited(the_referral);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER referral_is_awaited
    AFTER INSERT OR UPDATE OF status, follow_up_id ON referrals_referral
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION referrals_referral_is_awaited();
CREATE CONSTRAINT TRIGGER followup_is_awaited
    AFTER UPDATE OF status ON casework_followup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.status = 'open' AND NEW.status <> 'open') EXECUTE FUNCTION referrals_followup_is_awaited();
"""

UNDO = """
DROP TRIGGER followup_is_awaited ON casework_followup;
DROP TRIGGER referral_is_awaited ON referrals_referral;
DROP FUNCTION referrals_followup_is_awaited();
DROP FUNCTION referrals_referral_is_awaited();
DROP FUNCTION referrals_is_awaited(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("casework", "0003_default_programme")]
    operations = [migrations.RunSQL(FORWARD, UNDO)]
