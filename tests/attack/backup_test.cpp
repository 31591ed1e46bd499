// Row 32: a backup of history is confidential, whole or refused, and has nothing in it that could act as the device.
#include <gmock/gmock.h>

#include "client-sdk/client/backup_file.hpp"
#include "client-sdk/client/history_backup.hpp"
#include "client-sdk/mls/padding.hpp"
#include "keys/crypto/secretstream.hpp"
#include "tests/attack/paper_relay.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::string_view kWords = "words for the drawer";
constexpr std::size_t kSaltAt = 16 + 4 + 4;  // docs/PROTOCOL.md, "Backup"
constexpr std::size_t kSealedAt = kSaltAt + 16;
constexpr std::size_t kWindow = 16;  // bytes: no secret is shorter

crypto::Passphrase passphrase() {
  std::string words(kWords);
  return crypto::Passphrase::consume(words);
}

using Windows = std::set<std::string>;
Windows windows_of(base::ByteView bytes) {
  Windows out;
  const auto text = base::as_text(bytes);
  for (std::size_t at = 0; at + kWindow <= text.size(); ++at) {
    const auto window = text.substr(at, kWindow);
    if (std::set(window.begin(), window.end()).size() >= kWindow / 2) out.emplace(window);  // zeros and counters say nothing
  }
  return out;
}
// pieces_between gives what is left of `bytes` where those that everybody may know are cut out.
std::vector<base::ByteView> pieces_between(base::ByteView bytes, std::span<const base::Bytes> known) {
  std::vector<base::ByteView> out{bytes};
  for (const auto& value : known) {
    std::vector<base::ByteView> next;
    for (auto rest : out) {
      for (;;) {
        const auto found = std::ranges::search(rest, value);
        next.push_back(rest.first(static_cast<std::size_t>(found.begin() - rest.begin())));
        if (found.empty()) break;
        rest = rest.subspan(next.back().size() + value.size());
      }
    }
    out = std::move(next);
  }
  return out;
}
void leave_out(Windows& from, base::ByteView bytes) {
  for (const auto& window : windows_of(bytes)) from.erase(window);
}
// found_in gives those that are there, for eyes.
std::vector<std::string> found_in(const Windows& secrets, base::ByteView bytes) {
  std::vector<std::string> out;
  for (const auto& window : windows_of(bytes)) {
    if (secrets.contains(window)) out.push_back(base::to_hex(base::as_bytes(window)));
  }
  return out;
}

// opened gives what stands in a backup, sealed though it is.
base::Bytes opened(const std::string& file) {
  const auto bytes = base::as_bytes(file);
  crypto::Argon2Salt salt{};
  std::ranges::copy(bytes.subspan(kSaltAt, salt.size()), salt.begin());
  const auto key =
      crypto::argon2id<crypto::FileKey>(passphrase(), salt, crypto::params_of(crypto::Argon2Cost::test_minimum)).value();
  crypto::StreamHeader header{};
  std::ranges::copy(bytes.subspan(kSealedAt, header.size()), header.begin());
  crypto::StreamOpener opener(key, header);
  base::Bytes out;
  for (auto rest = bytes.subspan(kSealedAt + header.size()); !rest.empty();) {
    const auto size = std::min(rest.size(), kBackupChunk + crypto::stream_chunk_overhead);
    const auto chunk = opener.pull(rest.first(size)).value();
    out.insert(out.end(), chunk.data.begin(), chunk.data.end());
    rest = rest.subspan(size);
  }
  return out;
}

