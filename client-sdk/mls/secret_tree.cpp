#include "client-sdk/mls/secret_tree.hpp"

#include <bit>
#include <limits>

namespace valise::mls {
namespace {

constexpr Generation last_generation{std::numeric_limits<std::uint32_t>::max()};

Generation after(Generation generation) { return Generation(generation.value() + 1); }

// take_key gives the key of a generation and moves its ratchet's secret on to the next one.
MessageKey take_key(const CipherSuite& suite, RatchetSecret& secret, Generation generation) {
  Derivation from(suite, secret.expose());
  MessageKey out{from.tree_secret<AeadKey>("key", generation, suite.key_size()),
                 from.tree_secret<AeadNonce>("nonce", generation, suite.nonce_size())};
  secret = from.tree_secret<RatchetSecret>("secret", generation, suite.hash_size());
  return out;
}

}  // namespace

SecretTree::SecretTree(const CipherSuite& suite, std::uint32_t width, EncryptionSecret secret) : SecretTree(suite, width) {
  nodes_.emplace(root(width), std::move(secret).retag<TreeNodeSecret>());
}

TreeNodeSecret SecretTree::open_path(LeafIndex leaf) {
  NodeIndex node = to_node(leaf);
  while (!nodes_.contains(node)) node = parent(node, width_);
  while (!is_leaf(node)) {
    Derivation from(*suite_, nodes_.extract(node).mapped().expose());
    const auto child = [&](std::string_view side) {
      return from.derive<TreeNodeSecret>("tree", base::as_bytes(side), suite_->hash_size());
    };
    nodes_.emplace(left(node), child("left"));
    nodes_.emplace(right(node), child("right"));
    node = is_below(to_node(leaf), left(node)) ? left(node) : right(node);
  }
  return std::move(nodes_.extract(node).mapped());
}

SecretTree::Sender& SecretTree::sender(LeafIndex leaf) {
  if (const auto found = senders_.find(leaf); found != senders_.end()) return found->second;
  Derivation from(*suite_, open_path(leaf).expose());
  const auto ratchet = [&](std::string_view label) { return Ratchet{from.secret<RatchetSecret>(label), Generation(0), {}}; };
  return senders_.emplace(leaf, Sender{ratchet("handshake"), ratchet("application")}).first->second;
}

Result<OutgoingKey> SecretTree::next_key(LeafIndex self, RatchetType type) {
  Ratchet& ratchet = sender(self).of(type);
  if (ratchet.next == last_generation) return base::fail(MlsError::generation_too_far, "own messages");
  OutgoingKey out{ratchet.next, take_key(*suite_, ratchet.secret, ratchet.next)};
  ratchet.next = after(ratchet.next);
  return out;
}

Result<KeyCandidate> SecretTree::candidate(LeafIndex leaf, RatchetType type, Generation generation) {
  if (leaf.value() >= width_) return base::fail(MlsError::unknown_sender);
  Ratchet& ratchet = sender(leaf).of(type);
  if (generation < ratchet.next) {
    const auto found = ratchet.skipped.find(generation);
    if (found == ratchet.skipped.end()) return base::fail(MlsError::key_already_used);
    return KeyCandidate(leaf, type, generation, found->second.duplicate());
  }
  if (generation == last_generation || generation.value() - ratchet.next.value() > max_forward) {
    return base::fail(MlsError::generation_too_far);
  }
  KeyCandidate::Advance advance{ratchet.secret.duplicate(), {}};
  for (Generation step = ratchet.next; step < generation; step = after(step)) {
    advance.skipped.emplace(step, take_key(*suite_, advance.secret, step));
  }
  KeyCandidate out(leaf, type, generation, take_key(*suite_, advance.secret, generation));
  out.advance_ = std::move(advance);
  return out;
}

void SecretTree::consume(KeyCandidate candidate) {
  Ratchet& ratchet = sender(candidate.leaf_).of(candidate.type_);
  if (!candidate.advance_) {
    ratchet.skipped.erase(candidate.generation_);
    return;
  }
  ratchet.secret = std::move(candidate.advance_->secret);
  ratchet.next = after(candidate.generation_);
  if (candidate.advance_->skipped.empty()) return;
  ratchet.skipped.merge(candidate.advance_->skipped);
  while (ratchet.skipped.size() > max_skipped_keys_of_sender) ratchet.skipped.erase(ratchet.skipped.begin());
  enforce_bound();
}

std::size_t SecretTree::skipped_keys() const {
  std::size_t count = 0;
  for (const auto& [leaf, sender] : senders_) count += sender.handshake.skipped.size() + sender.application.skipped.size();
  return count;
}

void SecretTree::enforce_bound() {
  std::size_t count = skipped_keys();
  if (count <= max_skipped_keys) return;
  const auto emptier = [](const Ratchet* a, const Ratchet* b) { return a->skipped.size() < b->skipped.size(); };
  std::vector<Ratchet*> fullest_first;
  for (auto& [leaf, sender] : senders_) {
    for (Ratchet* ratchet : {&sender.handshake, &sender.application}) fullest_first.push_back(ratchet);
  }
  std::ranges::make_heap(fullest_first, emptier);
  for (; count > max_skipped_keys; --count) {
    std::ranges::pop_heap(fullest_first, emptier);
    fullest_first.back()->skipped.erase(fullest_first.back()->skipped.begin());
    std::ranges::push_heap(fullest_first, emptier);
  }
}

SecretTree::Ratchet SecretTree::duplicate(const Ratchet& ratchet) {
  Ratchet out{ratchet.secret.duplicate(), ratchet.next, {}};
  for (const auto& [generation, key] : ratchet.skipped) out.skipped.emplace(generation, key.duplicate());
  return out;
}

SecretTree SecretTree::duplicate() const {
  SecretTree out(*suite_, width_);
  for (const auto& [node, secret] : nodes_) out.nodes_.emplace(node, secret.duplicate());
  for (const auto& [leaf, from] : senders_)
    out.senders_.emplace(leaf, Sender{duplicate(from.handshake), duplicate(from.application)});
  return out;
}

void SecretTree::save(SecretWriter& out, const Ratchet& ratchet) {
  out.secret(ratchet.secret).value(ratchet.next).u32(static_cast<std::uint32_t>(ratchet.skipped.size()));
  for (const auto& [generation, key] : ratchet.skipped) out.value(generation).secret(key.key).secret(key.nonce);
}

SecretTree::Ratchet SecretTree::restore_ratchet(const CipherSuite& suite, Decoder& in) {
  Ratchet out{read_secret<RatchetSecret>(in, suite.hash_size()), in.value<Generation>(), {}};
  const std::uint32_t count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const auto generation = in.value<Generation>();
    auto key = read_secret<AeadKey>(in, suite.key_size());
    in_order(in, out.skipped, generation, MessageKey{std::move(key), read_secret<AeadNonce>(in, suite.nonce_size())});
  }
  if (!out.skipped.empty() && !(out.skipped.rbegin()->first < out.next)) in.fail(MlsError::bad_saved_state, "skipped keys");
  return out;
}

