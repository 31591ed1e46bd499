// ForwardingStore and ForwardingAttachmentStore hand every call on to the store they own: the base of stores that lie in one
// point. As thread-safe as what they own.
#pragma once

#include <memory>

#include "server/store/attachment_store.hpp"
#include "server/store/store.hpp"

namespace valise::tests {

namespace core = server::core;
namespace store = server::store;

class ForwardingStore : public store::Store {
 public:
  explicit ForwardingStore(std::unique_ptr<store::Store> inner) : inner_(std::move(inner)) {}

  void observe(store::StoreObserver* observer) override { inner_->observe(observer); }
  void append_entry(store::AppendEntry entry, store::Completion<base::LogIndex> done) override {
    inner_->append_entry(std::move(entry), std::move(done));
  }
  void seed_log(std::vector<store::AppendEntry> entries, store::Completion<> done) override {
    inner_->seed_log(std::move(entries), std::move(done));
  }
  void put_served_head(std::string note, store::Completion<> done) override {
    inner_->put_served_head(std::move(note), std::move(done));
  }
  void read_served_head(store::Completion<std::string> done) override { inner_->read_served_head(std::move(done)); }
  void close_device(base::DeviceId device, store::Completion<> done) override { inner_->close_device(device, std::move(done)); }
  void read_log(store::LogRange range, store::Completion<std::vector<base::Bytes>> done) override {
    inner_->read_log(range, std::move(done));
  }
  void log_size(store::Completion<std::uint64_t> done) override { inner_->log_size(std::move(done)); }
  void find_entry(core::LeafHash hash, store::Completion<std::optional<base::LogIndex>> done) override {
    inner_->find_entry(hash, std::move(done));
  }
  void register_invite(core::InviteHash hash, core::Invite invite, store::Completion<> done) override {
    inner_->register_invite(hash, std::move(invite), std::move(done));
  }
  void submit_enrolment(core::InviteHash hash, base::Bytes request, store::Completion<> done) override {
    inner_->submit_enrolment(hash, std::move(request), std::move(done));
  }
  void close_invite(core::InviteHash hash, store::Completion<> done) override { inner_->close_invite(hash, std::move(done)); }
  void find_invite(core::InviteHash hash, store::Completion<core::Invite> done) override {
    inner_->find_invite(hash, std::move(done));
  }
  void put_proposal(core::Proposal proposal, store::Completion<> done) override {
    inner_->put_proposal(std::move(proposal), std::move(done));
  }
  void replace_proposal(core::ProposalId id, base::Bytes before, base::Bytes after, store::Completion<> done) override {
    inner_->replace_proposal(id, std::move(before), std::move(after), std::move(done));
  }
  void refuse_proposal(core::ProposalId id, base::Bytes refusal, store::Completion<> done) override {
    inner_->refuse_proposal(id, std::move(refusal), std::move(done));
  }
  void close_proposal(core::ProposalId id, store::Completion<> done) override { inner_->close_proposal(id, std::move(done)); }
  void find_proposal(core::ProposalId id, store::Completion<std::optional<core::Proposal>> done) override {
    inner_->find_proposal(id, std::move(done));
  }
  void list_proposals(store::ProposalRange range, store::Completion<std::vector<core::Proposal>> done) override {
    inner_->list_proposals(std::move(range), std::move(done));
  }
  void publish_key_packages(base::DeviceId device, std::vector<base::Bytes> packages, base::Bytes last_resort,
                            store::Completion<std::size_t> done) override {
    inner_->publish_key_packages(device, std::move(packages), std::move(last_resort), std::move(done));
  }
  void claim_key_packages(core::ClaimSubmission submission,
                          store::Completion<std::vector<core::ClaimedKeyPackage>> done) override {
    inner_->claim_key_packages(std::move(submission), std::move(done));
  }
  void count_key_packages(base::DeviceId device, store::Completion<std::size_t> done) override {
    inner_->count_key_packages(device, std::move(done));
  }
  void submit_commit(core::CommitSubmission submission, store::Completion<core::CommitOutcome> done) override {
    inner_->submit_commit(std::move(submission), std::move(done));
  }
  void submit_message(core::MessageSubmission submission, store::Completion<core::Submitted> done) override {
    inner_->submit_message(std::move(submission), std::move(done));
  }
  void enter_incarnation(core::Incarnation incarnation, store::Completion<> done) override {
    inner_->enter_incarnation(incarnation, std::move(done));
  }
  void room_info(base::RoomId room, base::DeviceId asking, store::Completion<core::RoomInfo> done) override {
    inner_->room_info(room, asking, std::move(done));
  }
  void is_member(base::RoomId room, base::DeviceId device, store::Completion<bool> done) override {
    inner_->is_member(room, device, std::move(done));
  }
  void acknowledge(base::DeviceId device, base::MailboxSeq up_to, store::Completion<> done) override {
    inner_->acknowledge(device, up_to, std::move(done));
  }
  void read_deliveries(store::DeliveryRange range, store::Completion<std::vector<core::Delivery>> done) override {
    inner_->read_deliveries(range, std::move(done));
  }
  void mailbox_state(base::DeviceId device, store::Completion<core::MailboxState> done) override {
    inner_->mailbox_state(device, std::move(done));
  }
  void sweep(store::Completion<bool> done) override { inner_->sweep(std::move(done)); }
  void advance_alert(store::AlertAdvance advance, store::Completion<bool> done) override {
    inner_->advance_alert(std::move(advance), std::move(done));
  }
  void put_channel(core::Channel channel, store::Completion<core::Channel> done) override {
    inner_->put_channel(std::move(channel), std::move(done));
  }
  void begin_channel_test(core::ChannelId id, std::string code, store::Completion<core::Channel> done) override {
    inner_->begin_channel_test(id, std::move(code), std::move(done));
  }
  void confirm_channel(core::ChannelId id, std::string code, store::Completion<bool> done) override {
    inner_->confirm_channel(id, std::move(code), std::move(done));
  }
  void mark_channel(store::ChannelMark mark, store::Completion<bool> done) override {
    inner_->mark_channel(std::move(mark), std::move(done));
  }
  void remove_channel(core::ChannelId id, store::Completion<> done) override { inner_->remove_channel(id, std::move(done)); }
  void due_alerts(std::size_t limit, store::Completion<store::DueAlerts> done) override {
    inner_->due_alerts(limit, std::move(done));
  }
  void find_channel(core::ChannelId id, store::Completion<std::optional<core::Channel>> done) override {
    inner_->find_channel(id, std::move(done));
  }
  void channels_of(std::vector<std::string> addresses, store::Completion<std::vector<core::Channel>> done) override {
    inner_->channels_of(std::move(addresses), std::move(done));
  }
  void idle_channels(std::chrono::milliseconds idle, std::size_t limit,
                     store::Completion<std::vector<core::Channel>> done) override {
    inner_->idle_channels(idle, limit, std::move(done));
  }
  void count_alerts(store::Completion<store::AlertCounts> done) override { inner_->count_alerts(std::move(done)); }

