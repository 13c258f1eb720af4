-- Who the residents are, and what a code may say of them.
--
-- `revision` counts the changes of what a code can show; an issuance of an earlier one is stale.
CREATE TABLE residents (
    subject BIGINT NOT NULL PRIMARY KEY REFERENCES subjects (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    population TEXT NOT NULL CHECK (population IN ('household', 'migrant', 'outside')),
    region BIGINT NOT NULL CHECK (region BETWEEN 1000 AND 999999),
    household_region BIGINT CHECK (household_region BETWEEN 10 AND 999999),
    household_text TEXT CHECK (length(household_text) BETWEEN 1 AND 120),
    gate_region TEXT NOT NULL CHECK (gate_region IN ('district', 'prefecture')),
    gate_tail TEXT NOT NULL CHECK (gate_tail IN ('hidden', 'shown')),
    gate_coarsen TEXT NOT NULL CHECK (gate_coarsen IN ('name', 'nothing')),
    revision BIGINT NOT NULL CHECK (revision > 0),
    CHECK ((household_region IS NULL) = (household_text IS NULL))
);

-- Identity documents, one in use at a time and nobody's twice. `number` counts a person's.
CREATE TABLE documents (
    subject BIGINT NOT NULL REFERENCES residents (subject),
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL,
    document TEXT NOT NULL CHECK (length(document) BETWEEN 1 AND 40),
    birth_date TEXT NOT NULL CHECK (length(birth_date) = 10),
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unspecified')),
    since BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (subject, number)
);
CREATE UNIQUE INDEX documents_in_use ON documents (subject) WHERE ended IS NULL;
CREATE UNIQUE INDEX documents_of_one ON documents (kind, document) WHERE ended IS NULL;

-- Verifications of the identity; the last one counts.
CREATE TABLE verifications (
    subject BIGINT NOT NULL REFERENCES residents (subject),
    number BIGINT NOT NULL CHECK (number > 0),
    level TEXT NOT NULL
        CHECK (level IN ('document-chip', 'in-person', 'network-identity', 'remote-face')),
    verified_at TEXT NOT NULL CHECK (length(verified_at) BETWEEN 10 AND 32),
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 80),
    PRIMARY KEY (subject, number)
);

-- Registrations of residence, one that is not ended at a time. A pending one may have its address
-- already; no code shows it.
CREATE TABLE registrations (
    subject BIGINT NOT NULL REFERENCES residents (subject),
    number BIGINT NOT NULL CHECK (number > 0),
    region BIGINT NOT NULL CHECK (region BETWEEN 1000 AND 999999),
    address TEXT CHECK (length(address) BETWEEN 1 AND 120),
    state TEXT NOT NULL CHECK (state IN ('pending', 'registered', 'withheld', 'ended')),
    form TEXT NOT NULL CHECK (form IN ('standard', 'non-standard')),
    channel TEXT NOT NULL CHECK (channel IN ('self', 'landlord', 'employer', 'police', 'import')),
    since BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (subject, number),
    CHECK (state <> 'registered' OR address IS NOT NULL),
    CHECK ((state = 'ended') = (ended IS NOT NULL))
);
CREATE UNIQUE INDEX registrations_in_use ON registrations (subject) WHERE ended IS NULL;

-- Residence permits that are linked, one at a time.
CREATE TABLE permits (
    subject BIGINT NOT NULL REFERENCES residents (subject),
    number BIGINT NOT NULL CHECK (number > 0),
    permit TEXT NOT NULL CHECK (length(permit) BETWEEN 1 AND 40),
    since BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (subject, number)
);
CREATE UNIQUE INDEX permits_in_use ON permits (subject) WHERE ended IS NULL;

-- Who may show whose code, and who lives with whom and may not.
CREATE TABLE relations (
    guardian BIGINT NOT NULL REFERENCES residents (subject),
    person BIGINT NOT NULL REFERENCES residents (subject),
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('member', 'co-resident')),
    reason TEXT NOT NULL CHECK (reason IN ('minor', 'elder', 'address')),
    kinship TEXT CHECK (kinship IN
        ('child', 'grandchild', 'grandparent', 'parent', 'sibling', 'spouse', 'ward')),
    since BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (guardian, person, number),
    CHECK (guardian <> person),
    CHECK ((kind = 'co-resident') = (reason = 'address')),
    CHECK ((kind = 'member') = (kinship IS NOT NULL))
);
CREATE UNIQUE INDEX relations_in_use ON relations (guardian, person) WHERE ended IS NULL;
CREATE INDEX relations_of_person ON relations (person) WHERE ended IS NULL;

-- Which revision of a resident a code was planned for; none for a code of somebody who was no
-- resident of the register then.
ALTER TABLE issuances ADD COLUMN revision BIGINT CHECK (revision > 0);
