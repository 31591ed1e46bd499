// Client: one profile of one officer's device, opened by one process at a time.
//
// All functions block, with deadlines, and may be called from one thread at a time. No types of Asio, protobuf or libsodium
// appear here. An operation that fails has changed nothing, except that what was to be sent stays queued where the Error says so
// (ErrorKind::network).
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "valise/directory.hpp"
#include "valise/error.hpp"
#include "valise/messages.hpp"

namespace valise {

struct ProfileOptions {
  std::filesystem::path folder;
  std::string passphrase;  // wiped by the SDK after use
  std::string command;     // what holds the profile, shown to a second process: "valise recv"
  std::chrono::milliseconds network_timeout{30'000};
  bool quick_key_derivation = false;  // create only: the smallest Argon2id cost, for tests
};

struct Enrolment {
  enum class State { none, requested, enrolled, revoked };
  State state = State::none;
  std::string authority;
  std::string officer;  // address
  std::string officer_name;
  std::string device;  // id
  std::string label;
  std::string relay;  // host:port
};

struct EnrolOptions {
  std::string invite;                  // "valise-invite1:..."
  std::string label;                   // of this device, for people
  std::filesystem::path request_file;  // write the request here instead of sending it through the relay
};

struct Status {
  Enrolment enrolment;
  DirectoryHead head;
  std::vector<std::string> posts;  // own addresses
  std::uint64_t rooms = 0, unread = 0, queued = 0;
  std::uint64_t failed = 0;             // own messages that will never be sent, and that nobody has read since
  std::vector<Notice> alarms;           // unseen
  std::vector<KeyRecovery> recoveries;  // pending, of all authorities
};

struct Check {
  enum class Outcome { ok, warning, failed };
  std::string name;
  Outcome outcome = Outcome::ok;
  std::string detail;
};

struct InboxFilter {
  bool unread_only = true;
  std::string room;  // id or prefix; empty: all
  std::size_t limit = 100;
  bool unsent = false;  // instead: what this device has queued and not sent yet, the oldest first
};

struct ReceiveOptions {
  bool follow = false;  // stay until stopped; otherwise until the mailbox is empty and the outbox is flushed
  std::function<void(const MessageView&)> on_message;  // after it was stored; a message comes exactly once
  std::function<void(const Notice&)> on_notice;
};

struct ReceiveReport {
  std::uint64_t messages = 0;  // received
  std::uint64_t sent = 0;      // from the queue
  std::uint64_t queued = 0;    // still waiting
  std::uint64_t failed = 0;    // as in Status
  std::uint64_t changes = 0;   // made by this device to keep rooms as the directory says
};

// RecipientView is one participant that a new room would have.
struct RecipientView {
  std::string address;           // post or officer
  AuthorityView authority;       // without its posts
  std::optional<PostView> post;  // nothing for an officer
};

class Client {
 public:
  // create makes an empty profile: folder (0700), database key under the passphrase. Fails if there is one.
  static Result<> create(ProfileOptions options);
  // open takes the profile's lock. ErrorKind: not_found, not_authorised (wrong passphrase), busy (names the holder).
  static Result<Client> open(ProfileOptions options);

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // enrol makes the device's keys once and sends (or writes) the request; calling it again with the same invite sends the same.
  Result<Enrolment> enrol(const EnrolOptions& options, const Progress& progress = {});
  // await_enrolment waits until the security officer's approval stands in the verified log and this device is ready to receive
  // (key packages published). ErrorKind::network at the deadline if it does not come.
  Result<Enrolment> await_enrolment(std::chrono::milliseconds patience);
  [[nodiscard]] Enrolment enrolment() const;

  // sync replicates and verifies the directory. ErrorKind::trust if the relay's log contradicts what is known.
  Result<SyncReport> sync();
  Result<std::vector<AuthorityView>> search(const DirectoryQuery& query);
  Result<AuthorityView> authority(const std::string& id);
  Result<PostView> post(const std::string& address);
  std::vector<NetworkView> networks();

  // recipients says who is meant by addresses and selectors, as a message sent now would be addressed: each with its authority,
  // whose clock and office it shows, and posts with who is on duty. ErrorKind: usage, not_found, as for send.
  Result<std::vector<RecipientView>> recipients(const std::vector<std::string>& to);

  // send queues the message durably, then tries to deliver it and all that waits before it. Success with state `queued` and a
  // reason where the relay is out of reach. ErrorKind::trust stops before anything is encrypted to a device that is not certain.
  Result<SendReport> send(const Draft& draft, const Progress& progress = {});
  // receive takes in what waits at the relay, and sends what is queued.
  Result<ReceiveReport> receive(const ReceiveOptions& options, std::stop_token stop = {});

  Result<std::vector<MessageView>> inbox(const InboxFilter& filter);
  // read gives one message by id or unique prefix and marks it read.
  Result<MessageView> read(const std::string& id);
  // save_attachments downloads, verifies and names all files of a message in `folder`, which is made if it is missing; resumes
  // what was begun. Existing files are not overwritten: the new one gets a number. Gives the paths in order.
  Result<std::vector<std::filesystem::path>> save_attachments(const std::string& message, const std::filesystem::path& folder,
                                                              const Progress& progress = {});
  Result<std::vector<RoomView>> rooms();
  Result<RoomView> room(const std::string& id);
  static constexpr std::size_t everything = std::numeric_limits<std::int64_t>::max();
  // history gives the newest `limit` messages of a room, in the order of the room.
  Result<std::vector<MessageView>> history(const std::string& room, std::size_t limit = everything);

  Result<Status> status();
  // mark_alarms_seen says that the person has read the alarms of status(); they are kept as a record and no longer shown.
  Result<> mark_alarms_seen();
  // doctor examines profile, store, directory, relay and queue, and says for each what is wrong and what to do. Offline: no
  // network.
  std::vector<Check> doctor();

 private:
  class Impl;
  friend Impl& internals(Client& client);
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace valise
