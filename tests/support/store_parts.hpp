// What tests of the relay's store are made of: recognisable ids, a clock that stands still, a key.
#pragma once

#include <atomic>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "server/store/sqlcipher_store.hpp"

namespace valise::tests {

class StoppedClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return base::from_wire(millis_.load()) + jumped_.load(); }
  [[nodiscard]] base::Monotonic monotonic() const override { return base::Monotonic{std::chrono::milliseconds(millis_.load())}; }
  void advance(std::chrono::milliseconds by) { millis_ += static_cast<std::uint64_t>(by.count()); }
  // jump sets the wall clock alone.
  void jump(std::chrono::milliseconds by) { jumped_ = jumped_.load() + by; }

 private:
  std::atomic<std::chrono::milliseconds> jumped_{};
  std::atomic<std::uint64_t> millis_{1'800'000'000'000};
};

// numbered makes an id that is recognisable: `n` in its first bytes.
template <class Id>
Id numbered(std::uint32_t n) {
  base::ByteArray<Id::size> bytes{};
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<base::Byte>(n >> (8 * i));
  return Id(bytes);
}
// number_of gives the `n` of such an id.
template <class Id>
std::uint32_t number_of(const Id& id) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < 4; ++i) n |= static_cast<std::uint32_t>(id.view()[i]) << (8 * i);
  return n;
}
inline base::DeviceId device(std::uint32_t n) { return numbered<base::DeviceId>(n); }
inline base::RoomId room(std::uint32_t n) { return numbered<base::RoomId>(n); }
inline base::IdempotencyKey key(std::uint32_t n) { return numbered<base::IdempotencyKey>(n); }
inline base::MailboxSeq seq(std::uint64_t n) { return base::MailboxSeq(n); }

inline server::store::StoreKey store_key(base::Byte fill) {
  base::ByteArray<32> bytes;
  bytes.fill(fill);
  return server::store::StoreKey::from_bytes(bytes);
}

}  // namespace valise::tests
