// SharedArray<T>: an array whose copies share what they have in common: its values stand in blocks, the blocks hang on branches.
// A copy costs a pointer for each branch, a change at most the copy of one branch and one block. T is cheap to copy and compare.
// One array is for one thread at a time; copies are independent.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace valise::mls {

template <class T, std::size_t BlockSize = 16>
class SharedArray {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return (*block(index / BlockSize))[index % BlockSize]; }
  void set(std::size_t index, T value) { own_block(index / BlockSize)[index % BlockSize] = std::move(value); }

  // resize cuts off, or appends values T{}.
  void resize(std::size_t size) {
    const std::size_t branches = (size + branch_capacity - 1) / branch_capacity;
    if (branches > branches_.size()) branches_.resize(branches, blank_branch());
    branches_.resize(branches);
    for (std::size_t i = size; i < size_ && i < branches * branch_capacity; ++i) set(i, T{});
    size_ = size;
  }

  // each_equal calls found(index) for all places where `value` stands.
  template <class Found>
  void each_equal(const T& value, Found&& found) const {
    for (std::size_t begin = 0; begin < size_; begin += BlockSize) {
      const Block& candidates = *block(begin / BlockSize);
      if (!stands_in(candidates, value)) continue;
      for (std::size_t i = begin; i < std::min(size_, begin + BlockSize); ++i) {
        if (candidates[i - begin] == value) found(i);
      }
    }
  }

  // each_change calls found(index) for all places where something else stands than in `before`, or than T{} if that had no such
  // place.
  template <class Found>
  void each_change(const SharedArray& before, Found&& found) const {
    for (std::size_t begin = 0; begin < size_; begin += BlockSize) {
      const std::size_t branch = begin / branch_capacity;
      if (branch < before.branches_.size() && branches_[branch] == before.branches_[branch]) {
        begin = (branch + 1) * branch_capacity - BlockSize;
        continue;
      }
      if (begin < before.size_ && block(begin / BlockSize) == before.block(begin / BlockSize)) continue;
      for (std::size_t i = begin; i < std::min(size_, begin + BlockSize); ++i) {
        if ((*this)[i] != (i < before.size_ ? before[i] : T{})) found(i);
      }
    }
  }

 private:
  static constexpr std::size_t branch_size = 16;
  static constexpr std::size_t branch_capacity = branch_size * BlockSize;
  using Block = std::array<T, BlockSize>;
  using Branch = std::array<std::shared_ptr<Block>, branch_size>;

  static std::shared_ptr<Branch> blank_branch() {
    auto out = std::make_shared<Branch>();
    out->fill(std::make_shared<Block>());
    return out;
  }

  // own gives a thing that no other array has: what stands there, or a copy in its place.
  template <class Shared>
  static Shared& own(std::shared_ptr<Shared>& shared) {
    if (shared.use_count() != 1) shared = std::make_shared<Shared>(*shared);
    std::atomic_thread_fence(std::memory_order_acquire);  // after what another thread's array did with the thing it shared
    return *shared;
  }

  [[nodiscard]] const std::shared_ptr<Block>& block(std::size_t index) const {
    return (*branches_[index / branch_size])[index % branch_size];
  }
  Block& own_block(std::size_t index) { return own(own(branches_[index / branch_size])[index % branch_size]); }

  // stands_in looks at the whole block whatever it finds, so that it can be done several values at a time.
  [[nodiscard]] static bool stands_in(const Block& block, const T& value) {
    bool found = false;
    for (const T& other : block) found |= other == value;
    return found;
  }

  std::vector<std::shared_ptr<Branch>> branches_;
  std::size_t size_ = 0;
};

}  // namespace valise::mls
