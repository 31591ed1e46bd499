#include "tests/e2e/hostile/hostile_store.hpp"

#include <algorithm>
#include <ctime>

#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/suite_x25519.hpp"
#include "keys/crypto/random.hpp"

namespace valise::tests {
namespace {

void flip(base::Bytes& bytes, std::size_t at) {
  if (at < bytes.size()) bytes[at] ^= 0x01;
}

// next_message gives the first delivery from `from` on that is a message.
template <class Iterator>
Iterator next_message(Iterator from, Iterator end) {
  return std::find_if(from, end, [](const auto& delivery) { return delivery.kind == core::DeliveryKind::message; });
}

template <class Swap>
void swap_two_messages(std::vector<core::Delivery>& deliveries, Swap swap) {
  const auto first = next_message(deliveries.begin(), deliveries.end());
  if (first == deliveries.end()) return;
  const auto second = next_message(first + 1, deliveries.end());
  if (second == deliveries.end()) return;
  swap(*first, *second);
}

void swap_bodies(core::Delivery& a, core::Delivery& b) { std::swap(a.body, b.body); }

// Only the numbers of the mailbox stay in order.
void swap_all(core::Delivery& a, core::Delivery& b) {
  std::swap(a, b);
  std::swap(a.seq, b.seq);
}

// As correct as MLS can tell: only the directory knows that the key is not the device's.
base::Bytes invented_package(base::DeviceId device) {
  crypto::SystemRandom random;
  const mls::Ed25519Signer signer(crypto::SigningKey::generate(random));
  const auto now = static_cast<std::uint64_t>(std::time(nullptr));
  const mls::KeyPackageOptions options{.lifetime = {.not_before = now - 3600, .not_after = now + 24 * 3600},
                                       .supported_extensions = {mls::ExtensionType::valise_room_state}};
  const auto made = mls::generate_key_package(mls::suite_x25519_chacha20poly1305(), mls::Credential::basic(device.view()), signer,
                                              options, random);
  return made ? mls::to_message(made->package) : base::Bytes{};
}

void swap_packages(std::vector<core::ClaimedKeyPackage>& claimed) {
  if (claimed.size() > 1) std::swap(claimed[0].key_package, claimed[1].key_package);
}

// The stored form of a file: 24 bytes, then encrypted chunks of this size (docs/PROTOCOL.md, "Attachments").
constexpr std::ptrdiff_t kHeader = 24, kChunk = 64 * 1024 + 17;

void swap_two_chunks(base::Bytes& start_of_file) {
  if (static_cast<std::ptrdiff_t>(start_of_file.size()) < kHeader + 2 * kChunk) return;
  const auto first = start_of_file.begin() + kHeader;
  std::swap_ranges(first, first + kChunk, first + kChunk);
}

}  // namespace

void HostileStore::observe(store::StoreObserver* observer) {
  auto news = observer == nullptr ? nullptr : std::make_unique<News>(*observer);
  inner().observe(news.get());
  news_ = std::move(news);
}

void HostileStore::read_log(store::LogRange range, store::Completion<std::vector<base::Bytes>> done) {
  inner().read_log(range, [this, done = std::move(done)](base::Result<std::vector<base::Bytes>> entries) mutable {
    if (entries && !entries->empty()) {
      // A SignedStatement ends with its signatures.
      if (lie_.now() == Lie::forged_entry) flip(entries->back(), entries->back().size() - 1);
      if (lie_.now() == Lie::dropped_entry) entries->pop_back();
    }
    done(std::move(entries));
  });
}

void HostileStore::claim_key_packages(core::ClaimSubmission submission,
                                      store::Completion<std::vector<core::ClaimedKeyPackage>> done) {
  auto altered = [this, done = std::move(done)](base::Result<std::vector<core::ClaimedKeyPackage>> claimed) mutable {
    if (claimed && lie_.now() == Lie::swapped_package) swap_packages(*claimed);
    if (claimed && lie_.now() == Lie::invented_package) {
      for (auto& package : *claimed) package.key_package = invented_package(package.device);
    }
    done(std::move(claimed));
  };
  inner().claim_key_packages(std::move(submission), std::move(altered));
}

void HostileStore::submit_message(core::MessageSubmission submission, store::Completion<core::Submitted> done) {
  if (lie_.now() != Lie::forgotten) return inner().submit_message(std::move(submission), std::move(done));
  auto acknowledge_all = [done = std::move(done)](base::Result<core::RoomInfo> room) mutable {
    if (!room) return done(std::unexpected(std::move(room.error())));
    done(core::Submitted{.room_seq = base::RoomSeq(room->last_seq.value() + 1), .accepted_at = {}});
  };
  inner().room_info(submission.room, submission.submitter, std::move(acknowledge_all));
}

void HostileStore::acknowledge(base::DeviceId device, base::MailboxSeq up_to, store::Completion<> done) {
  inner().acknowledge(device, from_device(device, up_to), std::move(done));
}

void HostileStore::read_deliveries(store::DeliveryRange range, store::Completion<std::vector<core::Delivery>> done) {
  const auto device = range.device;
  const auto after = range.after;
  range.after = from_device(device, after);
  inner().read_deliveries(range, [this, device, after, done = std::move(done)](base::Result<Deliveries> deliveries) mutable {
    if (deliveries) {
      tamper(device, *deliveries);
      insert_replay(device, after, *deliveries);
    }
    done(std::move(deliveries));
  });
}

void HostileStore::mailbox_state(base::DeviceId device, store::Completion<core::MailboxState> done) {
  inner().mailbox_state(device, [this, device, done = std::move(done)](base::Result<core::MailboxState> state) mutable {
    if (state) *state = {to_device(device, state->first_seq), to_device(device, state->last_seq)};
    done(std::move(state));
  });
}

void HostileStore::tamper(base::DeviceId device, Deliveries& deliveries) {
  const auto lie = lie_.now();
  const auto message = next_message(deliveries.begin(), deliveries.end());
  if (lie == Lie::altered_message && message != deliveries.end()) flip(message->body, message->body.size() - 1);
  if (lie == Lie::reordered) swap_two_messages(deliveries, swap_bodies);
  if (lie == Lie::renumbered) swap_two_messages(deliveries, swap_all);
  if (lie == Lie::replayed) begin_replay(device, deliveries);
}

void HostileStore::begin_replay(base::DeviceId device, const Deliveries& deliveries) {
  const auto message = next_message(deliveries.begin(), deliveries.end());
  const std::lock_guard lock(mutex_);
  if (message == deliveries.end() || replays_.contains(device)) return;
  auto copy = *message;
  copy.seq = base::MailboxSeq(copy.seq.value() + 1);
  replays_[device] = {std::move(copy)};
}

void HostileStore::insert_replay(base::DeviceId device, base::MailboxSeq after, Deliveries& deliveries) {
  const std::lock_guard lock(mutex_);
  const auto replay = replays_.find(device);
  if (replay == replays_.end() || lie_.now() != Lie::replayed) return;
  const auto& copy = replay->second.copy;
  for (auto& delivery : deliveries) {
    if (delivery.seq >= copy.seq) delivery.seq = base::MailboxSeq(delivery.seq.value() + 1);
  }
  const auto place = std::ranges::find_if(deliveries, [&](const auto& delivery) { return delivery.seq > copy.seq; });
  const bool reached = after.value() + 1 == copy.seq.value() ||
                       std::ranges::any_of(deliveries, [&](const auto& d) { return d.seq.value() + 1 == copy.seq.value(); });
  if (after < copy.seq && reached) deliveries.insert(place, copy);
}

base::MailboxSeq HostileStore::to_device(base::DeviceId device, base::MailboxSeq real) {
  const std::lock_guard lock(mutex_);
  const auto replay = replays_.find(device);
  const bool later = replay != replays_.end() && lie_.now() == Lie::replayed && real >= replay->second.copy.seq;
  return later ? base::MailboxSeq(real.value() + 1) : real;
}

base::MailboxSeq HostileStore::from_device(base::DeviceId device, base::MailboxSeq shown) {
  const std::lock_guard lock(mutex_);
  const auto replay = replays_.find(device);
  const bool later = replay != replays_.end() && lie_.now() == Lie::replayed && shown >= replay->second.copy.seq;
  return later ? base::MailboxSeq(shown.value() - 1) : shown;
}

void HostileAttachmentStore::read(base::AttachmentId id, std::uint64_t offset, std::size_t length,
                                  store::Completion<base::Bytes> done) {
  inner().read(id, offset, length, [this, offset, done = std::move(done)](base::Result<base::Bytes> bytes) mutable {
    if (bytes && offset == 0 && lie_.now() == Lie::reordered_chunks) swap_two_chunks(*bytes);
    if (bytes && offset == 0 && lie_.now() == Lie::altered_chunk) flip(*bytes, bytes->size() / 2);
    done(std::move(bytes));
  });
}

}  // namespace valise::tests
