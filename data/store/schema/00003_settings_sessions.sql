-- What an instance says of itself: one row, whose document is an object of
-- texts. Its versions only grow, so that whoever keeps a copy notices a change.

-- +goose Up
CREATE TABLE settings (
    number       BIGINT NOT NULL PRIMARY KEY CHECK (number = 1),
    version      BIGINT NOT NULL,
    document     TEXT   NOT NULL,
    logo_version BIGINT NOT NULL,
    logo         BYTEA
);

INSERT INTO settings (number, version, document, logo_version) VALUES (1, 0, '{}', 0);

-- Who is let in. Tokens are kept hashed: a copy of the database lets nobody in.
CREATE TABLE sessions (
    token      TEXT   NOT NULL PRIMARY KEY,
    document   BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Links that open a session once.
CREATE TABLE admin_links (
    token      TEXT   NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE admin_links;
DROP TABLE sessions;
DROP TABLE settings;
