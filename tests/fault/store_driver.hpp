// StoreDriver: the devices of a RelayHistory at work on a relay's two stores, which stand on a simulated disk and run on the
// test's own thread. One object is one life of the relay: after a crash a new one goes on with the same history.
#pragma once

#include "tests/fault/relay_history.hpp"
#include "tests/support/manual_executor.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/sim_disk.hpp"
#include "tests/support/store_parts.hpp"

namespace valise::tests {

inline constexpr const char* kStorePath = "/data/relay.db";
inline constexpr const char* kAttachmentPath = "/data/attachments.db";

class StoreDriver {
 public:
  // The arguments outlive the driver.
  StoreDriver(SimDisk& disk, const StoppedClock& clock, RelayHistory& history);
  // The destructor closes the stores in an orderly way, if the disk has power; what waits is done.
  ~StoreDriver();
  StoreDriver(const StoreDriver&) = delete;
  StoreDriver& operator=(const StoreDriver&) = delete;

  // open opens both stores. Call once, first.
  [[nodiscard]] base::Result<> open();

  // ask notes a request; send sends one that was noted; run does the work until nothing waits.
  std::size_t ask(Ask what);
  void send(std::size_t request);
  void run() { executor_.run_all(); }
  // fetch reads a mailbox after the device's mark, fetch_again from its beginning.
  void fetch(const base::DeviceId& device) { fetch_after(device, history_.mailbox(device).mark); }
  void fetch_again(const base::DeviceId& device) { fetch_after(device, {}); }

  // settle is what devices do after a crash: look again at what they had, send again what was not answered, and (R6) what was
  // answered, too; then read everything that there is. Errors are problems of the history.
  void settle();
  // settle_until_answered tries to send what was not answered, without judging.
  void send_unanswered();

  // fatal tells whether a store said that it cannot go on (R5); it may answer nothing after that, and the process would end.
  [[nodiscard]] bool fatal() const { return !failed_.empty(); }
  [[nodiscard]] const std::optional<base::Error>& last_error() const { return last_error_; }
  // met tells whether any request, reading or on_fatal had this error.
  [[nodiscard]] bool met(server::store::StoreError error) const { return met_.contains(make_error_code(error)); }
  [[nodiscard]] RelayHistory& history() { return history_; }

 private:
  template <class T>
  server::store::Completion<T> completion(std::size_t request);
  void note(std::size_t request, Answer answer);
  void meet(const base::Error& error);
  void note_error(std::size_t request, const base::Error& error);
  void deliver(std::size_t request, const core::CommitSubmission& ask);
  void deliver(std::size_t request, const core::MessageSubmission& ask);
  void deliver(std::size_t request, const Acknowledge& ask);
  void deliver(std::size_t request, const Publish& ask);
  void deliver(std::size_t request, const Claim& ask);
  void deliver(std::size_t request, const server::store::AppendEntry& ask);
  void deliver(std::size_t request, const Upload& ask);
  void deliver(std::size_t request, const Chunk& ask);
  void deliver(std::size_t request, const Sweep& ask);
  void fetch_after(const base::DeviceId& device, base::MailboxSeq after);
  void find_everything();
  void fail_reading(std::string_view what, const base::Error& error);

  SimDisk& disk_;
  const StoppedClock& clock_;
  RelayHistory& history_;
  ManualExecutor executor_;
  SeededRandom random_;
  std::set<std::string> failed_;  // files whose store cannot go on
  bool settling_ = false;         // errors are problems
  std::optional<base::Error> last_error_;
  std::set<std::error_code> met_;
  std::unique_ptr<server::store::Store> store_;
  std::unique_ptr<server::store::AttachmentStore> attachments_;
};

}  // namespace valise::tests