 protected:
  [[nodiscard]] store::Store& inner() { return *inner_; }

 private:
  std::unique_ptr<store::Store> inner_;
};

class ForwardingAttachmentStore : public store::AttachmentStore {
 public:
  explicit ForwardingAttachmentStore(std::unique_ptr<store::AttachmentStore> inner) : inner_(std::move(inner)) {}

  void create(store::NewAttachment attachment, store::Completion<base::AttachmentId> done) override {
    inner_->create(std::move(attachment), std::move(done));
  }
  void write_chunk(base::AttachmentId id, base::DeviceId uploader, std::uint64_t offset, base::Bytes bytes,
                   store::Completion<core::AttachmentInfo> done) override {
    inner_->write_chunk(id, uploader, offset, std::move(bytes), std::move(done));
  }
  void sweep(store::Completion<bool> done) override { inner_->sweep(std::move(done)); }
  void info(base::AttachmentId id, store::Completion<core::AttachmentInfo> done) override { inner_->info(id, std::move(done)); }
  void read(base::AttachmentId id, std::uint64_t offset, std::size_t length, store::Completion<base::Bytes> done) override {
    inner_->read(id, offset, length, std::move(done));
  }

 protected:
  [[nodiscard]] store::AttachmentStore& inner() { return *inner_; }

 private:
  std::unique_ptr<store::AttachmentStore> inner_;
};

}  // namespace valise::tests
