-- Events, the commands that caused them, case numbers, stamps of the whole ledger, and names of natural persons.

-- Named as the eventsourcing library names them, so that its own recorder tests run on this table.
CREATE TABLE stored_events (
    seq INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL CHECK (originator_version >= 0),
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    recorded_at INTEGER NOT NULL CHECK (recorded_at BETWEEN 0 AND 253402300799999999),
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    UNIQUE (originator_id, originator_version)
) STRICT;

CREATE TABLE commands (
    command_id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    stream TEXT NOT NULL,
    receipt BLOB NOT NULL,
    first_seq INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE numbers (
    number TEXT NOT NULL PRIMARY KEY,
    command_id TEXT NOT NULL UNIQUE,
    letters TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL CHECK (serial >= 1),
    UNIQUE (letters, year, serial)
) STRICT;

CREATE TABLE stamps (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The one table whose rows may change and go.
CREATE TABLE people (
    person TEXT NOT NULL PRIMARY KEY,
    name_zh TEXT,
    name_en TEXT
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE deletes rows without firing a DELETE trigger, so what exists is refused before the insert.

CREATE TRIGGER stored_events_no_update BEFORE UPDATE ON stored_events BEGIN SELECT RAISE(ABORT, 'stored_events is append-only'); END;
CREATE TRIGGER stored_events_no_delete BEFORE DELETE ON stored_events BEGIN SELECT RAISE(ABORT, 'stored_events is append-only'); END;
CREATE TRIGGER stored_events_in_order BEFORE INSERT ON stored_events WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM stored_events) OR NEW.originator_version <> coalesce((SELECT max(originator_version) + 1 FROM stored_events WHERE originator_id = NEW.originator_id), min(NEW.originator_version, 1)) OR EXISTS (SELECT 1 FROM stored_events WHERE event_id = NEW.event_id) BEGIN SELECT RAISE(ABORT, 'stored_events already holds this or would get a gap'); END;
CREATE TRIGGER commands_no_update BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'commands is append-only'); END;
CREATE TRIGGER commands_no_delete BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'commands is append-only'); END;
CREATE TRIGGER commands_in_order BEFORE INSERT ON commands WHEN EXISTS (SELECT 1 FROM commands WHERE command_id = NEW.command_id) BEGIN SELECT RAISE(ABORT, 'commands already holds this or would get a gap'); END;
CREATE TRIGGER numbers_no_update BEFORE UPDATE ON numbers BEGIN SELECT RAISE(ABORT, 'numbers is append-only'); END;
CREATE TRIGGER numbers_no_delete BEFORE DELETE ON numbers BEGIN SELECT RAISE(ABORT, 'numbers is append-only'); END;
CREATE TRIGGER numbers_in_order BEFORE INSERT ON numbers WHEN EXISTS (SELECT 1 FROM numbers WHERE number = NEW.number OR command_id = NEW.command_id) OR EXISTS (SELECT 1 FROM numbers WHERE letters = NEW.letters AND year = NEW.year AND serial = NEW.serial) BEGIN SELECT RAISE(ABORT, 'numbers already holds this or would get a gap'); END;
CREATE TRIGGER stamps_no_update BEFORE UPDATE ON stamps BEGIN SELECT RAISE(ABORT, 'stamps is append-only'); END;
CREATE TRIGGER stamps_no_delete BEFORE DELETE ON stamps BEGIN SELECT RAISE(ABORT, 'stamps is append-only'); END;
CREATE TRIGGER stamps_in_order BEFORE INSERT ON stamps WHEN EXISTS (SELECT 1 FROM stamps WHERE key = NEW.key) BEGIN SELECT RAISE(ABORT, 'stamps already holds this or would get a gap'); END;
