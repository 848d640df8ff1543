-- States of long streams at some version: a shortcut for whoever loads them, which may be overwritten and deleted.
CREATE TABLE snapshots (
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    tip BLOB NOT NULL CHECK (length(tip) = 32),
    code TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (stream, kind)
) STRICT, WITHOUT ROWID;
