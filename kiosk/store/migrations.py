"""The schema of the kiosk's database, one numbered script after the other.

A script that was ever released does not change: what it made is on kiosks. A change of the schema is a script of its own at the end, and
`PRAGMA user_version` counts the ones that were run. Each runs inside one transaction, so no script says BEGIN, COMMIT or PRAGMA. A
statement begins on a line of its own (see database._statements).
"""

from __future__ import annotations

_FIRST = """
    CREATE TABLE draft (
        id TEXT PRIMARY KEY CHECK (length(id) = 32),
        state TEXT NOT NULL CHECK (state IN ('open', 'submitting', 'submitted')),
        owner TEXT NOT NULL,            -- keyed hash of the personal number
        key BLOB NOT NULL,              -- the draft's own key, wrapped by the kiosk's; without it body and pages are noise
        body BLOB NOT NULL,             -- sealed
        temporary_number TEXT UNIQUE,
        created_at TEXT NOT NULL,
        touched_at TEXT NOT NULL,
        CHECK (state = 'open' OR temporary_number IS NOT NULL)
    ) STRICT;
    CREATE INDEX draft_owner ON draft (owner);
    CREATE TABLE page (
        id TEXT PRIMARY KEY CHECK (length(id) = 32),
        draft_id TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
        kept_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX page_draft ON page (draft_id);
    CREATE TABLE outbox (
        dossier_id TEXT PRIMARY KEY CHECK (length(dossier_id) = 32),
        temporary_number TEXT NOT NULL UNIQUE,
        procedure_code TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        size INTEGER NOT NULL CHECK (size > 0),
        submitted_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'announced', 'held', 'processed', 'refused')),
        upload_url TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        official_code TEXT CHECK (official_code IS NULL OR state = 'processed'),
        portal_status INTEGER,
        changed_at TEXT NOT NULL,
        CHECK (state <> 'processed' OR official_code IS NOT NULL)
    ) STRICT;
    CREATE INDEX outbox_state ON outbox (state);
    CREATE TRIGGER outbox_only_forward BEFORE UPDATE OF state ON outbox
    WHEN NOT (OLD.state = 'refused' AND NEW.state = 'queued')       -- staff try again: audited by the store
     AND (CASE OLD.state WHEN 'queued' THEN 0 WHEN 'announced' THEN 1 WHEN 'held' THEN 2 ELSE 3 END
       > CASE NEW.state WHEN 'queued' THEN 0 WHEN 'announced' THEN 1 WHEN 'held' THEN 2 ELSE 3 END
       OR (OLD.state = 'processed' AND NEW.state <> 'processed'))
    BEGIN SELECT RAISE(ABORT, 'a dossier goes forward only'); END;
    CREATE TRIGGER outbox_same_dossier BEFORE UPDATE OF dossier_id, temporary_number, sha256, size ON outbox
    BEGIN SELECT RAISE(ABORT, 'a submitted dossier does not change'); END;
    CREATE TRIGGER outbox_nothing_lost BEFORE DELETE ON outbox WHEN OLD.state <> 'processed'
    BEGIN SELECT RAISE(ABORT, 'only a processed dossier may go'); END;
    CREATE TABLE serial (day TEXT PRIMARY KEY, last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 9999)) STRICT;
    CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        subject TEXT NOT NULL           -- an id or a temporary number, never a person
    ) STRICT;
    CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END;
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END;
    CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """

