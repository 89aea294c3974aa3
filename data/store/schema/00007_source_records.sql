-- What a source last gave of an element, where the element says something else since
-- people here have changed it too; everywhere else it is the last revision whose
-- reason is "import".

-- +goose Up
CREATE TABLE source_records (
    num      INTEGER NOT NULL PRIMARY KEY REFERENCES elements (num),
    document TEXT    NOT NULL
);

-- +goose Down
DROP TABLE source_records;
