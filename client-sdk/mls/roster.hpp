// Roster: who the members of an epoch were, for messages that come after it has ended. It shares the leaves of the tree that it
// was made from.
#pragma once

#include "client-sdk/mls/ratchet_tree.hpp"
#include "client-sdk/mls/saved_state.hpp"

namespace valise::mls {

struct Member {
  LeafIndex index;
  Credential credential;
  SignaturePublicKey signature_key;
};

class Roster {
 public:
  Roster() = default;
  explicit Roster(const RatchetTree& tree) : leaves_(tree.leaves()) {}

  // find gives nothing for a leaf that was blank or not there.
  [[nodiscard]] std::optional<Member> find(LeafIndex index) const;
  [[nodiscard]] std::vector<Member> all() const;

  void save(SecretWriter& out) const;
  static Roster restore(Decoder& in);

 private:
  RatchetTree::Leaves leaves_;  // of leaves that were restored, only credential and signature key are there
};

}  // namespace valise::mls
