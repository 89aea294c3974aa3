-- What people do with elements: they write revisions and say why, look after them,
-- belong to them.

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

-- Elements whose administrators let everybody with an account improve them.
CREATE TABLE open_elements (
    num BIGINT NOT NULL PRIMARY KEY REFERENCES elements (num)
);

-- Section: distinct pairs (duplicates)
-- Elements that look like one, and of which somebody said that they are two. The
-- smaller number stands first. Who said it is not kept.
CREATE TABLE distinct_pairs (
    num       BIGINT NOT NULL REFERENCES elements (num),
    other     BIGINT NOT NULL REFERENCES elements (num),
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (num, other)
);

CREATE INDEX distinct_pairs_of_other ON distinct_pairs (other);

-- Section: photos

-- Section: follows, news, notifications

-- Section: invitations, messages, notes

-- +goose Down
DROP TABLE distinct_pairs;
DROP TABLE open_elements;
DROP TABLE memberships;
ALTER TABLE revisions DROP COLUMN comment;
ALTER TABLE elements DROP COLUMN comment;
