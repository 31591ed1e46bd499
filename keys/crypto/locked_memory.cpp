#include "keys/crypto/locked_memory.hpp"

#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <mutex>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define VALISE_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VALISE_POISON 1
#endif
#endif
#ifdef VALISE_POISON
extern "C" void __asan_poison_memory_region(const volatile void* memory, std::size_t size);  // NOLINT: of the compiler's runtime
extern "C" void __asan_unpoison_memory_region(const volatile void* memory, std::size_t size);  // NOLINT
#endif

namespace valise::crypto {
namespace {

using base::Byte;

constexpr std::size_t kSmallest = 32;
constexpr std::size_t kRegion = std::size_t{1} << 20;          // more than a client with hundreds of rooms needs
constexpr std::size_t kSmallestRegion = std::size_t{1} << 14;  // where the limit is 64 KiB, as it was on older systems
constexpr std::size_t kSlab = LockedBlock::max_size;           // what a size takes from a region at once
constexpr std::size_t kClasses = std::bit_width(LockedBlock::max_size / kSmallest);

std::size_t class_of(std::size_t size) { return size <= kSmallest ? 0 : std::bit_width((size - 1) / kSmallest); }
constexpr std::size_t slot_of(std::size_t index) { return kSmallest << index; }

// What is free is poisoned: AddressSanitizer reports whoever uses it.
void poison([[maybe_unused]] const Byte* memory, [[maybe_unused]] std::size_t size) {
#ifdef VALISE_POISON
  __asan_poison_memory_region(memory, size);
#endif
}
void unpoison([[maybe_unused]] const Byte* memory, [[maybe_unused]] std::size_t size) {
#ifdef VALISE_POISON
  __asan_unpoison_memory_region(memory, size);
#endif
}

// Arena keeps the free blocks of each size. What is free is all zero.
class Arena {
 public:
  Byte* take(std::size_t index) {
    const std::scoped_lock lock(mutex_);
    auto& free = free_[index];
    if (free.empty()) cut(index);
    Byte* out = free.back();
    free.pop_back();
    unpoison(out, slot_of(index));
    return out;
  }
  void give_back(Byte* slot, std::size_t index) noexcept {
    const std::scoped_lock lock(mutex_);
    poison(slot, slot_of(index));
    free_[index].push_back(slot);  // within the capacity that cut() reserved
  }
  LockedMemoryUse use() {
    const std::scoped_lock lock(mutex_);
    return use_;
  }

 private:
  // cut divides the next slab among the blocks of one size.
  void cut(std::size_t index) {
    if (left_.size() < kSlab) left_ = new_region();
    const std::size_t count = kSlab / slot_of(index);
    made_[index] += count;
    if (free_[index].capacity() < made_[index]) free_[index].reserve(2 * made_[index]);
    for (std::size_t i = 0; i < count; ++i) free_[index].push_back(left_.data() + i * slot_of(index));
    poison(left_.data(), kSlab);
    left_ = left_.subspan(kSlab);
  }

  base::MutableBytes new_region() {
    for (std::size_t size = kRegion; size >= kSmallestRegion && !full_; size /= 2) {
      const auto region = map(size);
      if (::mlock2(region.data(), size, MLOCK_ONFAULT) == 0) {
        use_.locked += size;
        return region;
      }
      ::munmap(region.data() - guard(), size + 2 * guard());
    }
    full_ = true;
    use_.unlocked += kRegion;
    return map(kRegion);
  }

  // map gives fresh zero pages between two that nobody may touch.
  static base::MutableBytes map(std::size_t size) {
    void* whole = ::mmap(nullptr, size + 2 * guard(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (whole == MAP_FAILED) throw std::bad_alloc();
    Byte* inner = static_cast<Byte*>(whole) + guard();
    if (::mprotect(inner, size, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    ::madvise(inner, size, MADV_DONTDUMP);  // a help only: dumps are off (process.hpp)
    return {inner, size};
  }
  static std::size_t guard() {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return page;
  }

  std::mutex mutex_;
  std::array<std::vector<Byte*>, kClasses> free_;
  std::array<std::size_t, kClasses> made_{};
  base::MutableBytes left_;  // of the newest region, not yet cut
  bool full_ = false;        // the limit is used up
  LockedMemoryUse use_;
};

// Never destroyed: secrets of static objects are given back after everything else.
Arena& arena() {
  static Arena& instance = *new Arena;
  return instance;
}

}  // namespace

LockedBlock::LockedBlock(std::size_t size) : memory_(size == 0 ? nullptr : arena().take(class_of(size))), size_(size) {}

void LockedBlock::release() noexcept {
  if (memory_ == nullptr) return;
  sodium_memzero(memory_, size_);
  arena().give_back(std::exchange(memory_, nullptr), class_of(std::exchange(size_, 0)));
}

LockedMemoryUse locked_memory_use() { return arena().use(); }

}  // namespace valise::crypto
