// Store: everything the relay must not forget, except attachments (attachment_store.hpp).
//
// Every operation is one transaction: it happens completely, durably (synced) and once, or not at all. Failures are core::Refusal
// (the rules say no; PositionMoved is an outcome, not a failure) or StoreError (storage says no). Nothing here assumes that this
// process is the only one working on the data: what is true comes from the store each time, and news come by StoreObserver.
//
// Threads: all functions may be called from any thread at any time and return at once. A completion is called exactly once, never
// inside the call, on a thread of the store: those of the operations under "writing" on its writer thread after the commit that
// made them durable, those under "reading" on a reader thread. A completion must be short, must not throw, and usually posts
// to its own strand. Writes of one caller are executed in the order of the calls; a read that is begun after a write's completion
// sees that write. Arguments are taken by value and may be moved in.
//
// A decorator implements Store and forwards to another one, changing what it likes; see tests for a hostile relay made so.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "base/result.hpp"
#include "server/core/alerts.hpp"
#include "server/core/refusal.hpp"
#include "server/core/types.hpp"
#include "server/store/error.hpp"

namespace valise::server::store {

template <class T = void>
using Completion = std::move_only_function<void(base::Result<T>)>;

struct AppendEntry {
  base::LogIndex expected;  // the size of the log that the entry was checked against
  base::Bytes entry;
  core::LeafHash leaf_hash;
  std::vector<base::DeviceId> close;  // devices that this entry ends for good; see close_device
};

struct LogRange {
  base::LogIndex first;
  std::size_t max_entries = 1000;
  std::size_t max_bytes = 1024 * 1024;  // at least one entry is given all the same
};

struct ProposalRange {
  std::uint64_t after = 0;               // number of the last one seen
  std::optional<std::string> authority;  // of this one only
  std::size_t max_count = 100;
  std::size_t max_bytes = 1024 * 1024;  // at least one is given all the same
};

struct DeliveryRange {
  base::DeviceId device;
  base::MailboxSeq after;
  std::size_t max_count = 64;
  std::size_t max_bytes = 1024 * 1024;  // of bodies; at least one delivery is given all the same
};

// AlertTelling is a delivery of kind `alert` to some devices, with or without the room that it is about.
struct AlertTelling {
  std::vector<base::DeviceId> devices;
  bool with_room = true;
  base::Bytes body;  // a v1::Alert
};
struct AlertAdvance {
  std::int64_t id = 0;
  std::uint64_t version = 0;        // that was decided about
  std::optional<core::Alert> next;  // nothing: it is erased
  std::vector<AlertTelling> tell;
};
struct DueAlerts {
  std::vector<core::Alert> alerts;  // the longest due first
  base::UnixMillis now;             // the store's time, by which they are due
  std::optional<base::UnixMillis> next_at;
};
struct AlertCounts {
  std::uint64_t open = 0, overdue = 0, channels = 0, channels_failing = 0;
};
// ChannelMark says how a message to a channel went; `tell` is delivered if the channel worked until now.
struct ChannelMark {
  core::ChannelId id;
  bool taken = false;
  AlertTelling tell;
};

// NewDelivery is one that a committed group has put into a mailbox.
struct NewDelivery {
  base::DeviceId device;
  core::Delivery delivery;
};

// StoreObserver hears, on a thread of the store and after the completions, what a committed group of writes (of this process or
// another) brought. It may hear the same news twice, so it looks for itself.
class StoreObserver {
 public:
  virtual ~StoreObserver() = default;
  virtual void mailboxes_grew(std::span<const base::DeviceId> devices) = 0;
  // deliveries_came hears of mailboxes that grew and of what is new in them, whole and as read_deliveries gives it, so that who
  // has read up to there need not read. What is large, or comes in other ways, is left to mailboxes_grew.
  virtual void deliveries_came(std::vector<NewDelivery> deliveries) {
    for (const NewDelivery& one : deliveries) mailboxes_grew(std::span(&one.device, 1));
  }
  virtual void log_grew(std::uint64_t size) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // observe sets who hears news; null for nobody. When it returns the previous one is not called any more. Not to be called by an
  // observer.
  virtual void observe(StoreObserver* observer) = 0;

