// SharedArray<T>: an array whose copies share its blocks until one of them changes. A copy costs a pointer for each block, a
// change at most the copy of one block. T is cheap to copy and compare. One array is for one thread at a time; copies are
// independent.
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
  [[nodiscard]] const T& operator[](std::size_t index) const { return (*blocks_[index / BlockSize])[index % BlockSize]; }
  void set(std::size_t index, T value) { own_block(index / BlockSize)[index % BlockSize] = std::move(value); }

  // resize cuts off, or appends values T{}.
  void resize(std::size_t size) {
    blocks_.resize((size + BlockSize - 1) / BlockSize, std::make_shared<Block>());
    for (std::size_t i = size; i < size_ && i < blocks_.size() * BlockSize; ++i) set(i, T{});
    size_ = size;
  }

  // each_equal calls found(index) for all places where `value` stands.
  template <class Found>
  void each_equal(const T& value, Found&& found) const {
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      if (!stands_in(*blocks_[block], value)) continue;
      for (std::size_t i = block * BlockSize; i < std::min(size_, (block + 1) * BlockSize); ++i) {
        if ((*this)[i] == value) found(i);
      }
    }
  }

  // each_change calls found(index) for all places where something else stands than in `before`, or than T{} if that had no such
  // place.
  template <class Found>
  void each_change(const SharedArray& before, Found&& found) const {
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      if (block < before.blocks_.size() && blocks_[block] == before.blocks_[block]) continue;
      for (std::size_t i = block * BlockSize; i < std::min(size_, (block + 1) * BlockSize); ++i) {
        if ((*this)[i] != (i < before.size_ ? before[i] : T{})) found(i);
      }
    }
  }

 private:
  using Block = std::array<T, BlockSize>;

  // stands_in looks at the whole block whatever it finds, so that it can be done several values at a time.
  [[nodiscard]] static bool stands_in(const Block& block, const T& value) {
    bool found = false;
    for (const T& other : block) found |= other == value;
    return found;
  }

  Block& own_block(std::size_t index) {
    std::shared_ptr<Block>& block = blocks_[index];
    if (block.use_count() != 1) block = std::make_shared<Block>(*block);
    std::atomic_thread_fence(std::memory_order_acquire);  // after what another thread's array did with the block it shared
    return *block;
  }

  std::vector<std::shared_ptr<Block>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace valise::mls
