// What a peer remembers between two lines: groups and key packages under the names that the caller chose, with their PSKs.
// Secret, but this is a test program: it gives its keys away when it is asked.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/suite_x25519.hpp"
#include "tests/interop/peer/error.hpp"

namespace valise::interop {

using base::Bytes;
using base::ByteView;
using base::Result;

// KnownPsks are the external PSKs of one group, or those that will be known to the group that a key package joins.
class KnownPsks final : public mls::PskStore {
 public:
  [[nodiscard]] std::optional<mls::SecretBytes> find(ByteView psk_id) const override;
  void add(Bytes psk_id, Bytes key) { keys_[std::move(psk_id)] = std::move(key); }

 private:
  std::map<Bytes, Bytes> keys_;
};

// SignatureKey makes a fresh key, keeps its seed and signs with it.
struct SignatureKey {
  explicit SignatureKey(base::Random& random);

  Bytes seed;
  std::shared_ptr<const mls::Signer> signer;
};

struct Membership {
  mls::Group group;
  std::shared_ptr<const mls::Signer> signer;
  KnownPsks psks = {};
  mls::WireFormat format = mls::WireFormat::private_message;
  std::optional<mls::PendingCommit> pending = {};
};

struct OwnKeyPackage {
  mls::KeyPackageBundle bundle;
  SignatureKey key;
  KnownPsks psks = {};
};

// Peer belongs to one thread. Commands change it only when nothing can fail any more.
class Peer {
 public:
  explicit Peer(base::Random& random) : random_(&random) {}

  [[nodiscard]] base::Random& random() { return *random_; }
  // validation accepts every credential, every lifetime's length, external commits and proposals of new members; the clock is the
  // system's.
  [[nodiscard]] static mls::Validation validation(const KnownPsks& psks);
  // lifetime is that of leaves made now.
  [[nodiscard]] static mls::Lifetime lifetime();

  // group and package fail with unknown_name.
  [[nodiscard]] Result<Membership*> group(const std::string& name);
  [[nodiscard]] Result<OwnKeyPackage*> package(const std::string& name);
  // require_free fails with name_taken.
  [[nodiscard]] Result<> require_free_group(const std::string& name) const;
  [[nodiscard]] Result<> require_free_package(const std::string& name) const;
  // add_group and add_package require a free name.
  Membership& add_group(const std::string& name, Membership membership);
  OwnKeyPackage& add_package(const std::string& name, OwnKeyPackage package);
  void forget_group(const std::string& name) { groups_.erase(name); }

 private:
  base::Random* random_;
  std::map<std::string, Membership> groups_;
  std::map<std::string, OwnKeyPackage> packages_;
};

}  // namespace valise::interop