  // ---- directory log, writing ----

  // append_entry appends if the log still has `expected` entries, and closes devices in the same transaction. conflict otherwise.
  virtual void append_entry(AppendEntry entry, Completion<base::LogIndex> done) = 0;
  // seed_log writes the first entries of an empty log. conflict if it is not empty, unless it already begins with these bytes.
  virtual void seed_log(std::vector<AppendEntry> entries, Completion<> done) = 0;
  // put_served_head replaces the note of the head that members are shown.
  virtual void put_served_head(std::string note, Completion<> done) = 0;
  // close_device ends a device for good: its key packages and its mailbox are erased and take nothing any more. Idempotent.
  virtual void close_device(base::DeviceId device, Completion<> done) = 0;

  // ---- directory log, reading ----

  // read_log gives entries from `first` on, none if there are no more.
  virtual void read_log(LogRange range, Completion<std::vector<base::Bytes>> done) = 0;
  virtual void log_size(Completion<std::uint64_t> done) = 0;
  // read_served_head gives the note; empty if there was never one.
  virtual void read_served_head(Completion<std::string> done) = 0;
  virtual void find_entry(core::LeafHash leaf_hash, Completion<std::optional<base::LogIndex>> done) = 0;

  // ---- enrolment, writing ----

  // register_invite is idempotent. key_reused if the hash is there with another authority or expiry, expired if it is in the
  // past, quota.
  virtual void register_invite(core::InviteHash hash, core::Invite invite, Completion<> done) = 0;
  // submit_enrolment keeps the one request of an invite; idempotent. not_found, expired, conflict (another one is there),
  // too_large.
  virtual void submit_enrolment(core::InviteHash hash, base::Bytes request, Completion<> done) = 0;
  // close_invite erases it, used or not. Idempotent.
  virtual void close_invite(core::InviteHash hash, Completion<> done) = 0;

  // ---- enrolment, reading ----

  // find_invite gives it with its request, if any. not_found (also when expired).
  virtual void find_invite(core::InviteHash hash, Completion<core::Invite> done) = 0;

  // ---- proposals, writing ----

  // put_proposal keeps a new one (number, time and refusal of the argument are not used); the same statement again changes
  // nothing. conflict (other signatures, or refused), quota, too_large.
  virtual void put_proposal(core::Proposal proposal, Completion<> done) = 0;
  // replace_proposal puts another copy in the place of `before`. not_found, conflict (not `before` any more, or refused),
  // too_large.
  virtual void replace_proposal(core::ProposalId id, base::Bytes before, base::Bytes after, Completion<> done) = 0;
  // refuse_proposal is idempotent. not_found, conflict (refused otherwise), too_large.
  virtual void refuse_proposal(core::ProposalId id, base::Bytes refusal, Completion<> done) = 0;
  // close_proposal erases it. Idempotent.
  virtual void close_proposal(core::ProposalId id, Completion<> done) = 0;

  // ---- proposals, reading ----

  virtual void find_proposal(core::ProposalId id, Completion<std::optional<core::Proposal>> done) = 0;
  virtual void list_proposals(ProposalRange range, Completion<std::vector<core::Proposal>> done) = 0;

  // ---- key packages, writing ----

  // publish_key_packages adds packages (one that was ever published and not yet forgotten is not added again) and replaces the
  // last-resort one if given. Gives the number available. quota above the number kept, too_large, malformed (an empty package).
  virtual void publish_key_packages(base::DeviceId device, std::vector<base::Bytes> packages, base::Bytes last_resort,
                                    Completion<std::size_t> done) = 0;
  // claim_key_packages hands one package per device to the claimer, in the order asked; each package once, but the same answer to
  // the same key (R6). Devices that are unknown or closed have none. key_reused, quota (too many devices), stored_quota (answers
  // are kept), malformed (a device twice).
  virtual void claim_key_packages(core::ClaimSubmission submission, Completion<std::vector<core::ClaimedKeyPackage>> done) = 0;

