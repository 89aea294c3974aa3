-- One row: what tells this database from every other one. Its value is random,
-- so the program that opens the database puts it there, not this text.

-- +goose Up
CREATE TABLE identity (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number = 1),
    value  TEXT   NOT NULL
);

-- +goose Down
DROP TABLE identity;
