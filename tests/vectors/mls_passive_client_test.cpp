// passive-client-welcome, passive-client-handling-commit, passive-client-random: a member that joins and follows along.
#include <map>

#include "client-sdk/mls/group.hpp"
#include "tests/vectors/vector_file.hpp"

namespace valise::mls::vectors {
namespace {

class AcceptAll final : public CredentialPolicy {
 public:
  bool accepts(const CredentialCheck& /*check*/) const override { return true; }
};

class GivenPsks final : public PskStore {
 public:
  explicit GivenPsks(const std::vector<Case>& list) {
    for (const Case& psk : list) keys_[hex(psk.at("psk_id"))] = hex(psk.at("psk"));
  }
  std::optional<SecretBytes> find(ByteView id) const override {
    const auto found = keys_.find(base::to_bytes(id));
    if (found == keys_.end()) return std::nullopt;
    return SecretBytes::copy_of(found->second);
  }

 private:
  std::map<Bytes, Bytes> keys_;
};

void follow(const Case& c, const CipherSuite& /*suite*/) {
  const AcceptAll accept_all;
  const GivenPsks psks(c.at("external_psks").as_array());
  // The vectors' lifetimes are as long as can be.
  const Validation validation{.credentials = accept_all,
                              .now = UnixSeconds(std::chrono::seconds(1700000000)),
                              .psks = &psks,
                              .longest_lifetime = ~std::uint64_t{0},
                              .received_lifetimes = LifetimeCheck::ignore,
                              .external_commits = ExternalCommits::accept,
                              .new_member_proposals = NewMemberProposals::accept};
  auto package = from_message<KeyPackage>(hex(c.at("key_package")));
  ASSERT_TRUE(package);
  const KeyPackageBundle bundle{std::move(*package), HpkePrivateKey::from_bytes(hex(c.at("init_priv"))),
                                HpkePrivateKey::from_bytes(hex(c.at("encryption_priv")))};
  Bytes tree;
  if (!c.at("ratchet_tree").is_null()) tree = hex(c.at("ratchet_tree"));
  auto group = Group::join(hex(c.at("welcome")), bundle, signer(c.at("signature_priv")), validation,
                           tree.empty() ? std::nullopt : std::optional<ByteView>(tree));
  ASSERT_TRUE(group) << group.error().message();
  EXPECT_EQ(group->epoch_authenticator(), hex(c.at("initial_epoch_authenticator")));
  for (const Case& epoch : c.at("epochs").as_array()) {
    SCOPED_TRACE("epoch " + std::to_string(group->epoch().value()));
    for (const Case& proposal : epoch.at("proposals").as_array()) {
      const auto kept = group->handle(hex(proposal), validation);
      ASSERT_TRUE(kept) << kept.error().message();
    }
    auto staged = group->handle(hex(epoch.at("commit")), validation);
    ASSERT_TRUE(staged) << staged.error().message();
    ASSERT_TRUE(group->merge(std::get<StagedCommit>(std::move(*staged))));
    ASSERT_EQ(group->epoch_authenticator(), hex(epoch.at("epoch_authenticator")));
  }
}

TEST(MlsVectors, PassiveClientWelcome) { for_each_case("passive-client-welcome", follow); }
TEST(MlsVectors, PassiveClientHandlingCommit) { for_each_case("passive-client-handling-commit", follow); }
TEST(MlsVectors, PassiveClientRandom) { for_each_case("passive-client-random", follow); }

}  // namespace
}  // namespace valise::mls::vectors