# Constraints and triggers that make wrong states impossible, for whoever writes; ages that no clock can change; the audit as a chain.
# What was there before counts its age from this script on.
_RULES = """
    CREATE TABLE lived (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        seconds REAL NOT NULL CHECK (seconds >= 0),     -- the kiosk's own age, powered on: kiosk/store/lived.py
        uptime REAL NOT NULL,
        day INTEGER NOT NULL CHECK (day >= 0),
        day_began REAL NOT NULL,
        date TEXT NOT NULL
    ) STRICT;
    INSERT INTO lived VALUES (1, 0, 0, 0, 0, '');
    CREATE TRIGGER lived_forward BEFORE UPDATE ON lived WHEN NEW.seconds < OLD.seconds OR NEW.day < OLD.day
    BEGIN SELECT RAISE(ABORT, 'the kiosk does not grow younger'); END;
    CREATE TRIGGER lived_kept BEFORE DELETE ON lived BEGIN SELECT RAISE(ABORT, 'the kiosk has one age'); END;

    DROP TRIGGER audit_kept;
    DROP TRIGGER audit_unchanged;
    ALTER TABLE audit RENAME TO audit_unchained;
    CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,            -- milliseconds since 1970 by the kiosk's clock; the order is the sequence's
        what TEXT NOT NULL,
        subject TEXT NOT NULL,          -- an id or a temporary number, never a person
        hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    CREATE TABLE audit_head (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    INSERT INTO audit_head VALUES (1, 0, zeroblob(32));
    CREATE TRIGGER audit_chained BEFORE INSERT ON audit
    WHEN NOT EXISTS (
        SELECT 1 FROM audit_head
        WHERE NEW.sequence = sequence + 1 AND NEW.hash = audit_hash(hash, NEW.sequence, NEW.at, NEW.what, NEW.subject))
    BEGIN SELECT RAISE(ABORT, 'an audit row hangs on the one before'); END;
    CREATE TRIGGER audit_anchored AFTER INSERT ON audit
    BEGIN UPDATE audit_head SET sequence = NEW.sequence, hash = NEW.hash; END;
    CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END;
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END;
    CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
    WHEN NEW.sequence <> OLD.sequence + 1
      OR NOT EXISTS (SELECT 1 FROM audit WHERE sequence = NEW.sequence AND hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'the anchor follows the rows'); END;
    CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the anchor stays'); END;
    -- What writes an audit row writes into this view: the sequence and the hash come from here only.
    CREATE VIEW note AS SELECT at, what, subject FROM audit;
    CREATE TRIGGER note_down INSTEAD OF INSERT ON note
    BEGIN
        INSERT INTO audit
        SELECT sequence + 1, NEW.at, NEW.what, NEW.subject, audit_hash(hash, sequence + 1, NEW.at, NEW.what, NEW.subject) FROM audit_head;
    END;
    INSERT INTO note
    SELECT CAST(round((julianday(at) - 2440587.5) * 86400000) AS INTEGER), what, subject FROM audit_unchained ORDER BY sequence;
    DROP TABLE audit_unchained;

    DROP INDEX outbox_state;
    ALTER TABLE outbox RENAME TO outbox_first;
    CREATE TABLE outbox (
        sequence INTEGER PRIMARY KEY,   -- the order of submission: no clock is asked
        dossier_id TEXT NOT NULL UNIQUE CHECK (length(dossier_id) = 32),
        temporary_number TEXT NOT NULL UNIQUE,
        procedure_code TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        size INTEGER NOT NULL CHECK (size > 0),
        submitted_at TEXT NOT NULL,
        origin TEXT NOT NULL DEFAULT 'visit' CHECK (origin IN ('visit', 'label')),
        round INTEGER NOT NULL DEFAULT 1 CHECK (round >= 1),
        state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'announced', 'held', 'processed', 'refused')),
        upload_url TEXT,
        attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        problem TEXT NOT NULL DEFAULT '',
        official_code TEXT,
        portal_status INTEGER,
        changed_at INTEGER NOT NULL,
        processed_day INTEGER,          -- of `lived`
        CHECK ((state = 'processed') = (official_code IS NOT NULL)),
        CHECK ((state = 'processed') = (processed_day IS NOT NULL)),
        CHECK (upload_url IS NULL OR state <> 'queued')
    ) STRICT;
    INSERT INTO outbox (dossier_id, temporary_number, procedure_code, sha256, size, submitted_at, state, upload_url, attempts, problem,
                        official_code, portal_status, changed_at, processed_day)
    SELECT dossier_id, temporary_number, procedure_code, sha256, size, submitted_at, state, iif(state = 'queued', NULL, upload_url),
           attempts, problem, official_code, portal_status, CAST(round((julianday(changed_at) - 2440587.5) * 86400000) AS INTEGER),
           iif(state = 'processed', 0, NULL)
    FROM outbox_first ORDER BY rowid;
    DROP TABLE outbox_first;
    CREATE INDEX outbox_due ON outbox (size, sequence, dossier_id, state) WHERE state IN ('queued', 'announced', 'held');
    CREATE INDEX outbox_settled ON outbox (state, processed_day) WHERE state IN ('processed', 'refused');
    CREATE TABLE attempt (
        number INTEGER PRIMARY KEY,
        dossier_id TEXT NOT NULL REFERENCES outbox (dossier_id) ON DELETE CASCADE,
        begun_at INTEGER NOT NULL,
        ended_at INTEGER,
        outcome TEXT CHECK (outcome IN ('processed', 'refused', 'failed', 'interrupted')),
        problem TEXT NOT NULL DEFAULT '',
        wait REAL,                      -- seconds until the next, as the sync service has planned
        lived REAL NOT NULL,            -- the kiosk's age when it began, then when it ended
        CHECK ((ended_at IS NULL) = (outcome IS NULL))
    ) STRICT;
    CREATE INDEX attempt_dossier ON attempt (dossier_id, number);
    CREATE UNIQUE INDEX attempt_open ON attempt (dossier_id) WHERE outcome IS NULL;
    CREATE TRIGGER attempt_of_what_waits BEFORE INSERT ON attempt
    WHEN NEW.outcome IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM outbox WHERE dossier_id = NEW.dossier_id AND state IN ('queued', 'announced', 'held'))
    BEGIN SELECT RAISE(ABORT, 'an attempt begins open, of a dossier that waits'); END;
    CREATE TRIGGER attempt_ends_once BEFORE UPDATE ON attempt
    WHEN OLD.outcome IS NOT NULL OR NEW.outcome IS NULL
      OR NEW.number <> OLD.number OR NEW.dossier_id <> OLD.dossier_id OR NEW.begun_at <> OLD.begun_at
    BEGIN SELECT RAISE(ABORT, 'an attempt is ended, once'); END;
    CREATE TRIGGER attempt_open_stays BEFORE DELETE ON attempt
    WHEN OLD.outcome IS NULL AND EXISTS (SELECT 1 FROM outbox WHERE dossier_id = OLD.dossier_id)
    BEGIN SELECT RAISE(ABORT, 'an open attempt stays'); END;

    CREATE TRIGGER outbox_begins BEFORE INSERT ON outbox
    WHEN NEW.state <> 'queued' OR NEW.round <> 1
      OR EXISTS (SELECT 1 FROM outbox WHERE dossier_id = NEW.dossier_id OR temporary_number = NEW.temporary_number)
    BEGIN SELECT RAISE(ABORT, 'a dossier is queued once, from the start'); END;
    -- From a visit: only the draft whose submission was begun, under its number. Without a draft: only from the label of a sealed package.
    CREATE TRIGGER outbox_of_a_submission BEFORE INSERT ON outbox
    WHEN (NEW.origin = 'visit' OR EXISTS (SELECT 1 FROM draft WHERE id = NEW.dossier_id OR temporary_number = NEW.temporary_number))
     AND NOT EXISTS (
        SELECT 1 FROM draft WHERE id = NEW.dossier_id AND state = 'submitting' AND temporary_number = NEW.temporary_number)
    BEGIN SELECT RAISE(ABORT, 'only a submission that was begun is queued'); END;
    CREATE TRIGGER outbox_same_dossier
    BEFORE UPDATE OF sequence, dossier_id, temporary_number, procedure_code, sha256, size, submitted_at, origin ON outbox
    BEGIN SELECT RAISE(ABORT, 'a submitted dossier does not change'); END;
    CREATE TRIGGER outbox_only_forward BEFORE UPDATE OF state, round ON outbox
    WHEN NOT CASE
        -- Sent anew, from the start: staff try a refused one again, or the portal has lost what it had processed.
        WHEN NEW.round = OLD.round + 1 THEN OLD.state IN ('refused', 'processed') AND NEW.state = 'queued'
        WHEN NEW.round <> OLD.round THEN 0
        WHEN NEW.state = OLD.state THEN 1
        ELSE CASE OLD.state WHEN 'queued' THEN 0 WHEN 'announced' THEN 1 WHEN 'held' THEN 2 ELSE 3 END
           < CASE NEW.state WHEN 'queued' THEN 0 WHEN 'announced' THEN 1 WHEN 'held' THEN 2 ELSE 3 END END
    BEGIN SELECT RAISE(ABORT, 'a dossier goes forward only'); END;
    CREATE TRIGGER outbox_sent_with_intent BEFORE UPDATE OF state, upload_url ON outbox
    WHEN ((NEW.state <> OLD.state AND NEW.state IN ('announced', 'held', 'processed'))
       OR (NEW.upload_url IS NOT NULL AND NEW.upload_url IS NOT OLD.upload_url))
     AND NOT EXISTS (SELECT 1 FROM attempt WHERE dossier_id = NEW.dossier_id AND outcome IS NULL)
    BEGIN SELECT RAISE(ABORT, 'nothing is sent without an attempt'); END;
    CREATE TRIGGER outbox_nothing_lost BEFORE DELETE ON outbox WHEN OLD.state <> 'processed'
    BEGIN SELECT RAISE(ABORT, 'only a processed dossier may go'); END;
    CREATE TRIGGER outbox_queued_noted AFTER INSERT ON outbox
    BEGIN INSERT INTO note VALUES (NEW.changed_at, iif(NEW.origin = 'label', 'queued anew', 'queued'), NEW.dossier_id); END;
    CREATE TRIGGER outbox_state_noted AFTER UPDATE OF state ON outbox WHEN NEW.state <> OLD.state
    BEGIN INSERT INTO note VALUES (NEW.changed_at, NEW.state, NEW.dossier_id); END;
    CREATE TRIGGER outbox_purge_noted AFTER DELETE ON outbox
    BEGIN INSERT INTO note VALUES (OLD.changed_at, 'purged', OLD.dossier_id); END;

    ALTER TABLE draft ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;    -- which of two was touched later
    ALTER TABLE draft ADD COLUMN lived REAL NOT NULL DEFAULT 0;         -- the kiosk's age then
    UPDATE draft SET touched = (SELECT count(*) FROM draft AS other WHERE other.touched_at <= draft.touched_at);
    CREATE TRIGGER draft_begins BEFORE INSERT ON draft
    WHEN NEW.state NOT IN ('open', 'submitting')
      OR (NEW.state = 'open' AND NEW.temporary_number IS NOT NULL)
      OR EXISTS (SELECT 1 FROM draft WHERE id = NEW.id OR temporary_number = NEW.temporary_number)
      OR EXISTS (SELECT 1 FROM outbox WHERE dossier_id = NEW.id OR temporary_number = NEW.temporary_number)
    BEGIN SELECT RAISE(ABORT, 'a draft begins once, and not after its dossier'); END;
    CREATE TRIGGER draft_only_forward BEFORE UPDATE OF id, state, temporary_number ON draft
    WHEN NEW.id <> OLD.id
      OR (NEW.state = 'open') <> (NEW.temporary_number IS NULL)
      OR (OLD.temporary_number IS NOT NULL AND NEW.temporary_number IS NOT OLD.temporary_number)
      OR (NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ('open submitting', 'submitting submitted'))
      OR (NEW.temporary_number IS NOT OLD.temporary_number
          AND EXISTS (SELECT 1 FROM outbox WHERE temporary_number = NEW.temporary_number))
    BEGIN SELECT RAISE(ABORT, 'a draft goes forward only'); END;
    CREATE TRIGGER draft_begun_is_whole BEFORE UPDATE OF owner, key, body ON draft WHEN OLD.state <> 'open'
    BEGIN SELECT RAISE(ABORT, 'a submission that was begun does not change'); END;
    CREATE TRIGGER draft_submitted_is_queued BEFORE UPDATE OF state ON draft
    WHEN NEW.state = 'submitted' AND OLD.state <> 'submitted'
     AND NOT EXISTS (SELECT 1 FROM outbox WHERE dossier_id = NEW.id AND temporary_number = NEW.temporary_number)
    BEGIN SELECT RAISE(ABORT, 'submitted is what the outbox has'); END;
    CREATE TRIGGER draft_begun_stays BEFORE DELETE ON draft WHEN OLD.state = 'submitting'
    BEGIN SELECT RAISE(ABORT, 'a submission that was begun stays'); END;
    CREATE TRIGGER draft_begun_noted AFTER UPDATE OF state ON draft WHEN NEW.state = 'submitting' AND OLD.state = 'open'
    BEGIN
        INSERT INTO note VALUES (CAST(round((julianday(NEW.touched_at) - 2440587.5) * 86400000) AS INTEGER), 'submitting', NEW.id);
    END;

    CREATE TRIGGER serial_upward BEFORE UPDATE ON serial WHEN NEW.day <> OLD.day OR NEW.last <= OLD.last
    BEGIN SELECT RAISE(ABORT, 'a number is given once'); END;
    CREATE TRIGGER serial_once BEFORE INSERT ON serial WHEN EXISTS (SELECT 1 FROM serial WHERE day = NEW.day)
    BEGIN SELECT RAISE(ABORT, 'a number is given once'); END;
    CREATE TRIGGER serial_kept BEFORE DELETE ON serial BEGIN SELECT RAISE(ABORT, 'a number is given once'); END;
    """

