#include "server/store/schema.hpp"

namespace valise::server::store {
namespace {

// core::RelayTime::Saved: milliseconds, but microseconds for the budget.
constexpr sql::Sql kRelayTime = R"sql(
  CREATE TABLE relay_time(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    time INTEGER NOT NULL,
    wall INTEGER NOT NULL,
    budget INTEGER NOT NULL
  ) STRICT;
)sql";

// Rows that come often are inserted in the order of their keys, and there are few secondary indexes: random places cost half the
// rate. Devices and rooms have small numbers inside the file, since their ids would otherwise stand in every row.
constexpr sql::Sql kStore[] = {
    R"sql(
  CREATE TABLE log(
    idx INTEGER PRIMARY KEY,
    leaf_hash BLOB NOT NULL UNIQUE CHECK(length(leaf_hash) = 32),
    entry BLOB NOT NULL
  ) STRICT;

  CREATE TABLE invites(
    hash BLOB PRIMARY KEY CHECK(length(hash) = 32),
    authority TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    request BLOB NOT NULL           -- empty: none yet
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invites_of_authority ON invites(authority);
  CREATE INDEX invites_by_expiry ON invites(expires_at);

  CREATE TABLE devices(
    id INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE CHECK(length(device) = 16),
    last_seq INTEGER NOT NULL,      -- of its mailbox; never decreases
    closed INTEGER NOT NULL         -- 1: ended for good
  ) STRICT;

  CREATE TABLE key_packages(
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    digest BLOB NOT NULL,
    key_package BLOB,               -- NULL: handed out; the row stays for a while, so that it cannot be published again
    gone_at INTEGER,
    UNIQUE(device, digest)
  ) STRICT;
  CREATE INDEX key_packages_available ON key_packages(device, id) WHERE key_package IS NOT NULL;
  CREATE INDEX key_packages_gone ON key_packages(gone_at) WHERE gone_at IS NOT NULL;
  CREATE TABLE last_resorts(device INTEGER PRIMARY KEY, key_package BLOB NOT NULL) STRICT;

  CREATE TABLE rooms(
    id INTEGER PRIMARY KEY,
    room BLOB NOT NULL UNIQUE CHECK(length(room) = 32),
    position INTEGER NOT NULL,      -- room_seq of the last commit
    last_seq INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE members(room INTEGER NOT NULL, device INTEGER NOT NULL, PRIMARY KEY(room, device)) STRICT, WITHOUT ROWID;

  -- A body is kept once, however many mailboxes refer to it, and goes with the last of them.
  CREATE TABLE bodies(
    id INTEGER PRIMARY KEY,
    refs INTEGER NOT NULL,
    room INTEGER NOT NULL,
    room_seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    added BLOB NOT NULL,            -- device ids one after the other
    removed BLOB NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE deliveries(
    device INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    body INTEGER,                   -- NULL: tombstone of what was erased unread
    PRIMARY KEY(device, seq)
  ) STRICT, WITHOUT ROWID;

  -- Answers to requests that changed something, in the order of time.
  CREATE TABLE answers(
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    key BLOB NOT NULL CHECK(length(key) = 16),
    digest BLOB NOT NULL CHECK(length(digest) = 32),
    at INTEGER NOT NULL,
    room_seq INTEGER NOT NULL,
    answer BLOB NOT NULL,
    UNIQUE(device, key)
  ) STRICT;
)sql",
    // The newest head of the log that enough witnesses have cosigned.
    R"sql(
  CREATE TABLE served_head(one INTEGER PRIMARY KEY CHECK(one = 1), note BLOB NOT NULL) STRICT;
)sql",
    // Changes that authorities propose of their own records.
    R"sql(
  CREATE TABLE proposals(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK(length(id) = 32),
    authority TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    statement BLOB NOT NULL,
    refusal BLOB NOT NULL           -- empty: open
  ) STRICT;
  CREATE INDEX proposals_of_authority ON proposals(authority, number);
)sql",
    // What is kept for whom. What was there before this step counts for nobody.
    R"sql(
  CREATE TABLE accounts(
    id INTEGER PRIMARY KEY,
    authority TEXT NOT NULL UNIQUE,
    kept_bytes INTEGER NOT NULL DEFAULT 0,
    kept_messages INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  ALTER TABLE devices ADD COLUMN account INTEGER NOT NULL DEFAULT 0;    -- of its authority; 0: not known yet
  ALTER TABLE devices ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE devices ADD COLUMN kept_messages INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE bodies ADD COLUMN sender INTEGER NOT NULL DEFAULT 0;      -- who pays
  ALTER TABLE bodies ADD COLUMN charged INTEGER NOT NULL DEFAULT 0;     -- bytes; 0: nobody pays
  ALTER TABLE answers ADD COLUMN charged INTEGER NOT NULL DEFAULT 0;
  CREATE TRIGGER body_erased AFTER DELETE ON bodies WHEN OLD.charged > 0 BEGIN
    UPDATE devices SET kept_bytes = kept_bytes - OLD.charged, kept_messages = kept_messages - 1 WHERE id = OLD.sender;
    UPDATE accounts SET kept_bytes = kept_bytes - OLD.charged, kept_messages = kept_messages - 1
      WHERE id = (SELECT account FROM devices WHERE id = OLD.sender);
  END;
  CREATE TRIGGER answer_erased AFTER DELETE ON answers WHEN OLD.charged > 0 BEGIN
    UPDATE devices SET kept_bytes = kept_bytes - OLD.charged WHERE id = OLD.device;
    UPDATE accounts SET kept_bytes = kept_bytes - OLD.charged WHERE id = (SELECT account FROM devices WHERE id = OLD.device);
  END;
)sql",
    // Which incarnation of the relay this is, and how far rooms were when it began.
    R"sql(
  CREATE TABLE incarnation(one INTEGER PRIMARY KEY CHECK(one = 1), id BLOB NOT NULL CHECK(length(id) = 16)) STRICT;
  ALTER TABLE rooms ADD COLUMN kept_seq INTEGER;
)sql",
    kRelayTime,
    // Urgent messages that wait for an acknowledgement, and how posts and officers are alerted.
    R"sql(
  CREATE TABLE alerts(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL,         -- 0 open, 1 settled, 2 refused, 3 withdrawn
    room INTEGER NOT NULL,
    room_seq INTEGER NOT NULL,
    sender INTEGER NOT NULL,        -- device
    authority TEXT NOT NULL,        -- the sender's
    post TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    acknowledge_by INTEGER NOT NULL,
    rounds INTEGER NOT NULL DEFAULT 0,
    last_round INTEGER NOT NULL DEFAULT 0,
    steps INTEGER NOT NULL DEFAULT 0,
    overdue INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,                -- NULL: given up
    UNIQUE(room, room_seq)
  ) STRICT;
  CREATE INDEX alerts_due ON alerts(next_at) WHERE next_at IS NOT NULL;
  CREATE INDEX alerts_of_authority ON alerts(authority);
  CREATE TABLE alert_channels(
    id BLOB PRIMARY KEY CHECK(length(id) = 16),
    address TEXT NOT NULL,
    kind INTEGER NOT NULL,
    target TEXT NOT NULL,
    secret BLOB NOT NULL,           -- empty: none
    set_by BLOB NOT NULL CHECK(length(set_by) = 16),
    set_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_success INTEGER,
    failing_since INTEGER,
    last_sent INTEGER,
    code TEXT NOT NULL,             -- empty: none, or used up
    attempts INTEGER NOT NULL,
    tests_today INTEGER NOT NULL,
    tests_since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alert_channels_of_address ON alert_channels(address);
)sql",
    // Answers in the order of device and key: senders whose keys follow one another have theirs on one
    // page, and there is no second tree at a random place. What is kept for whom is counted by the writer.
    R"sql(
  DROP TRIGGER body_erased;
  DROP TRIGGER answer_erased;
  ALTER TABLE answers RENAME TO answers_before;
  CREATE TABLE answers(
    device INTEGER NOT NULL,
    key BLOB NOT NULL CHECK(length(key) = 16),
    digest BLOB NOT NULL CHECK(length(digest) = 32),
    at INTEGER NOT NULL,
    room_seq INTEGER NOT NULL,
    answer BLOB NOT NULL,
    charged INTEGER NOT NULL,
    PRIMARY KEY(device, key)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO answers(device, key, digest, at, room_seq, answer, charged)
    SELECT device, key, digest, at, room_seq, answer, charged FROM answers_before ORDER BY device, key;
  DROP TABLE answers_before;
  CREATE INDEX answers_by_time ON answers(at);
)sql",
    // A device learns from it that a copy of its profile has spoken.
    R"sql(
  ALTER TABLE members ADD COLUMN own_seq INTEGER NOT NULL DEFAULT 0;  -- of the device's last message here; 0: none
)sql"};

