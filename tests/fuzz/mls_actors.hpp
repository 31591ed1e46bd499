// Members for fuzz targets of MLS: deterministic, on the quick suite, and watched: whatever fails must have left the group as it
// was, and whatever succeeds must have left it sound.
#pragma once

#include "client-sdk/mls/group.hpp"
#include "tests/fuzz/quick_suite.hpp"
#include "tests/fuzz/target.hpp"

namespace valise::fuzz {

class CountingRandom final : public base::Random {
 public:
  // fill never gives the same bytes twice.
  void fill(base::MutableBytes out) override {
    for (base::Byte& byte : out) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<base::Byte>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

class AnyCredential final : public mls::CredentialPolicy {
 public:
  bool accepts(const mls::CredentialCheck& check) const override { return check.credential.identity.size() < 8; }
};

class OnePsk final : public mls::PskStore {
 public:
  std::optional<mls::SecretBytes> find(mls::ByteView id) const override;
};

// Surroundings is what all actors share.
struct Surroundings {
  CountingRandom random;
  AnyCredential policy;
  OnePsk psks;
  mls::Validation validation{.credentials = policy,
                             .now = mls::UnixSeconds(std::chrono::duration<std::uint64_t>(1'800'000'000)),
                             .psks = &psks,
                             .types = &types(),
                             .external_commits = mls::ExternalCommits::accept,
                             .new_member_proposals = mls::NewMemberProposals::accept};
  // custom is a proposal type that the application registered, besides those of MLS.
  static constexpr mls::ProposalType custom{0xf111};
  [[nodiscard]] static const mls::TypeRegistry& types();
  static mls::Lifetime lifetime() { return {1'799'000'000, 1'801'000'000}; }
  static mls::Bytes psk_id() { return {7}; }
};

// Snapshot is a group's saved state.
struct Snapshot {
  explicit Snapshot(const mls::Group& group);
  mls::Bytes epoch;
  mls::Bytes ratchets;
  std::size_t past;

  // same_as is true also where only ratchets were derived that the secret tree had not derived yet (SecretTree::candidate).
  [[nodiscard]] bool same_as(const Snapshot& other) const;
};

// unless_done calls `operation` on the group; if that fails, the group must be as it was.
template <class Operation>
auto unless_done(const mls::Group& group, const Operation& operation) {
  const Snapshot before(group);
  auto result = operation();
  if (!result) require(before.same_as(Snapshot(group)));
  return result;
}

// reborn gives the group as it is after a restart, which must be the same.
[[nodiscard]] mls::Group reborn(const mls::Group& group, std::shared_ptr<const mls::Signer> signer);
// state_of gives a copy of the group's current epoch.
[[nodiscard]] mls::EpochState state_of(const mls::Group& group);
// require_sound checks what holds for every group: private keys fit the tree, the tree fits the context.
void require_sound(const mls::Group& group);
// require_usable does so and lets a copy commit and speak.
void require_usable(const mls::Group& group, std::shared_ptr<const mls::Signer> signer, Surroundings& world);

// received hands a message to the group. A commit must not have changed anything yet.
[[nodiscard]] mls::Result<mls::Handled> received(mls::Group& group, mls::ByteView message, const mls::Validation& validation);
// merged merges and checks that the summary told the truth.
void merged(mls::Group& group, mls::StagedCommit staged);

struct Actor {
  explicit Actor(std::uint8_t number);

  mls::Bytes name;
  std::shared_ptr<const mls::Signer> signer;
  std::vector<mls::KeyPackageBundle> bundles;
  std::optional<mls::Group> group;

  [[nodiscard]] bool active() const { return group && group->active(); }
  void create(Surroundings& world);
  // package makes a new key package, whose bundle is kept.
  [[nodiscard]] mls::KeyPackage package(Surroundings& world);
  // join joins by one of the bundles, which must be possible.
  void join(mls::ByteView welcome, std::optional<mls::ByteView> tree, const Surroundings& world);
};

}  // namespace valise::fuzz
