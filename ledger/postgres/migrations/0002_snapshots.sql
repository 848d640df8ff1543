-- States of long streams at some version: a shortcut for whoever loads them, which may be overwritten and deleted.
CREATE TABLE snapshots (
    stream text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    tip bytea NOT NULL CHECK (octet_length(tip) = 32),
    code text NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (stream, kind)
);
