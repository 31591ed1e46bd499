#include "sql/write_ahead_log.hpp"

namespace valise::sql {
namespace {

constexpr std::size_t kHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::uint32_t kMagic = 0x377f0682;  // plus 1: checksums take words big-endian

enum class Order { little, big };

std::uint32_t word(base::ByteView bytes, std::size_t at, Order order) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t from = order == Order::big ? at + i : at + 3 - i;
    value = value << 8 | bytes[from];
  }
  return value;
}
std::uint32_t big(base::ByteView bytes, std::size_t at) { return word(bytes, at, Order::big); }

// Sum is the running checksum over pairs of words.
struct Sum {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  void add(base::ByteView bytes, Order order) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(bytes, at, order) + second;
      second += word(bytes, at + 4, order) + first;
    }
  }
  [[nodiscard]] bool stands_at(base::ByteView bytes, std::size_t at) const {
    return big(bytes, at) == first && big(bytes, at + 4) == second;
  }
};

Order order_of(base::ByteView header) { return (big(header, 0) & 1) != 0 ? Order::big : Order::little; }

bool is_page_size(std::uint32_t size) { return size >= 512 && size <= 65536 && (size & (size - 1)) == 0; }

}  // namespace

std::optional<LogEnd> parse_log_header(base::ByteView header) {
  if (header.size() < kHeader || (big(header, 0) & ~1U) != kMagic || !is_page_size(big(header, 8))) return std::nullopt;
  Sum sum;
  sum.add(header.first(24), order_of(header));
  if (!sum.stands_at(header, 24)) return std::nullopt;
  return LogEnd{.salt1 = big(header, 16), .salt2 = big(header, 20)};
}

std::optional<LogEnd> find_log_end(base::ByteView log) {
  auto end = parse_log_header(log);
  if (!end) return std::nullopt;
  const Order order = order_of(log);
  const std::size_t page = big(log, 8);
  Sum sum;
  sum.add(log.first(24), order);
  std::uint32_t number = 0;
  for (base::ByteView rest = log.subspan(kHeader); rest.size() >= kFrameHeader + page; rest = rest.subspan(kFrameHeader + page)) {
    if (big(rest, 8) != end->salt1 || big(rest, 12) != end->salt2) break;
    sum.add(rest.first(8), order);
    sum.add(rest.subspan(kFrameHeader, page), order);
    if (!sum.stands_at(rest, 16)) break;
    ++number;
    if (big(rest, 4) != 0) end->frames = number;  // the last page of a transaction
  }
  return end;
}

}  // namespace valise::sql
