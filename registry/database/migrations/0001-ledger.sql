-- What was issued: numbers, subjects, status lists, codes, publications, the journal of it all.
--
-- One text for both databases. The types are PostgreSQL's; for SQLite they are INTEGER, TEXT and
-- BLOB, and every table is STRICT. Times are seconds since 1970.

-- Which register this is and how far its numbers have come. Whoever writes anything locks this row
-- first, so that one act comes after the other and no number is given twice.
CREATE TABLE head (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    register BYTEA NOT NULL CHECK (length(register) = 16),
    entries BIGINT NOT NULL CHECK (entries BETWEEN 64 AND 1048576),
    act BIGINT NOT NULL CHECK (act >= 0),
    chain BYTEA NOT NULL CHECK (length(chain) = 32),
    subject BIGINT NOT NULL CHECK (subject >= 0),
    serial BIGINT NOT NULL CHECK (serial BETWEEN 0 AND 9999999999),
    list BIGINT NOT NULL CHECK (list BETWEEN 0 AND 4294967295),
    closed_list BIGINT NOT NULL CHECK (closed_list BETWEEN 0 AND list),
    sequence BIGINT NOT NULL CHECK (sequence BETWEEN 0 AND 4294967295),
    epoch BIGINT NOT NULL CHECK (epoch BETWEEN 0 AND 4294967295),
    session BIGINT NOT NULL CHECK (session >= 0)
);

-- Every act, with its operator, in a hash chain. A person stands in it only as digests under the
-- person's own key: when the key is deleted, they say nothing any more and the chain still holds.
CREATE TABLE journal (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
    at BIGINT NOT NULL CHECK (at >= 0),
    operator TEXT NOT NULL CHECK (length(operator) BETWEEN 1 AND 80),
    act TEXT NOT NULL CHECK (length(act) BETWEEN 1 AND 40),
    detail TEXT NOT NULL,
    chain BYTEA NOT NULL CHECK (length(chain) = 32)
);

-- Everybody about whom there is a code or a resident's row. A purged person keeps the number only.
CREATE TABLE subjects (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0),
    subject TEXT UNIQUE CHECK (length(subject) BETWEEN 1 AND 64),
    digest_key BYTEA CHECK (length(digest_key) = 32),
    CHECK ((subject IS NULL) = (digest_key IS NULL))
);

-- A process that plans codes. When its lease is over, what it left unsettled is given up.
CREATE TABLE sessions (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0),
    lease_until BIGINT NOT NULL
);

-- `used` indexes were given: the places 0 to used - 1 of a secret order of all indexes, which
-- `index_key` makes. It is drawn when the first index is given.
CREATE TABLE status_lists (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 16777215),
    tier TEXT NOT NULL CHECK (tier IN ('gate', 'full', 'sealed')),
    period TEXT NOT NULL CHECK (length(period) BETWEEN 7 AND 11),
    used BIGINT NOT NULL CHECK (used BETWEEN 0 AND 1048576),
    index_key BYTEA CHECK (length(index_key) = 32),
    CHECK (used = 0 OR index_key IS NOT NULL),
    UNIQUE (number, tier)
);
CREATE INDEX status_lists_by_use ON status_lists (tier, period, number);

-- No two codes with one index or one anchor, none in a list of another tier. `guardian` is the code
-- of a guardian that this one names.
CREATE TABLE issuances (
    serial BIGINT NOT NULL PRIMARY KEY CHECK (serial BETWEEN 1 AND 9999999999),
    subject BIGINT NOT NULL REFERENCES subjects (id),
    tier TEXT NOT NULL,
    kid BYTEA NOT NULL CHECK (length(kid) = 4),
    list BIGINT NOT NULL,
    place BIGINT NOT NULL CHECK (place BETWEEN 0 AND 1048575),
    issued BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'committed', 'abandoned')),
    code BYTEA CHECK (length(code) = 32),
    status TEXT NOT NULL CHECK (status IN ('valid', 'invalid', 'suspended')),
    since BIGINT,
    session BIGINT REFERENCES sessions (id),
    profile BIGINT CHECK (profile > 0),
    proof BYTEA UNIQUE CHECK (length(proof) = 16),
    guardian BIGINT REFERENCES issuances (serial),
    CHECK ((profile IS NULL) = (proof IS NULL)),
    CHECK (guardian < serial),
    UNIQUE (list, place),
    FOREIGN KEY (list, tier) REFERENCES status_lists (number, tier),
    CHECK ((state = 'committed') = (code IS NOT NULL)),
    CHECK ((state = 'planned') = (session IS NOT NULL)),
    CHECK ((status = 'valid') = (since IS NULL)),
    CHECK (state <> 'planned' OR status = 'valid'),
    CHECK (state <> 'abandoned' OR status = 'invalid')
);
CREATE INDEX issuances_by_subject ON issuances (subject, serial);
CREATE INDEX issuances_by_code ON issuances (code) WHERE code IS NOT NULL;
CREATE INDEX issuances_unsettled ON issuances (serial) WHERE state = 'planned';
CREATE INDEX issuances_marked ON issuances (list, place) WHERE status <> 'valid';

-- `lists` holds numbers of four bytes, `keys` hashes of 32.
CREATE TABLE publications (
    sequence BIGINT NOT NULL PRIMARY KEY CHECK (sequence BETWEEN 1 AND 4294967295),
    epoch BIGINT NOT NULL CHECK (epoch BETWEEN 0 AND 4294967295),
    at BIGINT NOT NULL,
    lists BYTEA NOT NULL CHECK (length(lists) % 4 = 0),
    keys BYTEA NOT NULL CHECK (length(keys) % 32 = 0),
    state TEXT NOT NULL CHECK (state IN ('begun', 'finished'))
);

-- The time of the earliest finished publication that carried each.
CREATE TABLE published_lists (
    list BIGINT NOT NULL PRIMARY KEY REFERENCES status_lists (number),
    at BIGINT NOT NULL
);
CREATE TABLE published_keys (
    key BYTEA NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    at BIGINT NOT NULL
);
