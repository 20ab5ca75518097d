"""What records are found by when somebody asks who this is: kept by the database, whoever writes.

`casework_matchkey` has one row a neighbor: the words of the names, the birth date, numbers and places as they are
compared, and `keys`, hashes of what two records of one person have in common however one of them was misspelt: how two
names sound together, how one sounds with two parts of a birth date, a date, a number, a house. One GIN index over them
answers any of these at once.
`casework_matchword` is the dictionary of all names: a word with a typo is looked for there, not among the people.

Shared by an original migration and the squashed one, and as fixed as they are, but for KEYS, which 0021 made anew.
"""

from casework.migrations._nicknames import pairs

# As 0021 has them: a year of birth alone has thousands of people, with a month or a day a handful.
KEYS = r"""
-- Of words of names, each with the part of the name that it may stand for: two of one part are spellings of each other.
-- Parallel unsafe, so that no question waits for workers: to start one takes longer than to answer.
CREATE OR REPLACE FUNCTION casework_match_keys(words text[], parts int[], dates date[], phones text[], ids text[], places text[], alone boolean)
RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
DECLARE
    keys text[] := '{}';
    sounds text[] := '{}';
    sound text;
    day date;
    told text;
    street text;
BEGIN
    FOR i IN 1 .. coalesce(cardinality(words), 0) LOOP
        sound := CASE WHEN length(words[i]) > 1 THEN casework_match_sound(words[i]) END;
        sounds[i] := sound;
        CONTINUE WHEN sound IS NULL;
        FOR j IN 1 .. i - 1 LOOP
            IF parts[j] <> parts[i] AND sounds[j] <> sound THEN
                keys := keys || ('n' || least(sound, sounds[j]) || ' ' || greatest(sound, sounds[j]));
            END IF;
        END LOOP;
        IF alone THEN
            keys := keys || ('w' || words[i]);
        END IF;
    END LOOP;
    FOREACH day IN ARRAY dates LOOP
        keys := keys || ('d' || to_char(day, 'YYYYMMDD'));
        FOREACH sound IN ARRAY sounds LOOP
            keys := keys || ARRAY['y' || sound || to_char(day, 'YYYYMM'), 'z' || sound || to_char(day, 'YYYYDD'),
                'm' || sound || to_char(day, 'MMDD')];
            -- Whoever knew only the year wrote its first day: found by any day of it, but finds no other.
            IF NOT alone OR to_char(day, 'MMDD') = '0101' THEN
                keys := keys || ('j' || sound || to_char(day, 'YYYY'));
            END IF;
        END LOOP;
    END LOOP;
    FOREACH told IN ARRAY phones LOOP
        keys := keys || ARRAY['p' || told, 'l' || right(told, 7)];
    END LOOP;
    FOREACH told IN ARRAY ids LOOP
        keys := keys || ('a' || told);
    END LOOP;
    FOREACH told IN ARRAY places LOOP
        street := nullif(casework_match_sound(split_part(split_part(told, '|', 2), ' ', 1)), '');
        FOREACH sound IN ARRAY sounds LOOP
            keys := keys || ARRAY['s' || sound || ' ' || street, 'c' || sound || ' ' || nullif(split_part(told, '|', 3), '')];
        END LOOP;
        keys := keys || ('h' || nullif(split_part(told, '|', 1), '') || ' ' || street);
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT hashtextextended(key, 0) FROM unnest(keys) AS key WHERE key IS NOT NULL ORDER BY 1);
END
$$;
"""

