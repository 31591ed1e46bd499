#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls {
namespace {

enum class NodeType : std::uint8_t { leaf = 1, parent = 2 };

std::size_t parent_slot(NodeIndex node) { return node.value() / 2; }

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
  const auto found = std::ranges::find(leaves_, nullptr);
  return LeafIndex(static_cast<std::uint32_t>(found - leaves_.begin()));
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
  leaves_[index.value()].reset();
  forget_hashes_above(to_node(index));
  blank_path(index);
  truncate();
}

void RatchetTree::truncate() {
  const auto last = std::ranges::find_if(leaves_.rbegin(), leaves_.rend(), [](const auto& leaf) { return leaf != nullptr; });
  const auto used = static_cast<std::uint32_t>(leaves_.rend() - last);
  const std::uint32_t wanted = full_width(used);
  if (wanted < width()) resize(wanted);
}

void RatchetTree::blank_path(LeafIndex index) {
  for (NodeIndex node : direct_path(to_node(index), width())) {
    parents_[parent_slot(node)].reset();
    hashes_[node.value()].clear();
  }
}

void RatchetTree::set_leaf(LeafIndex index, LeafNode leaf) {
  leaves_[index.value()] = std::make_shared<const LeafNode>(std::move(leaf));
  forget_hashes_above(to_node(index));
}

void RatchetTree::set_parent(NodeIndex node, ParentNode content) {
  parents_[parent_slot(node)] = std::make_shared<const ParentNode>(std::move(content));
  forget_hashes_above(node);
}

void RatchetTree::forget_hashes_above(NodeIndex node) {
  hashes_[node.value()].clear();
  for (NodeIndex above : direct_path(node, width())) hashes_[above.value()].clear();
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

std::vector<PathStep> RatchetTree::filtered_direct_path(LeafIndex index) const {
  std::vector<PathStep> out;
  NodeIndex below = to_node(index);
  for (NodeIndex node : direct_path(below, width())) {
    const NodeIndex copath_child = sibling(below, width());
    if (!resolution(copath_child).empty()) out.push_back({node, copath_child});
    below = node;
  }
  return out;
}

void RatchetTree::encode(base::Writer& out) const {
  base::Writer inside;
  std::uint32_t end = node_count(width());
  while (end > 0 && is_blank(NodeIndex(end - 1))) --end;
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
  out.opaque(inside.view());
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
      out.leaves_[node.value() / 2] = std::make_shared<const LeafNode>(inside.value<LeafNode>());
    } else {
      out.parents_[parent_slot(node)] = std::make_shared<const ParentNode>(inside.value<ParentNode>());
    }
  }
  if (auto done = inside.finish(); !done) in.fail(done.error().code, std::move(done.error().context));
  if (last_is_blank) in.fail(MlsError::malformed, "the last node of the tree is blank");
  return out;
}

}  // namespace valise::mls