# What the portal tells beside status, and what is wrong between the two. Events are heard anew from the first: older versions passed over
# requests for papers and messages.
_NEWS = """
    CREATE TABLE supplement (
        dossier_id TEXT NOT NULL CHECK (length(dossier_id) = 32),   -- perhaps purged: an officer may take weeks
        temporary_number TEXT NOT NULL,
        position INTEGER NOT NULL,
        component_id TEXT NOT NULL,
        reason TEXT NOT NULL CHECK (reason GLOB '[a-z]*' AND reason NOT GLOB '*[^a-z0-9_.]*'),  -- a word of a list, never a sentence
        sequence INTEGER NOT NULL,
        at INTEGER NOT NULL,            -- milliseconds since 1970 by the portal's clock
        PRIMARY KEY (dossier_id, position),
        UNIQUE (dossier_id, component_id)
    ) STRICT;
    CREATE TABLE message (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,            -- milliseconds since 1970 by the portal's clock
        text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
        seen INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1))
    ) STRICT;
    CREATE TABLE trouble (
        code TEXT PRIMARY KEY,
        cause TEXT NOT NULL,
        since INTEGER NOT NULL          -- milliseconds since 1970 by the kiosk's clock
    ) STRICT;
    DELETE FROM mark WHERE name = 'events';
    """

