// Ledger: the counters that most requests of a group change: what is kept for devices and authorities, how far mailboxes are
// numbered, and the number of each member's last message. Read once and written once for each transaction, instead of for each
// request. Writer thread only.
//
// A request that is refused takes back what it has noted (undo_request). Lines are numbers of rows; values include what is not
// written yet.
#pragma once

#include <map>
#include <vector>

#include "base/ids.hpp"
#include "sql/database.hpp"

namespace valise::server::store {

class Ledger {
 public:
  using RowId = std::int64_t;
  struct Kept {
    std::int64_t bytes = 0;
    std::int64_t messages = 0;
  };
  struct Device {
    RowId account = 0;  // 0: not known yet
    Kept kept;
    base::MailboxSeq last_seq;
  };

  // begin forgets everything, for a new transaction or one that was undone.
  void begin();
  void begin_request() { journal_.clear(); }
  void undo_request();
  // write puts what has changed into the database. What was written cannot be undone here any more.
  [[nodiscard]] base::Result<> write(sql::Database& db);

  // device and account give a line; nothing when there is no such row.
  [[nodiscard]] base::Result<std::optional<Device>> device(sql::Database& db, RowId id);
  [[nodiscard]] base::Result<std::optional<Kept>> account(sql::Database& db, RowId id);
  // keep adds to what is kept for a device and, if it is known, its authority. Negative: it is erased.
  [[nodiscard]] base::Result<> keep(sql::Database& db, RowId device, const Kept& more);
  // next_seq numbers one more delivery of a mailbox.
  [[nodiscard]] base::Result<base::MailboxSeq> next_seq(sql::Database& db, RowId device);
  // spoke notes the number of a member's message; the last step of a request, which is not undone after it.
  void spoke(RowId room, RowId device, base::RoomSeq seq) { spoken_[{room, device}] = seq; }
  // numbered_up_to is at least as far as the row says.
  [[nodiscard]] base::MailboxSeq numbered_up_to(RowId device, base::MailboxSeq row) const;

 private:
  struct Change {
    Kept kept;
    std::uint64_t deliveries = 0;
    [[nodiscard]] bool nothing() const { return kept.bytes == 0 && kept.messages == 0 && deliveries == 0; }
  };
  template <class Line>
  struct Entry {
    Line line;
    Change change;  // not written yet
  };
  enum class Whose { device, account };
  struct Noted {
    Whose whose;
    RowId id;
    Change change;
  };

  [[nodiscard]] base::Result<Entry<Device>*> find_device(sql::Database& db, RowId id);
  [[nodiscard]] base::Result<Entry<Kept>*> find_account(sql::Database& db, RowId id);
  void note(Whose whose, RowId id, const Change& change);
  void apply(Whose whose, RowId id, const Change& change, int sign);

  std::map<RowId, Entry<Device>> devices_;
  std::map<RowId, Entry<Kept>> accounts_;
  std::map<std::pair<RowId, RowId>, base::RoomSeq> spoken_;  // by room and device
  std::vector<Noted> journal_;                               // of the request at hand
};

}  // namespace valise::server::store
