// LockedBlock: memory for key material that the kernel does not write to swap and leaves out of core dumps.
//
// Blocks come from regions of their own, locked (mlock2, as pages are touched), excluded from dumps and between guard pages, so
// that no other part of the process can unlock a page that holds a key (locks of pages do not nest). A block is wiped when it is
// given back. Where RLIMIT_MEMLOCK allows no more, further regions are not locked: the program goes on, and locked_memory_use()
// says so. Threads: blocks may be taken and given back on any thread. docs/design/0035.
#pragma once

#include <utility>

#include "base/bytes.hpp"

namespace valise::crypto {

class LockedBlock {
 public:
  // The largest block. More is for ordinary memory: what is that large is a message on its way, not a key.
  static constexpr std::size_t max_size = 4096;

  // A block of no size.
  LockedBlock() noexcept = default;
  // A block of `size` bytes, all zero; `size` is at most max_size. Throws std::bad_alloc where there is no memory at all.
  explicit LockedBlock(std::size_t size);
  LockedBlock(LockedBlock&& other) noexcept
      : memory_(std::exchange(other.memory_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  LockedBlock& operator=(LockedBlock&& other) noexcept {
    LockedBlock taken(std::move(other));
    std::swap(memory_, taken.memory_);
    std::swap(size_, taken.size_);
    return *this;
  }
  LockedBlock(const LockedBlock&) = delete;
  LockedBlock& operator=(const LockedBlock&) = delete;
  ~LockedBlock() { release(); }

  [[nodiscard]] base::MutableBytes bytes() { return {memory_, size_}; }
  [[nodiscard]] base::ByteView bytes() const { return {memory_, size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  // release wipes the block and gives it back; of no size afterwards.
  void release() noexcept;

 private:
  base::Byte* memory_ = nullptr;
  std::size_t size_ = 0;
};

// What regions this process has, in bytes.
struct LockedMemoryUse {
  std::size_t locked = 0;
  std::size_t unlocked = 0;  // beyond the limit: may be swapped
};
[[nodiscard]] LockedMemoryUse locked_memory_use();

}  // namespace valise::crypto
