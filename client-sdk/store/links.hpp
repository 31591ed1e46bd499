// Links: which message says something about which other: acknowledgements, edits, changes of status, comments, answers. Only what
// was found justified stands here (client-sdk/client/effects.hpp), so what follows from a message's links is the same at all
// members. Also which reminders were given, so that each is given once.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

// MessageKey names a message: ids are chosen by their senders.
struct MessageKey {
  base::MessageId id;
  base::DeviceId sender;
  friend bool operator==(const MessageKey&, const MessageKey&) = default;
  friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

enum class Reminder : int {
  unanswered = 1,
  promised_answer = 20,
  promised_request = 21,
  period_two_weeks = 22,  // before that of a preservation ends
  period_three_days = 23,
  period_ended = 24,
};

class Links {
 public:
  explicit Links(sql::Database& db) : db_(&db) {}

  // put says that `from`, a message with this body (field number in valise.v1.Content), is about `target`. Both must be stored.
  [[nodiscard]] base::Result<> put(const MessageKey& from, int body, const MessageKey& target);
  // about gives the messages of a body that are about the target, in the room's order; those that still wait for their place come
  // last. What failed for good was never said.
  [[nodiscard]] base::Result<std::vector<MessageKey>> about(const MessageKey& target, int body) const;
  // target_of gives what a message is about, if it is about another.
  [[nodiscard]] base::Result<std::optional<MessageKey>> target_of(const MessageKey& from) const;

  // remind writes a reminder down; false if it was given before.
  [[nodiscard]] base::Result<bool> remind(Reminder what, const MessageKey& message, base::UnixMillis at);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
