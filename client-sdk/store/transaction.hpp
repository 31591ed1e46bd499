// Transaction: the one way to read or write the client's database. Made by LocalStore::transaction, valid during that call only.
// The tables are views on the same open transaction, so that the advanced ratchet and the message that it opened are stored
// together:
//
//   store.transaction([&](Transaction& tx) -> base::Result<> {
//     if (auto saved = tx.rooms().save_group(room, GroupPart::ratchet, ratchet); !saved) return pass_on(saved);
//     if (auto stored = tx.messages().insert(message); !stored) return pass_on(stored);
//     return tx.meta().advance_mailbox(delivery_seq);
//   });
#pragma once

#include "client-sdk/store/alert_events.hpp"
#include "client-sdk/store/device_secrets.hpp"
#include "client-sdk/store/directory_log.hpp"
#include "client-sdk/store/evidence.hpp"
#include "client-sdk/store/form_drafts.hpp"
#include "client-sdk/store/histories.hpp"
#include "client-sdk/store/key_packages.hpp"
#include "client-sdk/store/links.hpp"
#include "client-sdk/store/matters.hpp"
#include "client-sdk/store/messages.hpp"
#include "client-sdk/store/meta.hpp"
#include "client-sdk/store/notes.hpp"
#include "client-sdk/store/notices.hpp"
#include "client-sdk/store/outbox.hpp"
#include "client-sdk/store/places.hpp"
#include "client-sdk/store/receipts.hpp"
#include "client-sdk/store/retention.hpp"
#include "client-sdk/store/room_changes.hpp"
#include "client-sdk/store/rooms.hpp"
#include "client-sdk/store/sent_commits.hpp"
#include "client-sdk/store/set_aside.hpp"
#include "client-sdk/store/transfers.hpp"
#include "client-sdk/store/unsettled.hpp"
#include "client-sdk/store/word_index.hpp"

namespace valise::sdk::store {

class Transaction {
 public:
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  [[nodiscard]] Meta meta() const { return Meta(*db_); }
  [[nodiscard]] DeviceSecrets device_secrets() const { return DeviceSecrets(*db_); }
  [[nodiscard]] DirectoryLog directory_log() const { return DirectoryLog(*db_); }
  [[nodiscard]] KeyPackages key_packages() const { return KeyPackages(*db_); }
  [[nodiscard]] Rooms rooms() const { return Rooms(*db_); }
  [[nodiscard]] Histories histories() const { return Histories(*db_); }
  [[nodiscard]] Places places() const { return Places(*db_); }
  [[nodiscard]] RoomChanges room_changes() const { return RoomChanges(*db_); }
  [[nodiscard]] Messages messages() const { return Messages(*db_); }
  [[nodiscard]] Outbox outbox() const { return Outbox(*db_); }
  [[nodiscard]] Transfers transfers() const { return Transfers(*db_); }
  [[nodiscard]] SentCommits sent_commits() const { return SentCommits(*db_); }
  [[nodiscard]] SetAside set_aside() const { return SetAside(*db_); }
  [[nodiscard]] Evidence evidence() const { return Evidence(*db_); }
  [[nodiscard]] WordIndex word_index() const { return WordIndex(*db_); }
  [[nodiscard]] Retention retention() const { return Retention(*db_); }
  [[nodiscard]] AlertEvents alert_events() const { return AlertEvents(*db_); }
  [[nodiscard]] Links links() const { return Links(*db_); }
  [[nodiscard]] Matters matters() const { return Matters(*db_); }
  [[nodiscard]] Unsettled unsettled() const { return Unsettled(*db_); }
  [[nodiscard]] Notes notes() const { return Notes(*db_); }
  [[nodiscard]] FormDrafts form_drafts() const { return FormDrafts(*db_); }
  [[nodiscard]] Receipts receipts() const { return Receipts(*db_); }
  [[nodiscard]] Notices notices() const { return Notices(*db_); }

 private:
  friend class LocalStore;
  explicit Transaction(sql::Database& db) : db_(&db) {}

  sql::Database* db_;
};

}  // namespace valise::sdk::store
