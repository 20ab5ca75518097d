"""How a name sounds goes with two parts of a birth date, whichever the third: with the year alone it found a thousand people
of a common name among a million. What records are found by is reckoned anew."""

from django.db import migrations

from casework.migrations._match_keys import KEYS

AGAIN = "SELECT casework_match_refresh(ARRAY(SELECT neighbor_id FROM casework_matchkey))"


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_drafts")]
    operations = [migrations.RunSQL(KEYS + ";" + AGAIN, migrations.RunSQL.noop)]
