-- Bulk runs: what was planned together, by whom, and how far it came.
--
-- A run's planned codes belong to its session, whose lease never ends: they are nobody's to give up
-- but the run's own. `terms` is the SHA-256 of what was asked for, `input` of what it was planned
-- from, `root` of what was issued. `day` counts the days of UTC+8 since 1970.
CREATE TABLE runs (
    run TEXT NOT NULL PRIMARY KEY CHECK (length(run) = 16),
    session BIGINT NOT NULL UNIQUE REFERENCES sessions (id),
    operator TEXT NOT NULL CHECK (length(operator) BETWEEN 1 AND 80),
    approver TEXT CHECK (length(approver) BETWEEN 1 AND 80),
    day BIGINT NOT NULL,
    expected BIGINT NOT NULL CHECK (expected >= 0),
    state TEXT NOT NULL
        CHECK (state IN ('planning', 'planned', 'issued', 'verified', 'given-up')),
    terms BYTEA NOT NULL CHECK (length(terms) = 32),
    input BYTEA CHECK (length(input) = 32),
    root BYTEA CHECK (length(root) = 32),
    CHECK (approver <> operator),
    CHECK (state = 'given-up' OR (state = 'planning') = (input IS NULL)),
    CHECK ((state IN ('issued', 'verified')) = (root IS NOT NULL))
);
CREATE INDEX runs_by_day ON runs (day);

-- The codes of a batch have serials in a row, from `first_serial`. `details` has nine bytes a code:
-- a keyed digest of what it was planned from, and whether its name is left out. `settled` is a digest
-- of what became of them, once it is known; then `given_up` counts those that were not issued.
CREATE TABLE run_batches (
    run TEXT NOT NULL REFERENCES runs (run),
    number BIGINT NOT NULL CHECK (number > 0),
    last_subject BIGINT NOT NULL,
    first_serial BIGINT REFERENCES issuances (serial),
    codes BIGINT NOT NULL CHECK (codes >= 0),
    details BYTEA NOT NULL,
    settled BYTEA CHECK (length(settled) = 32),
    given_up BIGINT CHECK (given_up BETWEEN 0 AND codes),
    PRIMARY KEY (run, number),
    CHECK (length(details) = 9 * codes),
    CHECK ((codes = 0) = (first_serial IS NULL)),
    CHECK ((settled IS NULL) = (given_up IS NULL))
);

-- Who gets no code of a run, and why, in a word.
CREATE TABLE run_skips (
    run TEXT NOT NULL REFERENCES runs (run),
    subject BIGINT NOT NULL REFERENCES subjects (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
    PRIMARY KEY (run, subject)
);