  // ---- key packages, reading ----

  // count_key_packages gives the number available, without the last-resort one.
  virtual void count_key_packages(base::DeviceId device, Completion<std::size_t> done) = 0;

  // ---- rooms, writing ----

  // submit_commit and submit_message decide as server/core/decide.hpp says. not_authorised, not_found, key_reused, quota,
  // stored_quota, too_large, malformed.
  virtual void submit_commit(core::CommitSubmission submission, Completion<core::CommitOutcome> done) = 0;
  virtual void submit_message(core::MessageSubmission submission, Completion<core::Submitted> done) = 0;

  // enter_incarnation: the relay is this one from now on. If it was another one before, it was restored from a backup: then each
  // room remembers how far it was (RoomInfo::kept_seq). Idempotent.
  virtual void enter_incarnation(core::Incarnation incarnation, Completion<> done) = 0;

  // ---- rooms, reading ----

  // room_info gives a room to a device on its fan-out list; not_authorised to others, not_found.
  virtual void room_info(base::RoomId room, base::DeviceId asking, Completion<core::RoomInfo> done) = 0;
  // is_member tells whether a device is on a room's fan-out list; false when there is no such room.
  virtual void is_member(base::RoomId room, base::DeviceId device, Completion<bool> done) = 0;

  // ---- mailboxes, writing ----

  // acknowledge erases the deliveries up to and including `up_to` (R8). Idempotent. malformed beyond what was ever assigned.
  virtual void acknowledge(base::DeviceId device, base::MailboxSeq up_to, Completion<> done) = 0;

  // ---- mailboxes, reading ----

  virtual void read_deliveries(DeliveryRange range, Completion<std::vector<core::Delivery>> done) = 0;
  virtual void mailbox_state(base::DeviceId device, Completion<core::MailboxState> done) = 0;

  // ---- alerts, writing ----

  // advance_alert writes what was decided about an alert and tells those named, in one transaction; false, and nothing is done,
  // if something else has happened to it since.
  virtual void advance_alert(AlertAdvance advance, Completion<bool> done) = 0;
  // put_channel keeps a new one (not confirmed); the same again gives what is there. key_reused, quota.
  virtual void put_channel(core::Channel channel, Completion<core::Channel> done) = 0;
  // begin_channel_test counts a test, and gives an unconfirmed channel this code. not_found, quota.
  virtual void begin_channel_test(core::ChannelId id, std::string code, Completion<core::Channel> done) = 0;
  // confirm_channel gives whether the code was right; a few wrong ones use it up. not_found, expired (there is no code).
  virtual void confirm_channel(core::ChannelId id, std::string code, Completion<bool> done) = 0;
  // mark_channel gives whether the channel has just stopped working.
  virtual void mark_channel(ChannelMark mark, Completion<bool> done) = 0;
  // remove_channel erases it. Idempotent.
  virtual void remove_channel(core::ChannelId id, Completion<> done) = 0;

  // ---- alerts, reading ----

  virtual void due_alerts(std::size_t limit, Completion<DueAlerts> done) = 0;
  virtual void find_channel(core::ChannelId id, Completion<std::optional<core::Channel>> done) = 0;
  // channels_of gives all channels of these addresses, in their order.
  virtual void channels_of(std::vector<std::string> addresses, Completion<std::vector<core::Channel>> done) = 0;
  // idle_channels gives confirmed ones that nothing was sent to for so long.
  virtual void idle_channels(std::chrono::milliseconds idle, std::size_t limit, Completion<std::vector<core::Channel>> done) = 0;
  virtual void count_alerts(Completion<AlertCounts> done) = 0;

  // ---- upkeep, writing ----

  // sweep erases what is older than the retention time (deliveries leave one tombstone, R8) in a bounded step. Gives whether
  // there is more to do: then call again soon; otherwise some minutes later.
  virtual void sweep(Completion<bool> done) = 0;
};

}  // namespace valise::server::store
