-- People, and what lets them in. Tokens and passwords are kept hashed: a copy of
-- the database lets nobody in. Sessions and links that were open are closed: they
-- lasted hours at most.

-- +goose Up
DROP TABLE sessions;
DROP TABLE admin_links;

CREATE TABLE accounts (
    id        TEXT   NOT NULL PRIMARY KEY,
    email     TEXT   NOT NULL UNIQUE,
    password  TEXT   NOT NULL,
    document  TEXT   NOT NULL,
    erases_at BIGINT
);

CREATE TABLE sessions (
    id         TEXT   NOT NULL PRIMARY KEY,
    token      TEXT   NOT NULL UNIQUE,
    account    TEXT   REFERENCES accounts (id),
    device     TEXT   NOT NULL,
    document   BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_of_account ON sessions (account);

-- Links that are good once.
CREATE TABLE links (
    token         TEXT   NOT NULL PRIMARY KEY,
    purpose       TEXT   NOT NULL,
    email         TEXT   NOT NULL,
    account       TEXT   REFERENCES accounts (id),
    administrator BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);

-- Links that people wait for where no mail is sent: none is made before somebody
-- hands it over.
CREATE TABLE link_requests (
    id       TEXT   NOT NULL PRIMARY KEY,
    email    TEXT   NOT NULL,
    account  TEXT   REFERENCES accounts (id),
    language TEXT   NOT NULL,
    asked_at BIGINT NOT NULL
);

-- Accounts that were erased, so that a backup of before can be told to forget
-- them too.
CREATE TABLE erasures (
    account       TEXT   NOT NULL PRIMARY KEY,
    contributions TEXT   NOT NULL,
    erased_at     BIGINT NOT NULL
);

-- What somebody wrote; imports write without an account.
CREATE INDEX elements_by_author ON elements (updated_by) WHERE updated_by IS NOT NULL;
CREATE INDEX revisions_by_author ON revisions (recorded_by) WHERE recorded_by IS NOT NULL;

-- +goose Down
DROP INDEX revisions_by_author;
DROP INDEX elements_by_author;
DROP TABLE erasures;
DROP TABLE link_requests;
DROP TABLE links;
DROP TABLE sessions;
DROP TABLE accounts;

CREATE TABLE sessions (
    token      TEXT   NOT NULL PRIMARY KEY,
    document   BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE admin_links (
    token      TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
