-- What people do with elements: they write revisions and say why, belong to them,
-- look after them, show photos of them, follow them, write to each other about them.

-- +goose Up
-- What an author says of a change.
ALTER TABLE elements ADD COLUMN comment TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN comment TEXT NOT NULL DEFAULT '';

-- Who belongs to an element, asks to, or is invited to. state and level stand in
-- the document too.
CREATE TABLE memberships (
    num      BIGINT NOT NULL REFERENCES elements (num),
    account  TEXT   NOT NULL REFERENCES accounts (id),
    state    TEXT   NOT NULL,
    level    TEXT   NOT NULL,
    document TEXT   NOT NULL,
    since    BIGINT NOT NULL,
    PRIMARY KEY (num, account)
);

CREATE INDEX memberships_of_account ON memberships (account);
CREATE INDEX memberships_requested ON memberships (since, account) WHERE state = 'requested';

-- Elements whose administrators let everybody with an account improve them.
CREATE TABLE open_elements (
    num BIGINT NOT NULL PRIMARY KEY REFERENCES elements (num)
);

-- Where who asked for a link was, to be led back there.
ALTER TABLE links ADD COLUMN next TEXT NOT NULL DEFAULT '';
ALTER TABLE link_requests ADD COLUMN next TEXT NOT NULL DEFAULT '';

-- Elements that look like one, and of which somebody said that they are two. The
-- smaller number stands first. Who said it is not kept.
CREATE TABLE distinct_pairs (
    num       BIGINT NOT NULL REFERENCES elements (num),
    other     BIGINT NOT NULL REFERENCES elements (num),
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (num, other)
);

CREATE INDEX distinct_pairs_of_other ON distinct_pairs (other);

-- Photos, whose files lie in the folder "photos": the size of the large form, and
-- how many bytes both take.
CREATE TABLE photos (
    hash   TEXT   NOT NULL PRIMARY KEY,
    width  BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes  BIGINT NOT NULL
);

-- Who gave them, and when last.
CREATE TABLE photo_givers (
    hash    TEXT   NOT NULL REFERENCES photos (hash),
    account TEXT   NOT NULL REFERENCES accounts (id),
    at      BIGINT NOT NULL,
    PRIMARY KEY (hash, account)
);

CREATE INDEX photo_givers_by_account ON photo_givers (account, at);

-- The elements that show them, in whichever revision.
CREATE TABLE photo_uses (
    hash TEXT   NOT NULL REFERENCES photos (hash),
    num  BIGINT NOT NULL REFERENCES elements (num),
    PRIMARY KEY (hash, num)
);

CREATE INDEX photo_uses_of_element ON photo_uses (num);

-- What somebody follows; below, the news that are made of it, and what concerns them
-- directly. Nobody else sees any of it.
CREATE TABLE follows (
    account TEXT   NOT NULL REFERENCES accounts (id),
    what    TEXT   NOT NULL,
    sort    TEXT   NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (account, what)
);

CREATE INDEX follows_of_what ON follows (what, account);
CREATE INDEX follows_of_sort ON follows (sort);

-- One row tells one revision of an element or, with num 0, how many elements an
-- import wrote on a day; then revision is the day's number since 1970.
CREATE TABLE news (
    account  TEXT   NOT NULL REFERENCES accounts (id),
    num      BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    why      TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (account, num, revision, why)
);

CREATE INDEX news_of_account ON news (account, sequence);
CREATE INDEX news_of_element ON news (num);
CREATE INDEX news_by_age ON news (at);

-- How somebody is mailed their news, and how far they have seen and got them.
CREATE TABLE news_choices (
    account     TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (id),
    digest      TEXT   NOT NULL,
    direct      BIGINT NOT NULL,
    seen        BIGINT NOT NULL,
    digested    BIGINT NOT NULL,
    digested_at BIGINT NOT NULL,
    mailed_at   BIGINT NOT NULL
);

-- What concerns somebody directly.
CREATE TABLE notifications (
    id      TEXT   NOT NULL PRIMARY KEY,
    account TEXT   NOT NULL REFERENCES accounts (id),
    sort    TEXT   NOT NULL,
    num     BIGINT NOT NULL,
    other   TEXT,
    at      BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    mailed  BIGINT NOT NULL
);

CREATE INDEX notifications_of_account ON notifications (account, at);
CREATE INDEX notifications_to_mail ON notifications (account) WHERE mailed = 0;

-- What only this site knows: what it derives from it nobody else can.
CREATE TABLE secrets (
    name  TEXT  NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- Up to which entry of the log news are made: none of what was before.
INSERT INTO counters (name, value) SELECT 'news', value FROM counters WHERE name = 'change';

-- Links by which people come to belong to an element: the hash of a token, good once.
CREATE TABLE invitations (
    id         TEXT   NOT NULL PRIMARY KEY,
    token      TEXT   NOT NULL UNIQUE,
    num        BIGINT NOT NULL REFERENCES elements (num),
    email      TEXT   NOT NULL,
    invited_by TEXT   NOT NULL REFERENCES accounts (id),
    document   TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX invitations_of_element ON invitations (num);
CREATE INDEX invitations_to_address ON invitations (email);
CREATE INDEX invitations_of_account ON invitations (invited_by);

-- Messages that no mail has brought, until they are read.
CREATE TABLE messages (
    id      TEXT   NOT NULL PRIMARY KEY,
    num     BIGINT NOT NULL REFERENCES elements (num),
    account TEXT   NOT NULL REFERENCES accounts (id),
    sender  TEXT   NOT NULL REFERENCES accounts (id),
    reply   TEXT   NOT NULL,
    text    TEXT   NOT NULL,
    at      BIGINT NOT NULL
);

CREATE INDEX messages_to_account ON messages (account, at);
CREATE INDEX messages_of_sender ON messages (sender);

-- How projects go on, told by people whose accounts may be gone.
CREATE TABLE notes (
    id     TEXT   NOT NULL PRIMARY KEY,
    num    BIGINT NOT NULL REFERENCES elements (num),
    author TEXT   NOT NULL,
    text   TEXT   NOT NULL,
    at     BIGINT NOT NULL
);

CREATE INDEX notes_of_element ON notes (num, at);
CREATE INDEX notes_by_author ON notes (author);

-- +goose Down
DROP TABLE notes;
DROP TABLE messages;
DROP TABLE invitations;
DELETE FROM counters WHERE name = 'news';
DROP TABLE secrets;
DROP TABLE notifications;
DROP TABLE news_choices;
DROP TABLE news;
DROP TABLE follows;
DROP TABLE photo_uses;
DROP TABLE photo_givers;
DROP TABLE photos;
DROP TABLE distinct_pairs;
ALTER TABLE link_requests DROP COLUMN next;
ALTER TABLE links DROP COLUMN next;
DROP TABLE open_elements;
DROP TABLE memberships;
ALTER TABLE revisions DROP COLUMN comment;
ALTER TABLE elements DROP COLUMN comment;
