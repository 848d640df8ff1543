-- Which steps these tables have taken, and when (microseconds since 1970 UTC).
CREATE TABLE migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER migrations_no_update BEFORE UPDATE ON migrations BEGIN SELECT RAISE(ABORT, 'migrations is append-only'); END;
CREATE TRIGGER migrations_no_delete BEFORE DELETE ON migrations BEGIN SELECT RAISE(ABORT, 'migrations is append-only'); END;
CREATE TRIGGER migrations_in_order BEFORE INSERT ON migrations WHEN EXISTS (SELECT 1 FROM migrations WHERE version >= NEW.version) BEGIN SELECT RAISE(ABORT, 'migrations already holds this'); END;
