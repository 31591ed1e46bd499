#include "tests/simulation/listener.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/content.hpp"
#include "tests/simulation/must.hpp"

namespace valise::simulation {

namespace client = sdk::client;
namespace store = sdk::store;

namespace {

// A thief asks no directory.
class Anybody final : public mls::CredentialPolicy {
 public:
  [[nodiscard]] bool accepts(const mls::CredentialCheck&) const override { return true; }
};

using Numbered = std::multimap<std::uint64_t, base::Bytes>;

base::Result<> collect(store::Transaction& tx, const base::RoomId& room, Traffic& traffic, Numbered& commits) {
  for (std::int64_t id = 1;; ++id) {
    auto item = must(tx.outbox().find(store::OutboxId(id)));
    if (!item) break;
    if (item->room == room && item->protected_form) traffic.messages.push_back(item->protected_form->ciphertext);
  }
  must(tx.sent_commits().lose_after(room, base::RoomSeq(0)));
  for (auto& lost : must(tx.sent_commits().lost())) {
    if (lost.room == room && !lost.founding) commits.emplace(lost.room_seq.value(), std::move(lost.commit));
  }
  return base::fail(store::StoreError::not_found);  // nothing of this is kept
}

base::RoomId id_of(const std::string& room) { return *base::RoomId::parse(base::ByteView(base::parse_hex(room).value())); }

}  // namespace

Traffic traffic_of(Journey& journey, const std::string& room) {
  Traffic out;
  Numbered commits;
  for (std::size_t device = 0; device < journey.devices(); ++device) {
    if (!journey.device(device).up()) continue;
    const auto looked = journey.device(device).context().store.transaction(
        [&](store::Transaction& tx) { return collect(tx, id_of(room), out, commits); });
    static_cast<void>(looked);
  }
  for (auto& [number, commit] : commits) out.commits.push_back(std::move(commit));
  return out;
}

Listener::Listener(Journey& journey, std::size_t device, const std::string& room)
    : room_(must(client::load_room_group(journey.device(device).context(), id_of(room)))),
      now_(client::to_seconds(journey.device(device).context().clock.now())) {}

void Listener::read_messages(const Traffic& traffic, std::multiset<std::string>& texts) {
  const Anybody policy;
  for (const auto& message : traffic.messages) {
    auto handled = room_.group.handle(message, {.credentials = policy, .now = now_});
    if (!handled) continue;
    const auto* said = std::get_if<mls::ApplicationMessage>(&*handled);
    const auto content = said != nullptr ? client::parse_content(said->plaintext) : std::nullopt;
    if (content && content->has_text()) texts.insert(content->text().text());
  }
}

bool Listener::follow(const base::Bytes& commit) {
  const Anybody policy;
  auto handled = room_.group.handle(commit, {.credentials = policy, .now = now_});
  if (!handled) return false;
  auto* staged = std::get_if<mls::StagedCommit>(&*handled);
  return staged != nullptr && !staged->summary.removes_self && room_.group.merge(std::move(*staged));
}

std::multiset<std::string> Listener::read(const Traffic& traffic) {
  std::multiset<std::string> texts;
  read_messages(traffic, texts);
  for (const auto& commit : traffic.commits) {
    if (!follow(commit)) continue;
    ++followed_;
    read_messages(traffic, texts);
  }
  return texts;
}

}  // namespace valise::simulation
