#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls {
namespace {

enum class NodeType : std::uint8_t { leaf = 1, parent = 2 };

std::size_t parent_slot(NodeIndex node) { return node.value() / 2; }

// mark is how a key begins. Keys that begin alike are told apart by looking at them.
std::uint32_t mark(ByteView key) {
  std::uint32_t out = 0;
  for (Byte byte : key.first(std::min(key.size(), sizeof out))) out = out << 8 | byte;
  return out;
}

}  // namespace

void ParentNode::encode(base::Writer& out) const {
  write(out, encryption_key);
  out.opaque(parent_hash);
  write_list(out, unmerged_leaves);
}

ParentNode ParentNode::decode(Decoder& in) {
  ParentNode out{
      .encryption_key = in.value<HpkePublicKey>(), .parent_hash = in.opaque(), .unmerged_leaves = in.list<LeafIndex>()};
  if (std::ranges::adjacent_find(out.unmerged_leaves, std::greater_equal{}) != out.unmerged_leaves.end()) {
    in.fail(MlsError::malformed, "unmerged leaves");
  }
  return out;
}

RatchetTree::RatchetTree() { resize(1); }

void RatchetTree::resize(std::uint32_t width) {
  leaves_.resize(width);
  parents_.resize(width - 1);
  hashes_.resize(node_count(width));
  encryption_marks_.resize(node_count(width));
  signature_marks_.resize(width);
}

const LeafNode* RatchetTree::leaf(LeafIndex index) const {
  return index.value() < leaves_.size() ? leaves_[index.value()].get() : nullptr;
}

const ParentNode* RatchetTree::parent(NodeIndex node) const {
  return !is_leaf(node) && parent_slot(node) < parents_.size() ? parents_[parent_slot(node)].get() : nullptr;
}

const HpkePublicKey* RatchetTree::encryption_key(NodeIndex node) const {
  if (is_leaf(node)) {
    const LeafNode* found = leaf(to_leaf(node));
    return found ? &found->encryption_key : nullptr;
  }
  const ParentNode* found = parent(node);
  return found ? &found->encryption_key : nullptr;
}

std::vector<LeafIndex> RatchetTree::members() const {
  std::vector<LeafIndex> out;
  for (std::uint32_t i = 0; i < width(); ++i) {
    if (leaves_[i]) out.push_back(LeafIndex(i));
  }
  return out;
}

LeafIndex RatchetTree::first_blank() const {
  std::uint32_t index = 0;
  while (index < width() && leaves_[index]) ++index;
  return LeafIndex(index);
}

LeafIndex RatchetTree::reserve() {
  const LeafIndex index = first_blank();
  if (index.value() == width()) resize(width() * 2);
  return index;
}

LeafIndex RatchetTree::add(LeafNode leaf) {
  const LeafIndex index = reserve();
  for (NodeIndex node : direct_path(to_node(index), width())) {
    const ParentNode* above = parent(node);
    if (!above) continue;
    ParentNode changed = *above;
    const auto place = std::ranges::lower_bound(changed.unmerged_leaves, index);
    changed.unmerged_leaves.insert(place, index);
    set_parent(node, std::move(changed));
  }
  set_leaf(index, std::move(leaf));
  return index;
}

void RatchetTree::update(LeafIndex index, LeafNode leaf) {
  set_leaf(index, std::move(leaf));
  blank_path(index);
}

void RatchetTree::remove(LeafIndex index) {
  put_leaf(index, nullptr);
  blank_path(index);
  truncate();
}

void RatchetTree::truncate() {
  std::uint32_t used = width();
  while (used > 0 && !leaves_[used - 1]) --used;
  const std::uint32_t wanted = full_width(used);
  if (wanted < width()) resize(wanted);
}

void RatchetTree::blank_path(LeafIndex index) {
  for (NodeIndex node : direct_path(to_node(index), width())) {
    if (parent(node)) put_parent(node, nullptr);
  }
}

void RatchetTree::set_leaf(LeafIndex index, LeafNode leaf) { put_leaf(index, std::make_shared<const LeafNode>(std::move(leaf))); }

void RatchetTree::set_parent(NodeIndex node, ParentNode content) {
  put_parent(node, std::make_shared<const ParentNode>(std::move(content)));
}

void RatchetTree::put_leaf(LeafIndex index, std::shared_ptr<const LeafNode> leaf) {
  encryption_marks_.set(to_node(index).value(), leaf ? mark(leaf->encryption_key.data) : 0);
  signature_marks_.set(index.value(), leaf ? mark(leaf->signature_key.data) : 0);
  if (leaves_[index.value()]) --member_count_;
  if (leaf) ++member_count_;
  leaves_.set(index.value(), std::move(leaf));
  forget_hashes_above(to_node(index));
}

