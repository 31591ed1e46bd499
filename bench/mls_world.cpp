#include "bench/mls_world.hpp"

#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/suite_x25519.hpp"
#include "client-sdk/mls/tree_validation.hpp"

namespace valise::mls::bench {
namespace {

constexpr std::uint64_t now = 1'800'000'000;
constexpr Lifetime lifetime{now - 1, now + 1000};

class AcceptAll final : public CredentialPolicy {
 public:
  bool accepts(const CredentialCheck& /*check*/) const override { return true; }
};

const CipherSuite& suite() { return suite_x25519_chacha20poly1305(); }

// FullTree is built from below the group: each member renews its path in turn, and the two members of interest take their share
// of each path's secrets, as they would have from the commits.
struct FullTree {
  explicit FullTree(std::uint32_t size);
  // state enters the epoch as the member with those keys sees it. All members must enter with the same epoch secret.
  [[nodiscard]] EpochState state(PrivateTree keys, const EpochSecret& epoch) const;

  RatchetTree tree;
  Bytes group_id;
  Device first{0};
  Device last;
  std::optional<PrivateTree> first_keys;
  std::optional<PrivateTree> last_keys;

 private:
  void renew(const Device& device, PrivateTree& keys);
  void follow(PrivateTree& keys, LeafIndex committer, const NewPath& path) const;
};

FullTree::FullTree(std::uint32_t size) : group_id(base::to_bytes("bench")), last(size - 1) {
  std::vector<Device> devices;
  std::vector<PrivateTree> keys;
  for (std::uint32_t i = 0; i < size; ++i) {
    devices.emplace_back(i);
    KeyPackageBundle bundle = devices.back().key_package();
    keys.emplace_back(tree.add(std::move(bundle.package.leaf_node)), std::move(bundle.encryption_key));
  }
  first = devices.front();
  last = devices.back();
  first_keys = std::move(keys.front());
  last_keys = std::move(keys.back());
  renew(first, *first_keys);
  for (std::uint32_t i = 1; i + 1 < size; ++i) renew(devices[i], keys[i]);
  renew(last, *last_keys);
}

void FullTree::renew(const Device& device, PrivateTree& keys) {
  const LeafNode leaf = *tree.leaf(keys.self());
  const NewPath path = must(renew_path(suite(), tree, keys, {leaf.credential, leaf.capabilities, leaf.extensions}, group_id,
                                       *device.signer(), random_source()));
  for (std::optional<PrivateTree>* other : {&first_keys, &last_keys}) {
    if (*other && (*other)->self() != keys.self()) follow(**other, keys.self(), path);
  }
}

void FullTree::follow(PrivateTree& keys, LeafIndex committer, const NewPath& path) const {
  const auto shared = std::ranges::find(path.steps, common_ancestor(committer, keys.self()), &PathStep::node);
  const PathSecret* secret = path.secret_for(shared->node);
  static_cast<void>(must(keys.implant(suite(), tree, std::span(shared, path.steps.end()), secret->duplicate())));
}

EpochState FullTree::state(PrivateTree keys, const EpochSecret& epoch) const {
  GroupContext context{
      .cipher_suite = suite().id(), .group_id = group_id, .epoch = Epoch(1), .tree_hash = tree.root_hash(suite())};
  return enter_epoch(suite(), std::move(context), tree, std::move(keys), epoch.duplicate());
}

void check(const FullTree& made) {
  must(verify_parent_hashes(suite(), made.tree));
  must(verify_leaf_signatures(suite(), made.tree, made.group_id));
}

Group group_with(const Device& device, EpochState state) {
  Group out = device.create();
  PendingCommit entering{
      .message = {}, .welcome = {}, .summary = {}, .next = std::move(state), .base = out.epoch_authenticator()};
  must(out.merge(std::move(entering)));
  return out;
}

}  // namespace

base::Random& random_source() {
  static crypto::SystemRandom source;
  return source;
}

const Validation& rules() {
  static const AcceptAll accept_all;
  static const Validation validation{.credentials = accept_all, .now = UnixSeconds(std::chrono::duration<std::uint64_t>(now))};
  return validation;
}

Device::Device(std::uint32_t number)
    : signer_(std::make_shared<Ed25519Signer>(crypto::SigningKey::generate(random_source()))),
      credential_(Credential::basic(encode(number))) {}

KeyPackageBundle Device::key_package() const {
  return must(generate_key_package(suite(), credential_, *signer_, {.lifetime = lifetime}, random_source()));
}

Group Device::create() const {
  return must(Group::create({.group_id = base::to_bytes("bench"), .credential = credential_, .lifetime = lifetime}, signer_,
                            random_source()));
}

Crowd::Crowd(std::uint32_t size) : last(size - 1), last_bundle(last.key_package()) {
  for (std::uint32_t i = 1; i + 1 < size; ++i) packages.push_back(Device(i).key_package().package);
  packages.push_back(last_bundle.package);
}

std::vector<VerifiedKeyPackage> Crowd::verified() const {
  std::vector<VerifiedKeyPackage> out;
  for (const KeyPackage& package : packages) out.push_back(must(verify_key_package(package)));
  return out;
}

Pair full_pair(std::uint32_t size) {
  FullTree made(size);
  check(made);
  const auto epoch = EpochSecret::make(suite().hash_size(), [](MutableBytes out) { random_source().fill(out); });
  Group first = group_with(made.first, made.state(std::move(*made.first_keys), epoch));
  Group last = group_with(made.last, made.state(std::move(*made.last_keys), epoch));
  return {std::move(first), std::move(last)};
}

}  // namespace valise::mls::bench
