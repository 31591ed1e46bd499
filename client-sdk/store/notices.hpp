// Notices: what the person has to be told: failures of trust above all. They stay until seen and are kept after that as a record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

using NoticeId = base::Strong<struct NoticeIdTag, std::int64_t>;

enum class NoticeKind : int {
  trust_failure = 1,   // directory head or relay key that contradicts what was verified
  fork = 2,            // members hold different states of a group, or different histories of the directory
  message_gap = 3,     // a sender's chain shows a missing message
  commit_skipped = 4,  // a change of a room did not verify
  deliveries_expired = 5,
  relay_restored = 6,
  members_changed = 7,
  removed_from_room = 8,
  state_lost = 9,
  send_failed = 10,
  transfer_failed = 11,
  information = 12,
  witnesses_changed = 13,
  unanswered = 14,        // nobody answered an own urgent message, or a promise was missed
  not_erased = 15,        // what is not to be kept any longer could not be erased
  key_recovery = 20,      // an authority's lost keys are being replaced
  own_key_recovery = 21,  // those of the own authority
  alert = 30,             // the relay's word about an urgent message
  alert_alarm = 31,
};

// Sentence is a text of the catalogue of languages ("notices.room_closed") with what stands in it. An argument whose name begins
// with @ is itself a text of the catalogue: its value is the id.
struct Sentence {
  struct Argument {
    std::string name;
    std::string value;
  };

  std::string id;
  std::vector<Argument> arguments{};
};

struct NewNotice {
  NoticeKind kind = NoticeKind::information;
  base::UnixMillis at;
  std::optional<base::RoomId> room;
  std::string text;                   // for the person, in English; built by this program, names from the verified directory only
  std::vector<Sentence> sentences{};  // the same for the catalogue of languages; may be empty
};

struct Notice : NewNotice {
  NoticeId id;
  bool seen = false;
};

enum class NoticeFilter { unseen, all };

class Notices {
 public:
  explicit Notices(sql::Database& db) : db_(&db) {}

  [[nodiscard]] base::Result<NoticeId> append(const NewNotice& notice);
  // list gives notices in the order in which they came.
  [[nodiscard]] base::Result<std::vector<Notice>> list(NoticeFilter filter) const;
  // since gives those after `last`, in that order; newest the id of the last of all, 0 where there is none.
  [[nodiscard]] base::Result<std::vector<Notice>> since(NoticeId last) const;
  [[nodiscard]] base::Result<NoticeId> newest() const;
  // mark_seen marks all up to and including `last`.
  [[nodiscard]] base::Result<> mark_seen(NoticeId last);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