bool SecretTree::covers_every_leaf() const {
  std::vector<std::pair<LeafIndex, LeafIndex>> parts;
  for (const auto& [node, secret] : nodes_) {
    if (node.value() >= node_count(width_)) return false;
    parts.emplace_back(first_leaf(node), end_leaf(node));
  }
  for (const auto& [leaf, from] : senders_) {
    if (leaf.value() >= width_) return false;
    parts.emplace_back(leaf, LeafIndex(leaf.value() + 1));
  }
  std::ranges::sort(parts);
  LeafIndex end(0);
  for (const auto& [first, after] : parts) {
    if (first != end) return false;
    end = after;
  }
  return end == LeafIndex(width_);
}

void SecretTree::save(SecretWriter& out) const {
  out.u32(width_).u32(static_cast<std::uint32_t>(nodes_.size()));
  for (const auto& [node, secret] : nodes_) out.value(node).secret(secret);
  out.u32(static_cast<std::uint32_t>(senders_.size()));
  for (const auto& [leaf, from] : senders_) {
    out.value(leaf);
    save(out, from.handshake);
    save(out, from.application);
  }
}

SecretTree SecretTree::restore(const CipherSuite& suite, Decoder& in) {
  const std::uint32_t width = in.u32();
  if (!std::has_single_bit(width) || width > max_leaves) in.fail(MlsError::bad_saved_state, "secret tree");
  SecretTree out(suite, in.ok() ? width : 1);
  const std::uint32_t nodes = in.u32();
  for (std::uint32_t i = 0; i < nodes && in.ok(); ++i) {
    const auto node = in.value<NodeIndex>();
    in_order(in, out.nodes_, node, read_secret<TreeNodeSecret>(in, suite.hash_size()));
  }
  const std::uint32_t senders = in.u32();
  for (std::uint32_t i = 0; i < senders && in.ok(); ++i) {
    const auto leaf = in.value<LeafIndex>();
    auto handshake = restore_ratchet(suite, in);
    in_order(in, out.senders_, leaf, Sender{std::move(handshake), restore_ratchet(suite, in)});
  }
  if (in.ok() && !out.covers_every_leaf()) in.fail(MlsError::bad_saved_state, "secret tree");
  return out;
}

}  // namespace valise::mls
