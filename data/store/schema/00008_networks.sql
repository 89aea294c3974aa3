-- Networks: maps of one's own, what they say of elements, who belongs to them.
-- entries are what their own fields hold of an element.

-- +goose Up
INSERT INTO counters (name, value) VALUES ('network', 0);

CREATE TABLE networks (
    num        BIGINT NOT NULL PRIMARY KEY,
    id         TEXT   NOT NULL UNIQUE,
    slug       TEXT   NOT NULL UNIQUE,
    status     TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    logo       TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX networks_by_logo ON networks (logo) WHERE logo <> '';

CREATE INDEX networks_listed ON networks (updated_at) WHERE status = 'published' AND visibility = 'public';

-- The addresses of networks that others saw and that are gone, hashed: sites may still
-- show what stands there, so nobody else gets one.
CREATE TABLE former_networks (
    hash TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE network_elements (
    network  BIGINT NOT NULL REFERENCES networks (num),
    num      BIGINT NOT NULL REFERENCES elements (num),
    standing TEXT   NOT NULL,
    entries  TEXT   NOT NULL,
    note     TEXT   NOT NULL,
    account  TEXT,
    at       BIGINT NOT NULL,
    sequence BIGINT NOT NULL DEFAULT 0, -- the entry of the log that told of the standing; 0 until then
    PRIMARY KEY (network, num)
);

CREATE INDEX network_elements_of_element ON network_elements (num);
CREATE INDEX network_elements_picked ON network_elements (sequence, network) WHERE standing = 'picked';
CREATE INDEX network_elements_by_account ON network_elements (account) WHERE account IS NOT NULL;
CREATE INDEX network_elements_suggested ON network_elements (network, at) WHERE standing = 'suggested';

-- Who belongs to a network, or asks to; state and level stand in the document too.
CREATE TABLE network_members (
    network  BIGINT NOT NULL REFERENCES networks (num),
    account  TEXT   NOT NULL REFERENCES accounts (id),
    state    TEXT   NOT NULL,
    level    TEXT   NOT NULL,
    document TEXT   NOT NULL,
    since    BIGINT NOT NULL,
    PRIMARY KEY (network, account)
);

CREATE INDEX network_members_by_account ON network_members (account);

-- When an editor last looked at what had changed.
CREATE TABLE network_visits (
    network BIGINT NOT NULL REFERENCES networks (num),
    account TEXT   NOT NULL REFERENCES accounts (id),
    at      BIGINT NOT NULL,
    PRIMARY KEY (network, account)
);

-- The revision of an element that a network has approved last, where it is not the one
-- that was there when it began to approve.
CREATE TABLE network_approvals (
    network  BIGINT NOT NULL REFERENCES networks (num),
    num      BIGINT NOT NULL REFERENCES elements (num),
    revision BIGINT NOT NULL,
    account  TEXT,
    at       BIGINT NOT NULL,
    sequence BIGINT NOT NULL DEFAULT 0, -- the entry of the log that told of it
    PRIMARY KEY (network, num)
);

CREATE INDEX network_approvals_of_element ON network_approvals (num);
CREATE INDEX network_approvals_by_log ON network_approvals (sequence);

-- The revision of an element that editors of a network have read and not approved: it
-- asks for nobody until the element changes again.
CREATE TABLE network_dismissals (
    network  BIGINT NOT NULL REFERENCES networks (num),
    num      BIGINT NOT NULL REFERENCES elements (num),
    revision BIGINT NOT NULL,
    account  TEXT,
    at       BIGINT NOT NULL,
    PRIMARY KEY (network, num)
);

CREATE INDEX network_dismissals_of_element ON network_dismissals (num);

-- The entry of the log that told of a revision: 0 of what was there before networks.
ALTER TABLE elements ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE revisions ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
CREATE INDEX elements_by_log ON elements (sequence);

-- What there is to tell of the revision, where that is not the revision itself.
ALTER TABLE news ADD COLUMN what TEXT NOT NULL DEFAULT '';

-- Invitations are to an element or to a network.
CREATE TABLE invitations_to_both (
    id         TEXT   NOT NULL PRIMARY KEY,
    token      TEXT   NOT NULL UNIQUE,
    num        BIGINT REFERENCES elements (num),
    network    BIGINT REFERENCES networks (num),
    email      TEXT   NOT NULL,
    invited_by TEXT   NOT NULL REFERENCES accounts (id),
    document   TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
INSERT INTO invitations_to_both SELECT id, token, num, NULL, email, invited_by, document, expires_at FROM invitations;
DROP TABLE invitations;
ALTER TABLE invitations_to_both RENAME TO invitations;
CREATE INDEX invitations_of_element ON invitations (num);
CREATE INDEX invitations_of_network ON invitations (network);
CREATE INDEX invitations_to_address ON invitations (email);
CREATE INDEX invitations_of_account ON invitations (invited_by);

-- +goose Down
ALTER TABLE news DROP COLUMN what;
DROP INDEX elements_by_log;
ALTER TABLE revisions DROP COLUMN sequence;
ALTER TABLE elements DROP COLUMN sequence;
CREATE TABLE invitations_to_elements (
    id         TEXT   NOT NULL PRIMARY KEY,
    token      TEXT   NOT NULL UNIQUE,
    num        BIGINT NOT NULL REFERENCES elements (num),
    email      TEXT   NOT NULL,
    invited_by TEXT   NOT NULL REFERENCES accounts (id),
    document   TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
INSERT INTO invitations_to_elements SELECT id, token, num, email, invited_by, document, expires_at FROM invitations WHERE network IS NULL;
DROP TABLE invitations;
ALTER TABLE invitations_to_elements RENAME TO invitations;
CREATE INDEX invitations_of_element ON invitations (num);
CREATE INDEX invitations_to_address ON invitations (email);
CREATE INDEX invitations_of_account ON invitations (invited_by);
DELETE FROM notifications WHERE sort LIKE 'network\_%' ESCAPE '\';
DROP TABLE network_dismissals;
DROP TABLE network_approvals;
DROP TABLE network_visits;
DROP TABLE network_members;
DROP TABLE network_elements;
DROP TABLE former_networks;
DROP TABLE networks;
DELETE FROM changes WHERE subject IN ('network', 'approval');
DELETE FROM counters WHERE name = 'network';