FUNCTIONS = (
    KEYS
    + r"""
-- "José García-Márquez, Jr." is {jose,garcia,marquez}.
CREATE FUNCTION casework_match_words(told text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        array_agg(word ORDER BY place) FILTER (WHERE word NOT IN ('jr','sr','ii','iii','iv','mr','mrs','ms','miss','dr','sra','srta')),
        '{}')
    FROM unnest(regexp_split_to_array(
        regexp_replace(lower(unaccent(coalesce(told, ''))), '[''`´’.]', '', 'g'), '[\s!-/:-@\[-_{-~]+'
    )) WITH ORDINALITY AS one(word, place)
    WHERE word <> ''
$$;

-- Words that are no name by themselves: {de,la,cruz} is {cruz}; but {de} stays.
CREATE FUNCTION casework_match_names(words text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN cardinality(words) < 2 THEN words ELSE coalesce(nullif(ARRAY(
        SELECT word FROM unnest(words) WITH ORDINALITY AS one(word, place)
        WHERE word NOT IN ('de','del','la','las','el','los','da','das','do','dos','di','du','le','van','von','der','den','bin','ibn','y','e')
        ORDER BY place
    ), '{}'), words) END
$$;

CREATE FUNCTION casework_match_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(CASE WHEN word ~ '^[a-z]+$' THEN dmetaphone(word) END, ''), word)
$$;

-- "12 N Main St, Durham 27701" is 12|main|27701: the number, the words of the street without its kind, the postcode.
CREATE FUNCTION casework_match_place(told text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    plain text := regexp_replace(lower(unaccent(coalesce(told, ''))), '[''`´’.]', '', 'g');
    bare text := regexp_replace(
        regexp_replace(plain, '(#|\m(apt|apartment|unit|suite|ste|lot|room|rm)\M)\s*#?\s*\w+', ' ', 'g'), '\m(\d{5})-\d{4}\M', '\1', 'g');
    parts text[] := regexp_split_to_array(regexp_replace(bare, '^[\s,;]+', ''), '\s*[,;\n][\s,;]*');
    words text[] := casework_match_words(parts[1]);
    every text[] := casework_match_words(array_to_string(parts, ' '));
    number text := '';
    postcode text := '';
    street text;
BEGIN
    IF words[1] ~ '^\d+[a-z]?$' AND (cardinality(every) > 1 AND (cardinality(words) > 1 OR cardinality(parts) > 1)) THEN
        number := words[1];
        words := words[2:];
        every := every[2:];
    END IF;
    IF cardinality(words) = 0 AND cardinality(parts) > 1 THEN
        words := casework_match_words(parts[2]);
    END IF;
    postcode := coalesce((SELECT word FROM unnest(every) WITH ORDINALITY AS one(word, place)
        WHERE word ~ '^\d{4,6}$' ORDER BY place DESC LIMIT 1), '');
    street := array_to_string(coalesce(nullif(ARRAY(
        SELECT word FROM unnest(words) WITH ORDINALITY AS one(word, place)
        WHERE word !~ '^\d{4,6}$' AND word NOT IN ('street','st','avenue','ave','av','road','rd','drive','dr','lane','ln','court','ct',
            'circuit','cct','place','pl','boulevard','blvd','crescent','cres','cr','close','way','terrace','ter','highway',
            'hwy','parkway','pkwy','circle','cir','trail','trl','square','sq','n','s','e','w','north','south',
            'east','west','calle','avenida')
        ORDER BY place
    ), '{}'), ARRAY(SELECT word FROM unnest(words) AS word WHERE word !~ '^\d{4,6}$')), ' ');
    RETURN CASE WHEN number = '' AND street = '' AND postcode = '' THEN '' ELSE number || '|' || street || '|' || postcode END;
END
$$;

-- What a record's names, dates, numbers and places are when they are compared.
CREATE FUNCTION casework_match_refresh(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes at the same time waits here, and then sees what the other has written.
    PERFORM 1 FROM casework_matchkey WHERE neighbor_id = ANY(wanted) ORDER BY neighbor_id FOR UPDATE;
    DELETE FROM casework_matchkey k WHERE k.neighbor_id = ANY(wanted)
        AND NOT EXISTS (SELECT FROM casework_neighbor n WHERE n.id = k.neighbor_id);
    INSERT INTO casework_matchkey (neighbor_id, given, family, others, birth_date, phones, ids, places, keys)
    SELECT id, given, family, others, birth_date, phones, ids, places,
        casework_match_keys(names.words, ARRAY(SELECT generate_series(1, cardinality(names.words))),
            CASE WHEN birth_date IS NULL THEN '{}' ELSE ARRAY[birth_date] END, phones, ids, places, true)
    FROM (
        SELECT n.id, n.birth_date, casework_match_words(n.first_name) AS given, casework_match_words(n.last_name) AS family,
            ARRAY(
                SELECT DISTINCT array_to_string(casework_match_words(told), ' ') FROM (
                    SELECT n.preferred_name WHERE n.preferred_name <> '' UNION ALL SELECT name FROM casework_alsoknownas WHERE neighbor_id = n.id
                ) AS names(told) WHERE casework_match_words(told) <> '{}' ORDER BY 1
            ) AS others,
            ARRAY(
                SELECT DISTINCT right(regexp_replace(value, '\D', '', 'g'), 10) FROM casework_contactpoint
                WHERE neighbor_id = n.id AND kind = 'phone' AND length(regexp_replace(value, '\D', '', 'g')) >= 7 ORDER BY 1
            ) AS phones,
            ARRAY(
                SELECT agency || E'\n' || person_id FROM casework_agencyperson WHERE neighbor_id = n.id ORDER BY 1
            ) AS ids,
            ARRAY(
                SELECT DISTINCT casework_match_place(value) FROM casework_contactpoint
                WHERE neighbor_id = n.id AND kind = 'address' AND casework_match_place(value) <> '' ORDER BY 1
            ) AS places
        FROM casework_neighbor n WHERE n.id = ANY(wanted)
        OFFSET 0 -- reckoned once, not wherever it is used
    ) AS told,
    LATERAL (SELECT ARRAY(
        SELECT word FROM (
            SELECT word, min(place) AS place FROM unnest(casework_match_names(given) || casework_match_names(family)
                || CASE WHEN others <> '{}' THEN casework_match_names(string_to_array(array_to_string(others, ' '), ' ')) END
            ) WITH ORDINALITY AS one(word, place)
            WHERE word <> '' GROUP BY word ORDER BY 2 LIMIT 10
        ) AS first_words ORDER BY place
    ) AS words OFFSET 0) AS names
    ON CONFLICT (neighbor_id) DO UPDATE SET given = excluded.given, family = excluded.family, others = excluded.others,
        birth_date = excluded.birth_date, phones = excluded.phones, ids = excluded.ids, places = excluded.places,
        keys = excluded.keys;
    -- No unique index: two who write the same new name do not wait for each other. What is there twice does no harm.
    INSERT INTO casework_matchword (word)
    SELECT DISTINCT said FROM casework_matchkey k,
        unnest(k.given || k.family || string_to_array(array_to_string(k.others, ' '), ' ')) AS said
    WHERE k.neighbor_id = ANY(wanted) AND length(said) > 2
        AND NOT EXISTS (SELECT FROM casework_matchword known WHERE known.word = said);
END
$$;
"""
)