# The staff who may sign in over a visit. `locked` is the kiosk's own age, which no clock can change.
_STAFF = """
    CREATE TABLE staff (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 2 AND 12 AND id NOT GLOB '*[^A-Z0-9]*'),
        name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
        salt BLOB NOT NULL CHECK (length(salt) = 16),
        digest BLOB NOT NULL CHECK (length(digest) = 32),       -- scrypt of the PIN
        cost INTEGER NOT NULL CHECK (cost BETWEEN 14 AND 20),   -- log2 of its N
        wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),    -- PINs in a row
        locked REAL,                                            -- the kiosk's age when it was locked
        changed_at INTEGER NOT NULL                             -- milliseconds since 1970 by the kiosk's clock
    ) STRICT;
    CREATE TRIGGER staff_added_noted AFTER INSERT ON staff
    BEGIN INSERT INTO note VALUES (NEW.changed_at, 'staff added', NEW.id); END;
    CREATE TRIGGER staff_pin_noted AFTER UPDATE OF digest ON staff
    BEGIN INSERT INTO note VALUES (NEW.changed_at, 'staff pin changed', NEW.id); END;
    CREATE TRIGGER staff_locked_noted AFTER UPDATE OF locked ON staff WHEN NEW.locked IS NOT NULL AND OLD.locked IS NULL
    BEGIN INSERT INTO note VALUES (NEW.changed_at, 'staff locked', NEW.id); END;
    CREATE TRIGGER staff_removed_noted AFTER DELETE ON staff
    BEGIN INSERT INTO note VALUES (OLD.changed_at, 'staff removed', OLD.id); END;
    """

