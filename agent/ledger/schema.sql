-- The ledger. What may be lost (device events, telemetry) lives elsewhere.
--
-- Columns declared for personal data, all masked, with a date of deletion: payer.name, payer.id_number.
-- No digest of a number either: with most of it printed in the mask, a digest and its key on one disk are the number.

CREATE TABLE payment (
    payment_id     TEXT PRIMARY KEY,
    digest         TEXT NOT NULL,          -- of the request: the same id with other content is a conflict
    state          TEXT NOT NULL,
    amount_fen     INTEGER NOT NULL CHECK (amount_fen > 0),
    basket         TEXT NOT NULL,          -- JSON: bill numbers, kinds, periods, amounts
    with_slip      INTEGER NOT NULL,
    language       TEXT NOT NULL,
    created_at     TEXT NOT NULL,
    valid_until    TEXT NOT NULL,          -- by the terminal's own count
    close_wanted   INTEGER NOT NULL DEFAULT 0,
    close_answered INTEGER NOT NULL DEFAULT 0,
    code_url       TEXT,
    paid_at        TEXT,
    channel        TEXT,
    transaction_no TEXT,
    trouble        TEXT,
    changed_at     TEXT NOT NULL
) STRICT;

CREATE INDEX payment_by_state ON payment (state);

CREATE TABLE payer (
    payment_id TEXT PRIMARY KEY REFERENCES payment (payment_id),
    name       TEXT NOT NULL,
    id_number  TEXT NOT NULL,
    delete_on  TEXT NOT NULL
) STRICT;

CREATE TABLE receipt (
    receipt_id TEXT PRIMARY KEY,
    receipt_no INTEGER NOT NULL UNIQUE,    -- no gaps: every number has its row
    payment_id TEXT NOT NULL REFERENCES payment (payment_id),
    state      TEXT NOT NULL,
    reprint    INTEGER NOT NULL,
    sent       INTEGER NOT NULL DEFAULT 0, -- the first byte was about to go out
    trouble    TEXT,
    device     TEXT,                       -- the printer that it went to
    proof      TEXT,                       -- how that printer has proved it: processId, queuedStatus
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

CREATE INDEX receipt_by_payment ON receipt (payment_id);

CREATE TABLE command (
    command_id TEXT PRIMARY KEY,
    digest     TEXT NOT NULL,
    name       TEXT NOT NULL,
    state      TEXT NOT NULL,
    outcome    TEXT,
    trouble    TEXT,
    device     TEXT,
    proof      TEXT,                       -- as of a receipt
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE record (                      -- the outbox: delivered to the platform exactly once
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id    TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    at           TEXT NOT NULL,
    body         TEXT NOT NULL,
    delivered_at TEXT,
    refused      TEXT                      -- the platform's reason: parked for a person to look into
) STRICT;

CREATE INDEX record_waiting ON record (sequence) WHERE delivered_at IS NULL AND refused IS NULL;
