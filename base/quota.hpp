// Quota, QuotaMeter and QuotaTable: how much in what time, for many at once, in bounded memory.
//
// A meter is a leaking vessel: what is used goes in, and it empties evenly, from full to empty in one period. So a whole quota
// may be used at once, and after that as much as has run out meanwhile. Values only: the time comes from the caller. One thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace valise::base {

struct Quota {
  std::uint64_t amount = 0;
  std::chrono::seconds period{60};
};

class QuotaMeter {
 public:
  // wait gives how long until `amount` more fits; 0: now. More than the whole quota fits when the meter is empty.
  [[nodiscard]] std::chrono::milliseconds wait(const Quota& quota, Monotonic now, std::uint64_t amount) const;
  // use puts `amount` in, also beyond the quota: what could not be known before is paid for by those who come after.
  void use(const Quota& quota, Monotonic now, std::uint64_t amount);
  [[nodiscard]] bool empty(const Quota& quota, Monotonic now) const { return level(quota, now) <= 0; }

 private:
  [[nodiscard]] double level(const Quota& quota, Monotonic now) const;

  double level_ = 0;
  Monotonic at_{};
};

// QuotaTable has a meter for each key that has used anything lately, and one for all further keys together when there are more
// than `capacity` of them: strangers can make it neither grow nor forget what others have used.
//
// Meters outlive the connections that they are made for. So they stand in two pieces of memory, and not each in one of its own
// between those of a connection: there every one of them would keep a page from going back to the system.
class QuotaTable {
 public:
  QuotaTable(Quota quota, std::size_t capacity) : quota_(quota), capacity_(capacity), slots_(1) {}

  [[nodiscard]] std::chrono::milliseconds wait(std::string_view key, Monotonic now, std::uint64_t amount) const;
  void use(std::string_view key, Monotonic now, std::uint64_t amount);
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  // Slot of a table with open addressing; free without a key.
  struct Slot {
    static constexpr std::uint32_t free = UINT32_MAX;
    std::uint32_t key_at = free;  // in keys_
    std::uint32_t key_size = 0;
    QuotaMeter meter;
  };

  [[nodiscard]] std::string_view key_of(const Slot& slot) const { return {keys_.data() + slot.key_at, slot.key_size}; }
  // place_of gives where the key stands, or where it would. There is always a free slot.
  [[nodiscard]] std::size_t place_of(std::string_view key) const;
  Slot& add(std::string_view key);
  void rebuild(std::size_t slots, const std::function<bool(const QuotaMeter&)>& keep);
  QuotaMeter& meter_of(std::string_view key, Monotonic now);
  void forget_the_empty(Monotonic now);

  Quota quota_;
  std::size_t capacity_;
  std::vector<Slot> slots_;  // a power of two of them
  std::string keys_;
  std::size_t size_ = 0;
  QuotaMeter others_;
  Monotonic tidied_{};
};

}  // namespace valise::base
