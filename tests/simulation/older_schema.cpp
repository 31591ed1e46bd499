#include "tests/simulation/older_schema.hpp"

#include <stdexcept>

#include "sql/transaction.hpp"

namespace valise::simulation {
namespace {

// Of the version up to which the scripts below know the steps.
constexpr int kRelay = 9;
constexpr int kClient = 20;

constexpr sql::Sql kRelayBack = R"sql(
  ALTER TABLE members DROP COLUMN own_seq;
  DROP INDEX answers_by_time;
  ALTER TABLE answers RENAME TO answers_after;
  CREATE TABLE answers(
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    key BLOB NOT NULL CHECK(length(key) = 16),
    digest BLOB NOT NULL CHECK(length(digest) = 32),
    at INTEGER NOT NULL,
    room_seq INTEGER NOT NULL,
    answer BLOB NOT NULL,
    charged INTEGER NOT NULL DEFAULT 0,
    UNIQUE(device, key)
  ) STRICT;
  INSERT INTO answers(device, key, digest, at, room_seq, answer, charged)
    SELECT device, key, digest, at, room_seq, answer, charged FROM answers_after ORDER BY at;
  DROP TABLE answers_after;
  CREATE TRIGGER body_erased AFTER DELETE ON bodies WHEN OLD.charged > 0 BEGIN
    UPDATE devices SET kept_bytes = kept_bytes - OLD.charged, kept_messages = kept_messages - 1 WHERE id = OLD.sender;
    UPDATE accounts SET kept_bytes = kept_bytes - OLD.charged, kept_messages = kept_messages - 1
      WHERE id = (SELECT account FROM devices WHERE id = OLD.sender);
  END;
  CREATE TRIGGER answer_erased AFTER DELETE ON answers WHEN OLD.charged > 0 BEGIN
    UPDATE devices SET kept_bytes = kept_bytes - OLD.charged WHERE id = OLD.device;
    UPDATE accounts SET kept_bytes = kept_bytes - OLD.charged WHERE id = (SELECT account FROM devices WHERE id = OLD.device);
  END;
)sql";

constexpr sql::Sql kClientBack = R"sql(
DROP INDEX outbox_of_message;
DROP TRIGGER message_moved;
DROP TRIGGER link_put;
DROP TRIGGER message_came;
DROP TRIGGER matter_opened;
DROP INDEX unsettled_from;
ALTER TABLE unsettled DROP COLUMN from_time;
CREATE TRIGGER message_came AFTER INSERT ON messages BEGIN
  INSERT OR IGNORE INTO unsettled SELECT new.id, new.sender WHERE new.body IN (24, 30);
  INSERT OR IGNORE INTO without_words SELECT new.serial WHERE new.spoken = 1;
END;
CREATE TRIGGER message_moved AFTER UPDATE OF room_seq, state ON messages WHEN new.body <> 20 BEGIN
  INSERT OR IGNORE INTO unsettled SELECT target, target_sender FROM links WHERE id = new.id AND sender = new.sender;
END;
CREATE TRIGGER matter_opened AFTER INSERT ON matters BEGIN
  INSERT OR IGNORE INTO unsettled VALUES (new.message, new.sender);
END;
CREATE TRIGGER link_put AFTER INSERT ON links BEGIN
  INSERT OR IGNORE INTO unsettled VALUES (new.target, new.target_sender);
END;
)sql";

base::Result<> take_back(sql::Database& store, const sql::Sql& script, int known) {
  auto version = store.user_version();
  if (!version) return base::pass_on(version);
  if (*version != known) throw std::logic_error("older_schema.cpp does not know the last step");
  auto transaction = sql::Transaction::begin(store);
  if (!transaction) return base::pass_on(transaction);
  if (auto done = store.script(script); !done) return done;
  if (auto set = store.set_user_version(known - kVersionsBack); !set) return set;
  return transaction->commit();
}

}  // namespace

base::Result<> make_relay_older(sql::Database& store) { return take_back(store, kRelayBack, kRelay); }
base::Result<> make_client_older(sql::Database& store) { return take_back(store, kClientBack, kClient); }

}  // namespace valise::simulation
