-- How many residents there were after each import, by district and by year of birth: counts, nobody.
CREATE TABLE imports (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
    at BIGINT NOT NULL,
    tally TEXT NOT NULL
);