void RatchetTree::put_parent(NodeIndex node, std::shared_ptr<const ParentNode> content) {
  encryption_marks_.set(node.value(), content ? mark(content->encryption_key.data) : 0);
  parents_.set(parent_slot(node), std::move(content));
  forget_hashes_above(node);
}

// Above a node whose hash is not known, none is.
void RatchetTree::forget_hashes_above(NodeIndex node) {
  const NodeIndex top = root();
  for (; hashes_[node.value()].size != 0; node = mls::parent(node, width())) {
    hashes_.set(node.value(), {});
    if (node == top) return;
  }
}

std::size_t RatchetTree::count_encryption_key(const HpkePublicKey& key) const {
  std::size_t count = 0;
  encryption_marks_.each_equal(mark(key.data), [&](std::size_t i) {
    const HpkePublicKey* other = encryption_key(NodeIndex(static_cast<std::uint32_t>(i)));
    if (other && *other == key) ++count;
  });
  return count;
}

std::size_t RatchetTree::count_signature_key(const SignaturePublicKey& key) const {
  std::size_t count = 0;
  signature_marks_.each_equal(mark(key.data), [&](std::size_t i) {
    if (leaves_[i] && leaves_[i]->signature_key == key) ++count;
  });
  return count;
}

std::vector<LeafIndex> RatchetTree::changed_leaves(const RatchetTree& before) const {
  std::vector<LeafIndex> out;
  leaves_.each_change(before.leaves_, [&](std::size_t i) { out.push_back(LeafIndex(static_cast<std::uint32_t>(i))); });
  return out;
}

std::vector<NodeIndex> RatchetTree::changed_parents(const RatchetTree& before) const {
  std::vector<NodeIndex> out;
  parents_.each_change(before.parents_, [&](std::size_t i) {
    if (parents_[i]) out.push_back(NodeIndex(static_cast<std::uint32_t>(2 * i + 1)));
  });
  return out;
}

std::vector<NodeIndex> RatchetTree::resolution(NodeIndex node) const {
  std::vector<NodeIndex> out;
  std::vector<NodeIndex> open = {node};
  while (!open.empty()) {
    const NodeIndex next = open.back();
    open.pop_back();
    if (!is_blank(next)) {
      out.push_back(next);
      if (const ParentNode* content = parent(next)) {
        for (LeafIndex leaf : content->unmerged_leaves) out.push_back(to_node(leaf));
      }
    } else if (!is_leaf(next)) {
      open.push_back(right(next));
      open.push_back(left(next));
    }
  }
  return out;
}

bool RatchetTree::has_nobody(NodeIndex node) const {
  return is_blank(node) && (is_leaf(node) || (has_nobody(left(node)) && has_nobody(right(node))));
}

std::vector<PathStep> RatchetTree::filtered_direct_path(LeafIndex index) const {
  std::vector<PathStep> out;
  NodeIndex below = to_node(index);
  for (NodeIndex node : direct_path(below, width())) {
    const NodeIndex copath_child = sibling(below, width());
    if (!has_nobody(copath_child)) out.push_back({node, copath_child});
    below = node;
  }
  return out;
}

void RatchetTree::encode(base::Writer& out) const {
  std::uint32_t end = node_count(width());
  while (end > 0 && is_blank(NodeIndex(end - 1))) --end;
  out.opaque_of([&](base::Writer& inside) {
    for (std::uint32_t i = 0; i < end; ++i) {
      const NodeIndex node(i);
      inside.u8(is_blank(node) ? 0 : 1);
      if (is_blank(node)) continue;
      write(inside, is_leaf(node) ? NodeType::leaf : NodeType::parent);
      if (is_leaf(node))
        write(inside, *leaf(to_leaf(node)));
      else
        write(inside, *parent(node));
    }
  });
}

RatchetTree RatchetTree::decode(Decoder& in) {
  RatchetTree out;
  Decoder inside(in.view());
  std::uint32_t count = 0;
  bool last_is_blank = true;
  for (; inside.more(); ++count) {
    const NodeIndex node(count);
    if (count >= node_count(out.width())) {
      if (out.width() * 2 > max_leaves) return in.fail(MlsError::too_large, "ratchet tree"), out;
      out.resize(out.width() * 2);
    }
    last_is_blank = !inside.present();
    if (last_is_blank) continue;
    if (inside.value<NodeType>() != (is_leaf(node) ? NodeType::leaf : NodeType::parent)) {
      inside.fail(MlsError::malformed, "node type");
    } else if (is_leaf(node)) {
      out.set_leaf(to_leaf(node), inside.value<LeafNode>());
    } else {
      out.set_parent(node, inside.value<ParentNode>());
    }
  }
  if (auto done = inside.finish(); !done) in.fail(done.error().code, std::move(done.error().context));
  if (last_is_blank) in.fail(MlsError::malformed, "the last node of the tree is blank");
  return out;
}

}  // namespace valise::mls
