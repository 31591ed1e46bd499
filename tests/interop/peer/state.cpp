#include "tests/interop/peer/state.hpp"

#include <chrono>
#include <limits>

namespace valise::interop {
namespace {

class AcceptAll final : public mls::CredentialPolicy {
 public:
  [[nodiscard]] bool accepts(const mls::CredentialCheck& /*check*/) const override { return true; }
};

mls::UnixSeconds now() {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  return mls::UnixSeconds(std::chrono::duration<std::uint64_t>(static_cast<std::uint64_t>(seconds.count())));
}

template <class Named>
Result<typename Named::mapped_type*> find(Named& all, const std::string& name) {
  const auto found = all.find(name);
  if (found == all.end()) return base::fail(PeerError::unknown_name);
  return &found->second;
}

}  // namespace

std::optional<mls::SecretBytes> KnownPsks::find(ByteView psk_id) const {
  const auto found = keys_.find(base::to_bytes(psk_id));
  if (found == keys_.end()) return std::nullopt;
  return mls::SecretBytes::copy_of(found->second);
}

SignatureKey::SignatureKey(base::Random& random) {
  auto key = crypto::SigningKey::generate(random);
  seed = base::to_bytes(ByteView(key.expose_seed().expose()));
  signer = std::make_shared<mls::Ed25519Signer>(std::move(key));
}

mls::Validation Peer::validation(const KnownPsks& psks) {
  static const AcceptAll credentials;
  return {.credentials = credentials,
          .now = now(),
          .psks = &psks,
          .longest_lifetime = std::numeric_limits<std::uint64_t>::max(),
          .external_commits = mls::ExternalCommits::accept,
          .new_member_proposals = mls::NewMemberProposals::accept};
}

mls::Lifetime Peer::lifetime() {
  constexpr std::uint64_t hour = 3600;
  const std::uint64_t seconds = now().time_since_epoch().count();
  return {.not_before = seconds - hour, .not_after = seconds + 30 * 24 * hour};
}

Result<Membership*> Peer::group(const std::string& name) { return find(groups_, name); }
Result<OwnKeyPackage*> Peer::package(const std::string& name) { return find(packages_, name); }

Result<> Peer::require_free_group(const std::string& name) const {
  if (groups_.contains(name)) return base::fail(PeerError::name_taken);
  return {};
}

Result<> Peer::require_free_package(const std::string& name) const {
  if (packages_.contains(name)) return base::fail(PeerError::name_taken);
  return {};
}

Membership& Peer::add_group(const std::string& name, Membership membership) {
  return groups_.emplace(name, std::move(membership)).first->second;
}

OwnKeyPackage& Peer::add_package(const std::string& name, OwnKeyPackage package) {
  return packages_.emplace(name, std::move(package)).first->second;
}

}  // namespace valise::interop
