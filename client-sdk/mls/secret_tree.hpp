// SecretTree: the keys of an epoch's messages (RFC 9420 section 9). Secrets are deleted as they are consumed (9.2).
//
// A received message's key is looked up (candidate), tried, and consumed only when the message proved genuine: one that was
// tampered with costs nobody the key of the true one. A ratchet moves forward at most max_forward generations for one message;
// keys that were skipped are kept within bounds, the oldest of the sender with the most going first.
#pragma once

#include <map>

#include "client-sdk/mls/labels.hpp"
#include "client-sdk/mls/saved_state.hpp"
#include "client-sdk/mls/tree_math.hpp"

namespace valise::mls {

enum class RatchetType : std::uint8_t { handshake, application };

struct MessageKey {
  AeadKey key;
  AeadNonce nonce;

  [[nodiscard]] MessageKey duplicate() const { return {key.duplicate(), nonce.duplicate()}; }
};

struct OutgoingKey {
  Generation generation;
  MessageKey key;
};

// KeyCandidate is a message key not yet consumed, with what its consumption will change.
class KeyCandidate {
 public:
  [[nodiscard]] const MessageKey& key() const { return key_; }
  [[nodiscard]] Generation generation() const { return generation_; }

 private:
  friend class SecretTree;
  struct Advance {
    RatchetSecret secret;
    std::map<Generation, MessageKey> skipped;
  };
  KeyCandidate(LeafIndex leaf, RatchetType type, Generation generation, MessageKey key)
      : leaf_(leaf), type_(type), generation_(generation), key_(std::move(key)) {}

  LeafIndex leaf_;
  RatchetType type_;
  Generation generation_;
  MessageKey key_;
  std::optional<Advance> advance_;  // nothing: it is a skipped key
};

class SecretTree {
 public:
  SecretTree(const CipherSuite& suite, std::uint32_t width, EncryptionSecret secret);

  // next_key takes the next key of one's own ratchet. Fails with generation_too_far after 2^32-1 messages.
  [[nodiscard]] Result<OutgoingKey> next_key(LeafIndex self, RatchetType type);
  // candidate fails with unknown_sender outside the tree, key_already_used, generation_too_far. It changes nothing that matters:
  // at most it derives the leaf's ratchets.
  [[nodiscard]] Result<KeyCandidate> candidate(LeafIndex sender, RatchetType type, Generation generation);
  // consume makes the candidate's change. The candidate must be the latest for its ratchet.
  void consume(KeyCandidate candidate);

  [[nodiscard]] std::size_t skipped_keys() const;
  [[nodiscard]] std::uint32_t width() const { return width_; }
  [[nodiscard]] SecretTree duplicate() const;
  void save(SecretWriter& out) const;
  // restore fails in the decoder (bad_saved_state) for anything that save does not write.
  static SecretTree restore(const CipherSuite& suite, Decoder& in);

 private:
  struct Ratchet {
    RatchetSecret secret;
    Generation next;
    std::map<Generation, MessageKey> skipped;
  };
  struct Sender {
    Ratchet handshake;
    Ratchet application;
    Ratchet& of(RatchetType type) { return type == RatchetType::handshake ? handshake : application; }
  };

  SecretTree(const CipherSuite& suite, std::uint32_t width) : suite_(&suite), width_(width) {}
  Sender& sender(LeafIndex leaf);
  // open_path derives the secrets from the nearest known node down to the leaf, deleting those on the way.
  TreeNodeSecret open_path(LeafIndex leaf);
  void enforce_bound();
  // covers_every_leaf tells whether each leaf has its ratchets or one secret above them.
  [[nodiscard]] bool covers_every_leaf() const;

  static void save(SecretWriter& out, const Ratchet& ratchet);
  static Ratchet restore_ratchet(const CipherSuite& suite, Decoder& in);
  static Ratchet duplicate(const Ratchet& ratchet);

  const CipherSuite* suite_;
  std::uint32_t width_;
  std::map<NodeIndex, TreeNodeSecret> nodes_;
  std::map<LeafIndex, Sender> senders_;
};

}  // namespace valise::mls
