// RelayHistory: everything that devices asked of a relay's store, what they were answered, and what they were given; and the
// promises R1 to R8 (docs/PROTOCOL.md) that these must agree with, whatever happened to the relay in between.
//
// It is what the devices know together, so it survives the relay's crashes, and it is a value: a copy is made at every moment at
// which the relay may crash. What is delivered to whom is judged by History, which the test with real programs uses, too.
#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "server/store/attachment_store.hpp"
#include "tests/fault/history.hpp"

namespace valise::tests {

namespace core = server::core;

// ---- what is asked; submissions stand for themselves ----
struct Acknowledge {
  base::DeviceId device;
  base::MailboxSeq up_to;
};
struct Publish {
  base::DeviceId device;
  std::vector<base::Bytes> packages;
};
struct Claim {
  base::DeviceId claimer;
  base::IdempotencyKey key;
  std::vector<base::DeviceId> devices;
};
struct Upload {
  server::store::NewAttachment attachment;
};
struct Chunk {
  std::size_t upload = 0;  // the request that made the attachment
  std::uint64_t offset = 0;
  base::Bytes bytes;
};
struct Sweep {};
using Ask = std::variant<core::CommitSubmission, core::MessageSubmission, Acknowledge, Publish, Claim, server::store::AppendEntry,
                         Upload, Chunk, Sweep>;

// ---- what is answered ----
struct Done {
  friend bool operator==(Done, Done) = default;
};
// Refused is an answer, too: the rules say no.
struct Refused {
  core::Refusal why = core::Refusal::malformed;
  friend bool operator==(const Refused&, const Refused&) = default;
};
using Answer = std::variant<std::monostate, Done, Refused, core::Submitted, core::PositionMoved,
                            std::vector<core::ClaimedKeyPackage>, base::LogIndex, base::AttachmentId>;

// sender_of gives who sent a submission; the zero id of other requests.
[[nodiscard]] base::DeviceId sender_of(const Ask& ask);

struct Request {
  Ask ask;
  Answer answer;  // monostate: none yet, so nobody knows whether it happened
  [[nodiscard]] bool answered() const { return !std::holds_alternative<std::monostate>(answer); }
};

// Mailbox is what one device has of its mailbox.
struct Mailbox {
  std::vector<core::Delivery> had;  // in order, each once
  base::MailboxSeq mark;            // the last one had
  base::MailboxSeq acknowledged;    // and told so
  std::uint64_t skipped = 0;        // those that a tombstone stands for
};

class RelayHistory {
 public:
  // asked notes a request and gives its number. Numbers of one sender's submissions are in the order of sending.
  std::size_t asked(Ask ask);
  // answered notes the answer; a second one must be the same (R6).
  void answered(std::size_t request, Answer answer);
  // given notes deliveries read from a mailbox, `first` on; those that the device has had already must be the same as then.
  void given(const base::DeviceId& device, const std::vector<core::Delivery>& deliveries);
  // expired_before notes that the store was swept with this cutoff.
  void expired_before(base::UnixMillis cutoff);
  // found notes what the store says at the end.
  void found_log(std::vector<base::Bytes> entries) { log_ = std::move(entries); }
  void found_key_packages(const base::DeviceId& device, std::size_t count) { key_packages_[device] = count; }
  void found_attachment(std::size_t upload, base::Result<base::Bytes> content);
  // problem notes something else that is wrong.
  void problem(std::string what) { problems_.push_back(std::move(what)); }

  [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }
  [[nodiscard]] const Mailbox& mailbox(const base::DeviceId& device) { return mailboxes_[device]; }
  [[nodiscard]] std::set<base::DeviceId> devices() const;
  // members gives a room's fan-out list by the accepted commits.
  [[nodiscard]] std::set<base::DeviceId> members(const base::RoomId& room) const;
  // position gives a room's handshake position by the accepted commits; 0: there is none.
  [[nodiscard]] base::RoomSeq position(const base::RoomId& room) const;
  // may_repeat tells whether the relay has to know its answer still.
  [[nodiscard]] bool may_repeat(const Request& request) const;

  // problems judges everything, when all requests have been answered and all mailboxes read to their end. One line for each
  // broken promise; empty is good.
  [[nodiscard]] std::vector<std::string> problems() const;

 private:
  friend class RelayJudge;

  std::vector<Request> requests_;
  std::map<base::DeviceId, Mailbox> mailboxes_;
  std::map<base::DeviceId, std::size_t> key_packages_;
  std::map<std::size_t, base::Result<base::Bytes>> attachments_;
  std::vector<base::Bytes> log_;
  base::UnixMillis cutoff_{};
  std::vector<std::string> problems_;
};

// body_of makes a body that names its request, padded to `size`; request_in finds the number again.
[[nodiscard]] base::Bytes body_of(std::size_t request, std::size_t size);
[[nodiscard]] std::optional<std::size_t> request_in(base::ByteView body);

}  // namespace valise::tests
