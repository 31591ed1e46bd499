// TreeKEM: update paths (RFC 9420 sections 7.4 to 7.6), made and processed.
#pragma once

#include <map>

#include "client-sdk/mls/encoded_list.hpp"
#include "client-sdk/mls/ratchet_tree.hpp"
#include "client-sdk/mls/saved_state.hpp"

namespace valise::mls {

struct UpdatePathNode {
  HpkePublicKey encryption_key;
  EncodedList<HpkeCiphertext> encrypted_path_secret;

  void encode(base::Writer& out) const;
  static UpdatePathNode decode(Decoder& in);
};

struct UpdatePath {
  LeafNode leaf_node;
  std::vector<UpdatePathNode> nodes;

  void encode(base::Writer& out) const;
  static UpdatePath decode(Decoder& in);
};

// PrivateTree holds the private keys that a member knows: its leaf's and those of nodes above it. Secret.
class PrivateTree {
 public:
  PrivateTree(LeafIndex self, HpkePrivateKey leaf_key);

  [[nodiscard]] LeafIndex self() const { return self_; }
  [[nodiscard]] const HpkePrivateKey* find(NodeIndex node) const;
  void set(NodeIndex node, HpkePrivateKey key);
  // prune drops the keys of nodes that are blank or gone; call it after proposals were applied.
  void prune(const RatchetTree& tree);
  // matches tells whether every key here belongs to the public key in the tree.
  [[nodiscard]] bool matches(const CipherSuite& suite, const RatchetTree& tree) const;
  // implant derives and sets the keys of the given steps from the first one's path secret, and checks them against the tree.
  // Gives the secret that follows the last step's. Fails with invalid_update_path.
  [[nodiscard]] Result<CommitSecret> implant(const CipherSuite& suite, const RatchetTree& tree, std::span<const PathStep> steps,
                                             PathSecret first);
  [[nodiscard]] PrivateTree duplicate() const;

  void save(SecretWriter& out) const;
  static PrivateTree restore(Decoder& in);

 private:
  LeafIndex self_;
  std::map<NodeIndex, HpkePrivateKey> keys_;
};

// NewPath is an own update path before it is encrypted: the path secrets by node, from the leaf up.
struct NewPath {
  std::vector<PathStep> steps;
  std::vector<PathSecret> secrets;
  CommitSecret commit_secret;

  // secret_for gives the path secret of a node on the path (Welcome), or nothing.
  [[nodiscard]] const PathSecret* secret_for(NodeIndex node) const;
};

// LeafChange is what a new leaf of one's own is made from.
struct LeafChange {
  const Credential& credential;
  const Capabilities& capabilities;
  const Extensions& extensions;
};

// renew_path gives the member fresh keys along its direct path, in both trees, and signs its new leaf (7.5). Fails with
// signing_failed.
[[nodiscard]] Result<NewPath> renew_path(const CipherSuite& suite, RatchetTree& tree, PrivateTree& keys, const LeafChange& leaf,
                                         ByteView group_id, const Signer& signer, base::Random& random);
// encrypt_path encrypts the path secrets to the group, new members excluded; `context` is the encoded provisional GroupContext.
[[nodiscard]] Result<UpdatePath> encrypt_path(const CipherSuite& suite, const RatchetTree& tree, LeafIndex self,
                                              const NewPath& path, ByteView context, const std::vector<LeafIndex>& new_members,
                                              base::Random& random);

// merge_path applies another member's path to the public tree and checks its shape, fresh keys and parent hash (7.5, 7.9.2). The
// sender's leaf must be in the tree already unless it joins externally. Fails with invalid_update_path.
[[nodiscard]] Result<> merge_path(const CipherSuite& suite, RatchetTree& tree, LeafIndex sender, const UpdatePath& path);
// decrypt_path finds and opens this member's path secret in a merged path and takes the new private keys over. Fails with
// invalid_update_path or undecryptable.
[[nodiscard]] Result<CommitSecret> decrypt_path(const CipherSuite& suite, const RatchetTree& merged, PrivateTree& keys,
                                                LeafIndex sender, const UpdatePath& path, ByteView context,
                                                const std::vector<LeafIndex>& new_members);

}  // namespace valise::mls