constexpr sql::Sql kAttachments[] = {R"sql(
  CREATE TABLE attachments(
    id INTEGER PRIMARY KEY,
    attachment BLOB NOT NULL UNIQUE CHECK(length(attachment) = 16),
    room BLOB NOT NULL CHECK(length(room) = 32),
    uploader BLOB NOT NULL CHECK(length(uploader) = 16),
    key BLOB NOT NULL CHECK(length(key) = 16),
    digest BLOB NOT NULL CHECK(length(digest) = 32),
    size INTEGER NOT NULL,
    prefix INTEGER NOT NULL,        -- chunks received from the start without a gap
    created_at INTEGER NOT NULL,
    completed_at INTEGER,
    UNIQUE(uploader, key)
  ) STRICT;
  CREATE TABLE chunks(
    id INTEGER PRIMARY KEY,         -- attachment << 20 | number of the chunk
    bytes BLOB NOT NULL
  ) STRICT;
)sql",
                                     R"sql(
  ALTER TABLE attachments ADD COLUMN authority TEXT NOT NULL DEFAULT '';  -- the uploader's
  CREATE INDEX attachments_of_authority ON attachments(authority);
)sql",
                                     kRelayTime};

}  // namespace

std::span<const sql::Sql> store_schema() { return kStore; }
std::span<const sql::Sql> attachment_schema() { return kAttachments; }

}  // namespace valise::server::store
