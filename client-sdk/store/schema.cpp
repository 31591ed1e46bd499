#include "client-sdk/store/schema.hpp"

#include <array>

namespace valise::sdk::store {
namespace {

// Tables with the column `one` have a single row. Sizes of identifiers and keys are checked here, so that reading need not fail.
constexpr std::array kSteps{
    sql::Sql(R"sql(
CREATE TABLE identity (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  directory BLOB NOT NULL CHECK (length(directory) = 32),
  device BLOB NOT NULL CHECK (length(device) = 16),
  authority TEXT NOT NULL,
  officer TEXT NOT NULL,
  label TEXT NOT NULL,
  enrolment INTEGER NOT NULL CHECK (enrolment IN (1, 2))
) STRICT;

CREATE TABLE relay (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  address TEXT NOT NULL,
  pin BLOB NOT NULL CHECK (length(pin) = 32)
) STRICT;

CREATE TABLE pending_enrolment (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  invite_hash BLOB NOT NULL CHECK (length(invite_hash) = 32),
  request BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  submitted INTEGER NOT NULL CHECK (submitted IN (0, 1))
) STRICT;

CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  checkpoint TEXT NOT NULL,
  verified_at INTEGER NOT NULL
) STRICT;

CREATE TABLE mailbox (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  processed INTEGER NOT NULL CHECK (processed >= 0),
  assigned INTEGER NOT NULL CHECK (assigned >= 0)
) STRICT;
INSERT INTO mailbox VALUES (1, 0, 0);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL CHECK (length(value) <= 65536)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_keys (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  signature BLOB NOT NULL CHECK (length(signature) = 32),
  transport BLOB NOT NULL CHECK (length(transport) = 32)
) STRICT;

CREATE TABLE directory_log (
  number INTEGER PRIMARY KEY CHECK (number >= 0),
  entry BLOB NOT NULL
) STRICT;

CREATE TABLE key_packages (
  ref BLOB PRIMARY KEY CHECK (length(ref) = 32),
  use INTEGER NOT NULL CHECK (use IN (0, 1)),
  made_at INTEGER NOT NULL,
  key_package BLOB NOT NULL,
  private_bundle BLOB NOT NULL
) STRICT;

CREATE TABLE rooms (
  id BLOB PRIMARY KEY CHECK (length(id) = 32),
  membership INTEGER NOT NULL CHECK (membership BETWEEN 1 AND 4),
  subject TEXT NOT NULL,
  state BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  handshake_position INTEGER NOT NULL CHECK (handshake_position >= 0),
  last_seq INTEGER NOT NULL CHECK (last_seq >= 0),
  created_at INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  own_update_at INTEGER NOT NULL,
  own_counter INTEGER NOT NULL CHECK (own_counter >= 0),
  own_previous_hash BLOB CHECK (own_previous_hash IS NULL OR length(own_previous_hash) = 32)
) STRICT;

CREATE TABLE group_states (
  room BLOB NOT NULL REFERENCES rooms (id),
  part INTEGER NOT NULL CHECK (part IN (0, 1)),
  state BLOB NOT NULL,
  PRIMARY KEY (room, part)
) STRICT;

CREATE TABLE sender_chains (
  room BLOB NOT NULL REFERENCES rooms (id),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  counter INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (room, sender)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_commits (
  room BLOB PRIMARY KEY REFERENCES rooms (id),
  idempotency_key BLOB NOT NULL CHECK (length(idempotency_key) = 16),
  expected_position INTEGER NOT NULL CHECK (expected_position >= 0),
  message BLOB NOT NULL,
  welcome BLOB NOT NULL,
  added BLOB NOT NULL CHECK (length(added) % 16 = 0),
  removed BLOB NOT NULL CHECK (length(removed) % 16 = 0),
  next_state BLOB NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE messages (
  serial INTEGER PRIMARY KEY,
  id BLOB NOT NULL CHECK (length(id) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  room BLOB NOT NULL REFERENCES rooms (id),
  room_seq INTEGER CHECK (room_seq >= 0),
  direction INTEGER NOT NULL CHECK (direction IN (1, 2)),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  reason TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  read INTEGER NOT NULL CHECK (read IN (0, 1)),
  content BLOB NOT NULL,
  UNIQUE (id, sender)
) STRICT;
CREATE INDEX messages_of_room ON messages (room, room_seq);
CREATE INDEX messages_unread ON messages (room) WHERE read = 0;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room BLOB NOT NULL REFERENCES rooms (id),
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  idempotency_key BLOB NOT NULL UNIQUE CHECK (length(idempotency_key) = 16),
  urgency INTEGER NOT NULL,
  acknowledge_by INTEGER,
  post TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  ciphertext BLOB,
  epoch INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT NOT NULL DEFAULT '',
  sent_seq INTEGER CHECK (sent_seq >= 0),
  sent_at INTEGER,
  FOREIGN KEY (message, sender) REFERENCES messages (id, sender)
) STRICT;
CREATE INDEX outbox_unsent ON outbox (room, id) WHERE sent_seq IS NULL;

CREATE TABLE transfers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  room BLOB NOT NULL CHECK (length(room) = 32),
  position INTEGER NOT NULL,
  direction INTEGER NOT NULL CHECK (direction IN (1, 2)),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  attachment BLOB CHECK (attachment IS NULL OR length(attachment) = 16),
  idempotency_key BLOB NOT NULL CHECK (length(idempotency_key) = 16),
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  stored_size INTEGER NOT NULL CHECK (stored_size >= 0),
  chunk_size INTEGER NOT NULL CHECK (chunk_size >= 0),
  file_key BLOB NOT NULL CHECK (length(file_key) = 32),
  path TEXT NOT NULL,
  transferred INTEGER NOT NULL DEFAULT 0 CHECK (transferred BETWEEN 0 AND stored_size),
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE (message, sender, position, direction)
) STRICT;

CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  at INTEGER NOT NULL,
  room BLOB CHECK (room IS NULL OR length(room) = 32),
  text TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1))
) STRICT;
)sql"),
    // What was taken from the mailbox lately, for telling what a restored relay delivers once more.
    sql::Sql(R"sql(
CREATE TABLE taken (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_by_time ON taken (at);
)sql"),
    // What a restored relay is given again, and what waits until others have given it what comes before.
    sql::Sql(R"sql(
CREATE TABLE sent_commits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room BLOB NOT NULL CHECK (length(room) = 32),
  founding INTEGER NOT NULL CHECK (founding IN (0, 1)),
  room_seq INTEGER NOT NULL CHECK (room_seq >= 0),
  lost INTEGER NOT NULL CHECK (lost IN (0, 1)),
  message BLOB NOT NULL,
  welcome BLOB NOT NULL,
  added BLOB NOT NULL,
  removed BLOB NOT NULL,
  accepted_at INTEGER NOT NULL
) STRICT;
CREATE TABLE set_aside (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room BLOB NOT NULL CHECK (length(room) = 32),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  delivery BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX set_aside_in_order ON set_aside (room, epoch, id);
)sql"),
    // Messages that are not for people, and those that answer an urgent one.
    sql::Sql(R"sql(
ALTER TABLE messages ADD COLUMN body INTEGER NOT NULL DEFAULT 20;
ALTER TABLE messages ADD COLUMN spoken INTEGER NOT NULL DEFAULT 1 CHECK (spoken IN (0, 1));
ALTER TABLE outbox ADD COLUMN settles INTEGER CHECK (settles >= 0);
)sql"),
    // Evidence for records of exchange, words for search, how long rooms are kept, and notices in other languages.
    sql::Sql(R"sql(
CREATE TABLE group_contexts (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  context BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  leaf INTEGER NOT NULL CHECK (leaf >= 0),
  authenticated_data BLOB NOT NULL,
  signature BLOB NOT NULL,
  context BLOB NOT NULL CHECK (length(context) = 32),
  PRIMARY KEY (message, sender)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE message_words USING fts5 (words, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'");
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
CREATE TABLE retention (
  room BLOB PRIMARY KEY CHECK (length(room) = 32),
  days INTEGER CHECK (days IS NULL OR days > 0),
  erased INTEGER NOT NULL DEFAULT 0,
  last_erasure INTEGER
) STRICT, WITHOUT ROWID;
ALTER TABLE notices ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN arguments TEXT NOT NULL DEFAULT '';
)sql"),
    // What the relay said it did about urgent messages.
    sql::Sql(R"sql(
CREATE TABLE alert_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room BLOB CHECK (length(room) = 32),
  room_seq INTEGER NOT NULL CHECK (room_seq >= 0),
  reference TEXT NOT NULL,
  post TEXT NOT NULL,
  state INTEGER NOT NULL,
  step INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  at INTEGER NOT NULL,
  acknowledge_by INTEGER,
  channels_reached INTEGER NOT NULL,
  channels_failed INTEGER NOT NULL,
  UNIQUE (reference, post, state, step, at)
) STRICT;
CREATE INDEX alert_events_of_message ON alert_events (room, room_seq);
)sql"),
    // What messages say about messages, urgent ones that want an answer, and what was reminded of.
    sql::Sql(R"sql(
CREATE INDEX messages_by_body ON messages (body, room);
CREATE TABLE links (
  id BLOB NOT NULL CHECK (length(id) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  body INTEGER NOT NULL,
  target BLOB NOT NULL CHECK (length(target) = 16),
  target_sender BLOB NOT NULL CHECK (length(target_sender) = 16),
  PRIMARY KEY (id, sender),
  FOREIGN KEY (id, sender) REFERENCES messages (id, sender) ON DELETE CASCADE,
  FOREIGN KEY (target, target_sender) REFERENCES messages (id, sender) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX links_of_target ON links (target, target_sender, body);
CREATE TABLE matters (
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  room BLOB NOT NULL CHECK (length(room) = 32),
  asked TEXT NOT NULL,
  urgency INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  answer_by INTEGER,
  outgoing INTEGER NOT NULL CHECK (outgoing IN (0, 1)),
  PRIMARY KEY (message, sender),
  FOREIGN KEY (message, sender) REFERENCES messages (id, sender) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE reminders (
  what INTEGER NOT NULL,
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  at INTEGER NOT NULL,
  PRIMARY KEY (what, message, sender)
) STRICT, WITHOUT ROWID;
)sql"),
    // Changes of rooms that wait, since when this device reads each room, and whom members have to bring back into it.
    sql::Sql(R"sql(
CREATE TABLE room_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room BLOB NOT NULL CHECK (length(room) = 32),
  after INTEGER NOT NULL,
  wish BLOB NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  queued_at INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
ALTER TABLE rooms ADD COLUMN joined_epoch INTEGER NOT NULL DEFAULT 0;
CREATE TABLE lost_members (
  room BLOB NOT NULL CHECK (length(room) = 32),
  device BLOB NOT NULL CHECK (length(device) = 16),
  PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;
)sql"),
    // What is being written.
    sql::Sql(R"sql(
CREATE TABLE notes (
  name TEXT PRIMARY KEY,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql"),
    // Forms that are being written.
    sql::Sql(R"sql(
CREATE TABLE form_drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  draft BLOB NOT NULL,
  changed INTEGER NOT NULL
) STRICT;
)sql"),
    // Devices that lost their place in a room: what tells them, what they ask for, and what was repeated to them.
    sql::Sql(R"sql(
ALTER TABLE messages ADD COLUMN repeated_by BLOB CHECK (repeated_by IS NULL OR length(repeated_by) = 16);
CREATE TABLE own_numbers (
  room BLOB PRIMARY KEY CHECK (length(room) = 32),
  seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE doubts (
  room BLOB PRIMARY KEY CHECK (length(room) = 32),
  what INTEGER NOT NULL CHECK (what BETWEEN 1 AND 3),
  after INTEGER NOT NULL CHECK (after >= 0),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pleas (
  room BLOB NOT NULL CHECK (length(room) = 32),
  device BLOB NOT NULL CHECK (length(device) = 16),
  made_at INTEGER NOT NULL,
  PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE readmissions (
  room BLOB NOT NULL CHECK (length(room) = 32),
  device BLOB NOT NULL CHECK (length(device) = 16),
  PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE asked_repetitions (
  room BLOB PRIMARY KEY CHECK (length(room) = 32),
  after INTEGER NOT NULL CHECK (after >= 0),
  before INTEGER NOT NULL CHECK (before >= 0),
  taken INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"),
    // On which devices own messages have arrived, and what is owed to rooms.
    sql::Sql(R"sql(
CREATE TABLE recipients (
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  device BLOB NOT NULL CHECK (length(device) = 16),
  delivered_at INTEGER,
  read_at INTEGER,
  PRIMARY KEY (message, device),
  FOREIGN KEY (message, sender) REFERENCES messages (id, sender) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE receipts_due (
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  room BLOB NOT NULL CHECK (length(room) = 32),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  due_at INTEGER NOT NULL,
  PRIMARY KEY (message, sender, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE heartbeats_due (
  room BLOB PRIMARY KEY CHECK (length(room) = 32),
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What this device says itself of a room's retention (NULL in days: for good), and what the room agreed, since when.
ALTER TABLE retention ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retention ADD COLUMN agreed_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retention ADD COLUMN agreed_since INTEGER;
UPDATE retention SET own = 1 WHERE days IS NOT NULL;
)sql"),
    // Linking codes; parts of histories that wait to be fetched; since when members are in their rooms, and officers on own
    // posts.
    sql::Sql(R"sql(
CREATE TABLE device_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gives INTEGER NOT NULL CHECK (gives IN (0, 1)),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  key BLOB NOT NULL CHECK (length(key) = 32),
  peer BLOB CHECK (peer IS NULL OR length(peer) = 16),
  expires_at INTEGER NOT NULL,
  messages INTEGER NOT NULL DEFAULT 0 CHECK (messages >= 0),
  parts INTEGER NOT NULL DEFAULT 0 CHECK (parts >= 0)
) STRICT;
CREATE TABLE history_parts (
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  link INTEGER NOT NULL,
  post TEXT NOT NULL,
  part INTEGER NOT NULL CHECK (part > 0),
  parts INTEGER NOT NULL CHECK (parts >= part),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
  taken INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (message, sender)
) STRICT, WITHOUT ROWID;
CREATE TABLE members_since (
  room BLOB NOT NULL CHECK (length(room) = 32),
  device BLOB NOT NULL CHECK (length(device) = 16),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE post_staff (
  post TEXT NOT NULL,
  officer TEXT NOT NULL,
  owed INTEGER NOT NULL CHECK (owed IN (0, 1)),
  PRIMARY KEY (post, officer)
) STRICT, WITHOUT ROWID;
)sql"),
    // Lists of profiles with many messages, and rooms that need no look until something changes.
    sql::Sql(R"sql(
CREATE INDEX messages_received ON messages (urgency, serial) WHERE direction = 1 AND spoken = 1;
CREATE INDEX messages_spoken ON messages (room) WHERE spoken = 1;
CREATE TABLE rooms_kept_up (
  room BLOB PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  directory INTEGER NOT NULL,
  until INTEGER
) STRICT, WITHOUT ROWID;
)sql"),
    // What was read, the newest first, in parts.
    sql::Sql("CREATE INDEX messages_seen ON messages (read, serial) WHERE direction = 1 AND spoken = 1;"),
    // How far this device has followed what the relay numbered.
    sql::Sql(R"sql(
CREATE TABLE followed (
  room BLOB PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  unsure_epoch INTEGER NOT NULL,
  own_before INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"),
    // What may still want something of somebody, and messages without their words in the index, so that lists need not read all.
    // The triggers name a message again whenever something changes from which it follows; who finds it settled strikes it. Bodies
    // (valise.v1.Content): 20 text, 24 form, 30 wish to forward.
    sql::Sql(R"sql(
CREATE TABLE unsettled (
  message BLOB NOT NULL CHECK (length(message) = 16),
  sender BLOB NOT NULL CHECK (length(sender) = 16),
  PRIMARY KEY (message, sender)
) STRICT, WITHOUT ROWID;
CREATE TABLE without_words (serial INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER message_came AFTER INSERT ON messages BEGIN
  INSERT OR IGNORE INTO unsettled SELECT new.id, new.sender WHERE new.body IN (24, 30);
  INSERT OR IGNORE INTO without_words SELECT new.serial WHERE new.spoken = 1;
END;
CREATE TRIGGER message_moved AFTER UPDATE OF room_seq, state ON messages WHEN new.body <> 20 BEGIN
  INSERT OR IGNORE INTO unsettled SELECT target, target_sender FROM links WHERE id = new.id AND sender = new.sender;
END;
CREATE TRIGGER message_gone AFTER DELETE ON messages BEGIN
  DELETE FROM unsettled WHERE message = old.id AND sender = old.sender;
  DELETE FROM without_words WHERE serial = old.serial;
END;
CREATE TRIGGER matter_opened AFTER INSERT ON matters BEGIN
  INSERT OR IGNORE INTO unsettled VALUES (new.message, new.sender);
END;
CREATE TRIGGER link_put AFTER INSERT ON links BEGIN
  INSERT OR IGNORE INTO unsettled VALUES (new.target, new.target_sender);
END;
INSERT OR IGNORE INTO unsettled SELECT id, sender FROM messages WHERE body IN (24, 30);
INSERT OR IGNORE INTO unsettled SELECT message, sender FROM matters;
INSERT INTO without_words SELECT serial FROM messages WHERE spoken = 1 AND serial NOT IN (SELECT rowid FROM message_words);
)sql"),
    // Whether the highest own number in a room is known: of a ciphertext that was given up the relay may have one.
    sql::Sql(R"sql(
ALTER TABLE own_numbers ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER ciphertext_dropped AFTER UPDATE OF ciphertext ON outbox
WHEN old.ciphertext IS NOT NULL AND new.ciphertext IS NULL AND old.sent_seq IS NULL BEGIN
  INSERT INTO own_numbers VALUES (old.room, 0, 1) ON CONFLICT (room) DO UPDATE SET unsure = 1;
END;
CREATE TRIGGER ciphertext_given_up AFTER DELETE ON outbox WHEN old.ciphertext IS NOT NULL AND old.sent_seq IS NULL BEGIN
  INSERT INTO own_numbers VALUES (old.room, 0, 1) ON CONFLICT (room) DO UPDATE SET unsure = 1;
END;
)sql"),
    // What will want something at a time: a period that runs out. What changes is looked at at once.
    sql::Sql(R"sql(
ALTER TABLE unsettled ADD COLUMN from_time INTEGER NOT NULL DEFAULT 0;
CREATE INDEX unsettled_from ON unsettled (from_time);
DROP TRIGGER message_moved;
DROP TRIGGER link_put;
CREATE TRIGGER message_moved AFTER UPDATE OF room_seq, state ON messages WHEN new.body <> 20 BEGIN
  INSERT OR REPLACE INTO unsettled (message, sender) SELECT target, target_sender FROM links WHERE id = new.id AND sender = new.sender;
END;
CREATE TRIGGER link_put AFTER INSERT ON links BEGIN
  INSERT OR REPLACE INTO unsettled (message, sender) VALUES (new.target, new.target_sender);
END;
DROP TRIGGER message_came;
CREATE TRIGGER message_came AFTER INSERT ON messages BEGIN
  INSERT OR IGNORE INTO unsettled (message, sender) SELECT new.id, new.sender WHERE new.body IN (24, 30);
  INSERT OR IGNORE INTO without_words SELECT new.serial WHERE new.spoken = 1;
END;
DROP TRIGGER matter_opened;
CREATE TRIGGER matter_opened AFTER INSERT ON matters BEGIN
  INSERT OR IGNORE INTO unsettled (message, sender) VALUES (new.message, new.sender);
END;
INSERT OR REPLACE INTO unsettled (message, sender) SELECT id, sender FROM messages WHERE body = 24;
)sql"),
    // Erasing a message looks for what refers to it.
    sql::Sql("CREATE INDEX outbox_of_message ON outbox (message, sender);"),
};

}  // namespace

std::span<const sql::Sql> schema_steps() { return kSteps; }

}  // namespace valise::sdk::store
