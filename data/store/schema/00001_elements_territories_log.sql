-- One text for SQLite and PostgreSQL. Both read these types: BIGINT is a 64-bit
-- integer, TEXT any text, BYTEA bytes (SQLite keeps a blob as given whatever
-- the column is called). Instants are BIGINT microseconds since 1970, UTC.
-- Numbers are taken from counters inside the writing transaction, because the
-- engines' own sequences leave gaps and are not given in the order of commits.

-- +goose Up
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('element', 0), ('change', 0);

CREATE TABLE elements (
    num         BIGINT NOT NULL PRIMARY KEY,
    id          TEXT   NOT NULL UNIQUE,
    source_name TEXT,
    source_id   TEXT,
    kind        TEXT   NOT NULL,
    status      TEXT   NOT NULL,
    visibility  TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    revision    BIGINT NOT NULL,
    document    TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (source_name, source_id)
);

CREATE TABLE revisions (
    num         BIGINT NOT NULL REFERENCES elements (num),
    revision    BIGINT NOT NULL,
    document    TEXT   NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT,
    reason      TEXT   NOT NULL,
    PRIMARY KEY (num, revision)
);

CREATE TABLE changes (
    sequence BIGINT NOT NULL PRIMARY KEY,
    subject  TEXT   NOT NULL,
    num      BIGINT NOT NULL
);

CREATE INDEX changes_of_territories ON changes (sequence) WHERE subject = 'territories';

CREATE TABLE territories (
    code     TEXT   NOT NULL PRIMARY KEY,
    level    BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    document TEXT   NOT NULL,
    outline  BYTEA  NOT NULL
);

-- +goose Down
DROP TABLE territories;
DROP TABLE changes;
DROP TABLE revisions;
DROP TABLE elements;
DROP TABLE counters;
