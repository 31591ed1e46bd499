// A relay operator who tampers with what devices get, as a decorator of the real stores. Everything else, signatures of heads
// included, is the real relay.
#pragma once

#include <map>
#include <mutex>

#include "tests/e2e/hostile/forwarding_store.hpp"
#include "tests/e2e/hostile/lie.hpp"

namespace valise::tests {

class HostileStore final : public ForwardingStore {
 public:
  HostileStore(std::unique_ptr<store::Store> inner, LieSwitch lie) : ForwardingStore(std::move(inner)), lie_(std::move(lie)) {}

  void observe(store::StoreObserver* observer) override;
  void read_log(store::LogRange range, store::Completion<std::vector<base::Bytes>> done) override;
  void claim_key_packages(core::ClaimSubmission submission,
                          store::Completion<std::vector<core::ClaimedKeyPackage>> done) override;
  void submit_message(core::MessageSubmission submission, store::Completion<core::Submitted> done) override;
  void acknowledge(base::DeviceId device, base::MailboxSeq up_to, store::Completion<> done) override;
  void read_deliveries(store::DeliveryRange range, store::Completion<std::vector<core::Delivery>> done) override;
  void mailbox_state(base::DeviceId device, store::Completion<core::MailboxState> done) override;

 private:
  // A replayed delivery takes a number of its own, so that everything after it is numbered one higher towards the device as long
  // as the lie lasts.
  struct Replay {
    core::Delivery copy;  // seq: the number that it takes
  };
  using Deliveries = std::vector<core::Delivery>;
  // News hands no deliveries over: all are read, and so pass through here.
  class News final : public store::StoreObserver {
   public:
    explicit News(store::StoreObserver& to) : to_(to) {}
    void mailboxes_grew(std::span<const base::DeviceId> devices) override { to_.mailboxes_grew(devices); }
    void log_grew(std::uint64_t size) override { to_.log_grew(size); }

   private:
    store::StoreObserver& to_;
  };

  void tamper(base::DeviceId device, Deliveries& deliveries);
  void begin_replay(base::DeviceId device, const Deliveries& deliveries);
  void insert_replay(base::DeviceId device, base::MailboxSeq after, Deliveries& deliveries);
  [[nodiscard]] base::MailboxSeq to_device(base::DeviceId device, base::MailboxSeq real);
  [[nodiscard]] base::MailboxSeq from_device(base::DeviceId device, base::MailboxSeq shown);

  LieSwitch lie_;
  std::unique_ptr<News> news_;
  std::mutex mutex_;
  std::map<base::DeviceId, Replay> replays_;
};

class HostileAttachmentStore final : public ForwardingAttachmentStore {
 public:
  HostileAttachmentStore(std::unique_ptr<store::AttachmentStore> inner, LieSwitch lie)
      : ForwardingAttachmentStore(std::move(inner)), lie_(std::move(lie)) {}

  void read(base::AttachmentId id, std::uint64_t offset, std::size_t length, store::Completion<base::Bytes> done) override;

 private:
  LieSwitch lie_;
};

}  // namespace valise::tests