TABLES = """
CREATE TABLE casework_matchkey (
    neighbor_id bigint PRIMARY KEY, given text[] NOT NULL, family text[] NOT NULL, others text[] NOT NULL, birth_date date,
    phones text[] NOT NULL, ids text[] NOT NULL, places text[] NOT NULL, keys bigint[] NOT NULL
);
CREATE TABLE casework_matchword (word text NOT NULL, people integer NOT NULL DEFAULT 0);
CREATE INDEX casework_matchkey_keys ON casework_matchkey USING gin (keys);
CREATE INDEX casework_matchword_word ON casework_matchword (word);
CREATE INDEX casework_matchword_like ON casework_matchword USING gin (word gin_trgm_ops);
"""

# Statements, not rows: a million rows at once are one call.
TRIGGERS = """
CREATE FUNCTION casework_match_neighbors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM casework_match_refresh(ARRAY(SELECT id FROM after));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM casework_match_refresh(ARRAY(SELECT id FROM before));
    ELSIF EXISTS (
        SELECT FROM before JOIN after USING (id)
        WHERE (before.first_name, before.last_name, before.preferred_name) <> (after.first_name, after.last_name, after.preferred_name)
            OR before.birth_date IS DISTINCT FROM after.birth_date
    ) THEN
        PERFORM casework_match_refresh(ARRAY(SELECT id FROM after));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION casework_match_belongings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM casework_match_refresh(ARRAY(SELECT DISTINCT neighbor_id FROM before));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM casework_match_refresh(ARRAY(SELECT DISTINCT neighbor_id FROM after));
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION casework_match_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE casework_matchkey, casework_matchword;
    RETURN NULL;
END
$$;
CREATE TRIGGER match_forget AFTER TRUNCATE ON casework_neighbor EXECUTE FUNCTION casework_match_forget();
""" + "".join(
    f"""
CREATE TRIGGER match_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS after EXECUTE FUNCTION {function}();
CREATE TRIGGER match_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS before NEW TABLE AS after EXECUTE FUNCTION {function}();
CREATE TRIGGER match_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS before EXECUTE FUNCTION {function}();
"""
    for table, function in [
        ("casework_neighbor", "casework_match_neighbors"),
        ("casework_alsoknownas", "casework_match_belongings"),
        ("casework_contactpoint", "casework_match_belongings"),
        ("casework_agencyperson", "casework_match_belongings"),
    ]
)

UNDO = (
    """
DROP TRIGGER match_forget ON casework_neighbor;
"""
    + "".join(
        f"DROP TRIGGER match_insert ON {table}; DROP TRIGGER match_update ON {table}; DROP TRIGGER match_delete ON {table};\n"
        for table in ("casework_neighbor", "casework_alsoknownas", "casework_contactpoint", "casework_agencyperson")
    )
    + """
DROP FUNCTION casework_match_forget(), casework_match_belongings(), casework_match_neighbors(),
    casework_match_refresh(bigint[]), casework_match_keys(text[], int[], date[], text[], text[], text[], boolean),
    casework_match_place(text), casework_match_sound(text), casework_match_names(text[]), casework_match_words(text);
DROP TABLE casework_matchkey, casework_matchword;
"""
)


def ship(apps, editor):
    """What a programme begins with; from then on it is theirs, in Django admin."""
    apps.get_model("casework", "MatchThresholds").objects.get_or_create(id=1)
    nickname = apps.get_model("casework", "Nickname")
    shipped = [nickname(name=name, nickname=short) for name, short in pairs()]
    nickname.objects.bulk_create(shipped, ignore_conflicts=True)
