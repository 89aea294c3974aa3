-- The present revision of an element stands in elements alone; revisions holds
-- those before it. Numbers that rows are known by are the rows' own keys in SQLite
-- (INTEGER PRIMARY KEY, 64 bits), which saves an index beside each table; in
-- PostgreSQL they are BIGINT.

-- +goose Up
CREATE TABLE superseded AS
    SELECT r.* FROM revisions r JOIN elements e ON e.num = r.num WHERE r.revision < e.revision;

CREATE TABLE present (
    num         INTEGER NOT NULL PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    source_name TEXT,
    source_id   TEXT,
    kind        TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    visibility  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    revision    BIGINT  NOT NULL,
    created_at  BIGINT  NOT NULL,
    updated_at  BIGINT  NOT NULL,
    updated_by  TEXT,
    reason      TEXT    NOT NULL,
    document    TEXT    NOT NULL,
    UNIQUE (source_name, source_id)
);

INSERT INTO present (num, id, source_name, source_id, kind, status, visibility, name, revision,
        created_at, updated_at, updated_by, reason, document)
    SELECT e.num, e.id, e.source_name, e.source_id, e.kind, e.status, e.visibility, e.name, e.revision,
        e.created_at, e.updated_at, r.recorded_by, coalesce(r.reason, ''), e.document
    FROM elements e LEFT JOIN revisions r ON r.num = e.num AND r.revision = e.revision ORDER BY e.num;

DROP TABLE revisions;
DROP TABLE elements;
ALTER TABLE present RENAME TO elements;

CREATE TABLE revisions (
    num         BIGINT NOT NULL REFERENCES elements (num),
    revision    BIGINT NOT NULL,
    document    TEXT   NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT,
    reason      TEXT   NOT NULL,
    PRIMARY KEY (num, revision)
);

INSERT INTO revisions (num, revision, document, recorded_at, recorded_by, reason)
    SELECT num, revision, document, recorded_at, recorded_by, reason FROM superseded ORDER BY num, revision;

DROP TABLE superseded;

CREATE TABLE log (
    sequence INTEGER NOT NULL PRIMARY KEY,
    subject  TEXT    NOT NULL,
    num      BIGINT  NOT NULL
);

INSERT INTO log (sequence, subject, num) SELECT sequence, subject, num FROM changes ORDER BY sequence;

DROP TABLE changes;
ALTER TABLE log RENAME TO changes;
CREATE INDEX changes_of_territories ON changes (sequence) WHERE subject = 'territories';

-- +goose Down
INSERT INTO revisions (num, revision, document, recorded_at, recorded_by, reason)
    SELECT num, revision, document, updated_at, updated_by, reason FROM elements;
ALTER TABLE elements DROP COLUMN updated_by;
ALTER TABLE elements DROP COLUMN reason;
