-- Events, the commands that caused them, case numbers, stamps of the whole ledger, and names of natural persons.
-- Everything lies in one schema, the first of the connection's search path.

-- Named as the eventsourcing library names them.
CREATE TABLE stored_events (
    seq bigint PRIMARY KEY CHECK (seq >= 1),
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL CHECK (originator_version >= 0),
    topic text NOT NULL,
    state bytea NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    recorded_at bigint NOT NULL CHECK (recorded_at BETWEEN 0 AND 253402300799999999),
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    UNIQUE (originator_id, originator_version)
);

-- The receipt as its caller built it, without the sequence and the instant, which stand beside it.
CREATE TABLE commands (
    command_id uuid PRIMARY KEY,
    digest text NOT NULL,
    stream text NOT NULL,
    receipt text NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    recorded_at bigint NOT NULL
);

CREATE TABLE numbers (
    number text PRIMARY KEY,
    command_id uuid NOT NULL UNIQUE,
    letters text NOT NULL,
    year integer NOT NULL,
    serial integer NOT NULL CHECK (serial >= 1),
    UNIQUE (letters, year, serial)
);

CREATE TABLE stamps (
    key text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE migrations (
    version integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The one table whose rows may change and go.
CREATE TABLE people (
    person text PRIMARY KEY,
    name_zh text,
    name_en text
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$body$;

-- Whoever inserts by other means than append_events, which numbers by itself: no gap in the sequence, none in a stream.
CREATE FUNCTION require_order() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM stored_events AS e WHERE e.seq = NEW.seq - 1)
        OR NEW.originator_version > 1 AND NOT EXISTS (
            SELECT 1 FROM stored_events AS e
            WHERE e.originator_id = NEW.originator_id AND e.originator_version = NEW.originator_version - 1
        )
    THEN
        RAISE EXCEPTION '% version % would follow a gap', NEW.originator_id, NEW.originator_version
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE TRIGGER stored_events_in_order BEFORE INSERT ON stored_events FOR EACH ROW
    WHEN (current_setting('ledger.appending', true) IS DISTINCT FROM 'yes') EXECUTE FUNCTION require_order();

-- ALWAYS: also for a session that plays a replica, which skips ordinary triggers.
ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_in_order;

DO $do$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['stored_events', 'commands', 'numbers', 'stamps', 'migrations'] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept || '_append_only', kept
        );
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', kept, kept || '_append_only');
    END LOOP;
END
$do$;

-- The leaf of RFC 6962 over the bytes that ledger/leaf.py describes.
CREATE FUNCTION leaf_hash(
    stream text, version bigint, topic text, state bytea, event_id uuid, recorded_at bigint, prev_hash bytea
) RETURNS bytea LANGUAGE sql STABLE AS $body$
    SELECT sha256(
        '\x0066656e6475616e3100'::bytea
        || int4send(octet_length(stream)) || convert_to(stream, 'UTF8')
        || int8send(version)
        || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
        || '\x00000010'::bytea || uuid_send(event_id)
        || int8send(recorded_at)
        || prev_hash
        || int4send(octet_length(state)) || state
    )
$body$;

-- One append, whole, in one round trip: `appended`, or `known` with the stored answer, or `stale` with the version.
-- The lock makes commits follow each other in the order of their sequences: PostgreSQL lets it go only when what was
-- committed can be seen, so nobody ever sees an event before its predecessor.
-- Each statement here begins after the lock is held and sees all that was committed before it.
CREATE FUNCTION append_events(
    the_command uuid,
    its_digest text,
    its_stream text,
    its_receipt text,
    the_stream text,
    expected bigint,
    topics text[],
    states bytea[],
    event_ids uuid[],
    clock bigint,
    simulated boolean,
    OUT outcome text,
    OUT number bigint,
    OUT recorded bigint,
    OUT digest text,
    OUT stream text,
    OUT receipt text
) LANGUAGE plpgsql AS $body$
DECLARE
    -- What is known of this command, where its stream ends, and where the whole ledger ends.
    found record;
    links bytea[];
    size integer := cardinality(topics);
BEGIN
    PERFORM pg_advisory_xact_lock(1178946640, 'stored_events'::regclass::oid::integer);
    SELECT c.digest, c.stream, c.receipt, c.last_seq, c.recorded_at AS answered,
        e.originator_version AS version, e.topic, e.state, e.event_id, e.recorded_at, e.prev_hash,
        coalesce(h.seq, 0) AS head, h.recorded_at AS newest
        INTO found
        FROM (SELECT) AS nothing
        LEFT JOIN commands AS c ON c.command_id = the_command
        LEFT JOIN LATERAL (
            SELECT * FROM stored_events AS s
            WHERE s.originator_id = the_stream ORDER BY s.originator_version DESC LIMIT 1
        ) AS e ON true
        LEFT JOIN LATERAL (SELECT s.seq, s.recorded_at FROM stored_events AS s ORDER BY s.seq DESC LIMIT 1) AS h ON true;
    IF found.digest IS NOT NULL THEN
        outcome := 'known';
        number := found.last_seq;
        recorded := found.answered;
        digest := found.digest;
        stream := found.stream;
        receipt := found.receipt;
        RETURN;
    END IF;
    IF coalesce(found.version, 0) <> expected THEN
        outcome := 'stale';
        number := coalesce(found.version, 0);
        RETURN;
    END IF;
    recorded := greatest(
        coalesce(clock, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint), found.newest
    );
    IF found.version IS NULL THEN
        links[1] := '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea;
    ELSE
        links[1] := leaf_hash(
            the_stream, found.version, found.topic, found.state, found.event_id, found.recorded_at, found.prev_hash
        );
    END IF;
    PERFORM set_config('ledger.appending', 'yes', true);
    IF size = 1 THEN
        INSERT INTO stored_events (
            seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash
        ) VALUES (
            found.head + 1, the_stream, expected + 1, topics[1], states[1], event_ids[1], recorded, links[1]
        );
    ELSE
        FOR n IN 1 .. size - 1 LOOP
            links[n + 1] := leaf_hash(
                the_stream, expected + n, topics[n], states[n], event_ids[n], recorded, links[n]
            );
        END LOOP;
        INSERT INTO stored_events (
            seq, originator_id, originator_version, topic, state, event_id, recorded_at, prev_hash
        )
            SELECT found.head + n, the_stream, expected + n, t, s, i, append_events.recorded, l
            FROM unnest(topics, states, event_ids, links) WITH ORDINALITY AS u (t, s, i, l, n);
    END IF;
    number := found.head + size;
    PERFORM set_config('ledger.appending', 'no', true);
    INSERT INTO commands (command_id, digest, stream, receipt, first_seq, last_seq, recorded_at)
        VALUES (the_command, its_digest, its_stream, its_receipt, found.head + 1, number, recorded);
    IF simulated THEN
        INSERT INTO stamps (key, value)
            VALUES ('simulation', to_char(to_timestamp(recorded / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'))
            ON CONFLICT DO NOTHING;
    END IF;
    PERFORM pg_notify('ledger_' || 'stored_events'::regclass::oid, number::text);
    outcome := 'appended';
END
$body$;
