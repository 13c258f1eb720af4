-- What it takes to put one code in the place of another.
ALTER TABLE issuances ADD COLUMN medium TEXT NOT NULL DEFAULT 'screen'
    CHECK (medium IN ('paper', 'screen'));

-- Since when a code that was revoked because the facts are others waits for one in its place. A
-- code that was revoked for another reason waits for none.
ALTER TABLE issuances ADD COLUMN due BIGINT;

CREATE INDEX issuances_by_guardian ON issuances (guardian) WHERE guardian IS NOT NULL;

-- Of guardians' own codes: what the tags of the codes that name them are made with.
CREATE TABLE pairing_keys (
    serial BIGINT NOT NULL PRIMARY KEY REFERENCES issuances (serial),
    key BYTEA NOT NULL CHECK (length(key) = 32)
);

-- What the guardian is to the member, in the words of records and codes. It was the other way
-- round before.
CREATE TABLE kin (
    guardian BIGINT NOT NULL REFERENCES residents (subject),
    person BIGINT NOT NULL REFERENCES residents (subject),
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('member', 'co-resident')),
    reason TEXT NOT NULL CHECK (reason IN ('minor', 'elder', 'address')),
    kinship TEXT CHECK (kinship IN
        ('child', 'grandchild', 'grandparent', 'legal-guardian', 'parent', 'sibling', 'spouse')),
    since BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (guardian, person, number),
    CHECK (guardian <> person),
    CHECK ((kind = 'co-resident') = (reason = 'address')),
    CHECK ((kind = 'member') = (kinship IS NOT NULL))
);
INSERT INTO kin SELECT guardian, person, number, kind, reason,
    CASE kinship WHEN 'child' THEN 'parent' WHEN 'parent' THEN 'child'
        WHEN 'grandchild' THEN 'grandparent' WHEN 'grandparent' THEN 'grandchild'
        WHEN 'ward' THEN 'legal-guardian' ELSE kinship END,
    since, ended FROM relations;
DROP TABLE relations;
ALTER TABLE kin RENAME TO relations;
CREATE UNIQUE INDEX relations_in_use ON relations (guardian, person) WHERE ended IS NULL;
CREATE INDEX relations_of_person ON relations (person) WHERE ended IS NULL;
