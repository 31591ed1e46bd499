// What MLS tests are built from: seeded randomness, members with names, and a policy that records its questions.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/suite_x25519.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::mls::test {

using tests::SeededRandom;

struct AskedCredential {
  CredentialEvent event;
  std::string identity;
  bool has_replaced;
};

class RecordingPolicy final : public CredentialPolicy {
 public:
  bool accepts(const CredentialCheck& check) const override {
    asked.push_back({check.event, base::to_string(check.credential.identity), check.replaced != nullptr});
    return !(refuse && refuse(check));
  }
  bool same_client(const Credential& a, const Credential& b) const override {
    return (one_leaf_per_identity && a == b) || (same && same(a, b));
  }

  mutable std::vector<AskedCredential> asked;
  std::function<bool(const CredentialCheck&)> refuse;
  bool one_leaf_per_identity = false;
  std::function<bool(const Credential&, const Credential&)> same;
};

class GivenPsks final : public PskStore {
 public:
  std::optional<SecretBytes> find(ByteView id) const override {
    const auto found = keys.find(base::to_bytes(id));
    if (found == keys.end()) return std::nullopt;
    return SecretBytes::copy_of(found->second);
  }
  std::map<Bytes, Bytes> keys;
};

inline constexpr std::uint64_t test_time = 1'800'000'000;
inline constexpr CipherSuiteId test_suite = CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519;
inline Lifetime test_lifetime() { return {test_time - 3600, test_time + 30 * 24 * 3600}; }

// World is what all members of a test share.
struct World {
  explicit World(std::uint64_t seed = 1, CipherSuiteId suite_id = test_suite)
      : random(seed), suite(*CipherSuite::find(suite_id)) {}

  SeededRandom random;
  const CipherSuite& suite;
  RecordingPolicy policy;
  GivenPsks psks;
  Validation validation{
      .credentials = policy, .now = UnixSeconds(std::chrono::duration<std::uint64_t>(test_time)), .psks = &psks};
};

struct Person {
  Person(World& shared, const std::string& its_name);

  [[nodiscard]] KeyPackageBundle key_package(KeyPackageOptions options = {.lifetime = test_lifetime()});
  // create, join and settle expect success.
  void create(Extensions context_extensions = {});
  void join(const Bytes& welcome, const KeyPackageBundle& bundle);
  [[nodiscard]] Bytes send(std::string_view text);
  // settle merges a pending commit or a received one.
  void settle(PendingCommit pending);
  void settle(Result<Handled> handled);
  void receive_commit(const Bytes& message) { settle(group->handle(message, world->validation)); }
  [[nodiscard]] Result<Handled> handle(const Bytes& message) { return group->handle(message, world->validation); }
  // restart saves and restores the group.
  void restart();

  World* world;
  std::string name;
  std::shared_ptr<const Signer> signer;
  std::optional<Group> group;
};

// text_of gives the plaintext of a handled application message, or the error's text.
[[nodiscard]] std::string text_of(const Result<Handled>& handled);
// error_of gives the code of a failure, or MlsError{} for a success.
template <class T>
[[nodiscard]] std::error_code error_of(const Result<T>& result) {
  return result ? std::error_code{} : result.error().code;
}
// copy_state gives the whole state of the person's current epoch.
[[nodiscard]] EpochState copy_state(const Person& person);
[[nodiscard]] VerifiedKeyPackage verified(const KeyPackageBundle& bundle);

// Room is a group of several persons who all are online: commit() lets everyone follow.
struct Room {
  Room(World& shared, const std::vector<std::string>& names);

  Person& at(const std::string& name);
  [[nodiscard]] std::vector<Person*> active();
  // commit makes a commit by `by` and lets all others process it; new persons join by the Welcome.
  void commit(const std::string& by, CommitOptions options, const std::vector<std::string>& new_names = {});
  void remove(const std::string& by, const std::string& who);
  // expect_agreement checks epoch, epoch authenticator, tree hash and private keys of all.
  void expect_agreement();

  World& world;
  std::map<std::string, std::unique_ptr<Person>> people;
};

}  // namespace valise::mls::test
