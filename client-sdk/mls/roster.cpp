#include "client-sdk/mls/roster.hpp"

namespace valise::mls {

std::optional<Member> Roster::find(LeafIndex index) const {
  if (index.value() >= leaves_.size() || !leaves_[index.value()]) return std::nullopt;
  const LeafNode& leaf = *leaves_[index.value()];
  return Member{index, leaf.credential, leaf.signature_key};
}

std::vector<Member> Roster::all() const {
  std::vector<Member> out;
  for (std::uint32_t i = 0; i < leaves_.size(); ++i) {
    if (auto member = find(LeafIndex(i))) out.push_back(std::move(*member));
  }
  return out;
}

void Roster::save(SecretWriter& out) const {
  std::vector<std::uint32_t> present;
  for (std::uint32_t i = 0; i < leaves_.size(); ++i) {
    if (leaves_[i]) present.push_back(i);
  }
  out.u32(static_cast<std::uint32_t>(present.size()));
  for (std::uint32_t i : present) out.u32(i).value(leaves_[i]->credential).value(leaves_[i]->signature_key);
}

Roster Roster::restore(Decoder& in) {
  Roster out;
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const std::uint32_t index = in.u32();
    // In their order, as save has them: each is further on than all before it.
    if (index >= max_leaves || index < out.leaves_.size()) return in.fail(MlsError::bad_saved_state, "roster"), out;
    LeafNode leaf{.credential = in.value<Credential>()};
    leaf.signature_key = in.value<SignaturePublicKey>();
    out.leaves_.resize(index + 1);
    out.leaves_.set(index, std::make_shared<const LeafNode>(std::move(leaf)));
  }
  return out;
}

}  // namespace valise::mls