class StolenBackup : public PaperRelayTest {
 protected:
  std::string backup(std::size_t device) {
    const auto file = drawer_ / ("history-" + std::to_string(++number_));
    EXPECT_TRUE(write_backup(context(device), file, passphrase(), crypto::Argon2Cost::test_minimum));
    return tests::read_file(file);
  }
  bool accepted(const std::string& content) {
    tests::write_file(drawer_ / "altered", content);
    return valise::Backups::verify(drawer_ / "altered", std::string(kWords)).has_value();
  }
  // What would let somebody act as the device: the secrets of its groups, its keys, and those of its key packages. The context
  // and the authenticator of an epoch are signed with every message, the tree and the directory are for all to know.
  Windows secrets(std::size_t device, const std::string& room) {
    const auto shared = group(device, room);
    std::vector<base::Bytes> known{shared.group.epoch_authenticator(), mls::encode(shared.group.context()),
                                   mls::encode(shared.group.tree())};
    for (const auto& one : offices_.devices) known.push_back(base::to_bytes(one.id.view()));
    known.push_back(base::to_bytes(base::as_bytes(room)));
    Windows out;
    within(device, [&](store::Transaction& tx) -> Result<> {
      const auto id = *base::RoomId::parse(base::as_bytes(room));
      for (const auto part : {store::GroupPart::epoch, store::GroupPart::ratchet}) {
        const auto state = tx.rooms().load_group(id, part).value();
        for (const auto piece : pieces_between(state->expose(), known)) out.merge(windows_of(piece));
      }
      return {};
    });
    leave_out(out, mls::encode(shared.group.context()));  // those of past epochs have most of it
    auto state = base::to_bytes(shared.state.SerializeAsString());
    state.resize(state.size() + kWindow);  // a small number follows in both
    leave_out(out, state);
    for (const auto& entry : offices_.writer.entries()) leave_out(out, entry);
    const auto& own = offices_.devices[device];
    out.merge(windows_of(own.signature_key.expose_seed().expose()));
    out.merge(windows_of(own.transport_key.expose_seed().expose()));
    return out;
  }

 private:
  tests::TempFolder drawer_{"valise-drawer"};
  int number_ = 0;
};

TEST_F(StolenBackup, HasNoStateOfGroupsAndNoKeys) {
  const auto room = open();
  for (int i = 0; i < 5; ++i) speak(0, room, "Message " + std::to_string(i));
  const auto hidden = secrets(0, room);
  EXPECT_GT(hidden.size(), 500U);
  auto content = opened(backup(0));
  EXPECT_NE(base::as_text(content).find("Message 4"), std::string_view::npos) << "it is the backup";
  EXPECT_THAT(found_in(hidden, content), testing::IsEmpty());
  // The search finds a key that is there.
  const auto seed = offices_.devices[0].signature_key.expose_seed();
  content.insert(content.begin() + 100, seed.expose().begin(), seed.expose().end());
  EXPECT_THAT(found_in(hidden, content), testing::SizeIs(32U - kWindow + 1U));
}

TEST_F(StolenBackup, NoAlteredOneIsAccepted) {
  const auto room = open();
  speak(0, room, "Message");
  const auto genuine = backup(0);
  ASSERT_TRUE(accepted(genuine));
  std::size_t tried = 0, taken = 0;
  for (std::size_t at = 0; at < genuine.size(); at += at < 100 ? 1 : genuine.size() / 150) {
    if (at >= 16 && at < kSaltAt) continue;  // what the key's derivation costs: bounded, and another key
    auto altered = genuine;
    altered[at] = static_cast<char>(altered[at] ^ (1 << (at % 8)));
    ++tried;
    taken += accepted(altered) ? 1U : 0U;
  }
  for (std::size_t cut = 1; cut < genuine.size(); cut += genuine.size() / 50) {
    ++tried;
    taken += accepted(genuine.substr(0, genuine.size() - cut)) ? 1U : 0U;
  }
  taken += accepted(genuine + "x") || accepted(genuine + genuine) ? 1U : 0U;
  EXPECT_GT(tried, 250U);
  EXPECT_EQ(taken, 0U);
}

TEST_F(StolenBackup, ItsSizeTellsLittleOfWhatWasSaid) {
  const auto room = open();
  std::set<std::size_t> sizes, buckets;
  std::size_t said = 0;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 2; ++j) speak(0, room, std::string(static_cast<std::size_t>(i * 13 % 60), 'x') + std::to_string(++said));
    const auto content = opened(backup(0));
    EXPECT_EQ(mls::padme(content.size()), content.size()) << "nothing but a bucket";
    sizes.insert(content.size());
  }
  ASSERT_GT(sizes.size(), 1U) << "it does grow";
  for (auto size = *sizes.begin(); size <= *sizes.rbegin(); ++size) buckets.insert(mls::padme(size));
  EXPECT_LE(sizes.size(), buckets.size());
  EXPECT_LT(buckets.size() * 100, *sizes.rbegin() - *sizes.begin()) << "each stands for more than a hundred lengths";
}

}  // namespace
}  // namespace valise::sdk::client