# What residents ask beside filing. A question is sealed to the portal, and lives as long as somebody waits for its answer.
_BESIDES = """
    CREATE TABLE lookup (
        id TEXT PRIMARY KEY CHECK (length(id) = 32),
        question TEXT NOT NULL,         -- sealed to the portal
        answer TEXT,
        failed INTEGER NOT NULL DEFAULT 0 CHECK (failed IN (0, 1)),
        CHECK (answer IS NULL OR failed = 0)
    ) STRICT;
    CREATE TRIGGER lookup_answered_once BEFORE UPDATE ON lookup
    WHEN OLD.answer IS NOT NULL OR OLD.failed = 1 OR NEW.id <> OLD.id OR NEW.question <> OLD.question
    BEGIN SELECT RAISE(ABORT, 'a question is answered once'); END;
    CREATE TABLE claim (
        dossier_id TEXT NOT NULL REFERENCES outbox (dossier_id) ON DELETE CASCADE,
        proof TEXT NOT NULL CHECK (length(proof) = 64),         -- keyed hash of the last digits of whose dossier it is
        PRIMARY KEY (dossier_id, proof)
    ) STRICT;
    CREATE TABLE ticket (
        counter TEXT PRIMARY KEY CHECK (length(counter) BETWEEN 1 AND 2 AND counter NOT GLOB '*[^A-Z]*'),
        day TEXT NOT NULL,              -- by the clock on the screen
        lived_day INTEGER NOT NULL,     -- of `lived`
        first INTEGER NOT NULL CHECK (first >= 1),
        last INTEGER NOT NULL,
        called INTEGER NOT NULL,        -- the last that the counter called; first - 1: nobody told
        CHECK (last >= first AND called BETWEEN first - 1 AND last)
    ) STRICT;
    CREATE TRIGGER ticket_upward BEFORE UPDATE ON ticket
    WHEN NEW.counter <> OLD.counter OR NEW.lived_day < OLD.lived_day
      OR NOT (NEW.last = NEW.first AND NEW.day <> OLD.day AND NEW.called = NEW.first - 1
              OR NEW.day = OLD.day AND NEW.first = OLD.first AND NEW.last BETWEEN OLD.last AND OLD.last + 1 AND NEW.called >= OLD.called)
    BEGIN SELECT RAISE(ABORT, 'a ticket is given once'); END;
    CREATE TRIGGER ticket_kept BEFORE DELETE ON ticket BEGIN SELECT RAISE(ABORT, 'a ticket is given once'); END;
    """

# What visitors thought of it, as counts: no row belongs to anybody.
_RATINGS = """
    CREATE TABLE rating (
        day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        procedure TEXT NOT NULL,
        rating TEXT NOT NULL CHECK (rating IN ('good', 'fair', 'poor')),
        reason TEXT NOT NULL CHECK (reason NOT GLOB '*[^a-z_]*'),       -- a word of a list; '' counts the rating itself
        count INTEGER NOT NULL CHECK (count > 0),
        PRIMARY KEY (day, procedure, rating, reason)
    ) STRICT;
    """

MIGRATIONS: tuple[str, ...] = (_FIRST, _RULES, _NEWS, _STAFF, _BESIDES, _RATINGS)
