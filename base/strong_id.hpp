// Strong<Tag, Rep>: a value that is not interchangeable with others of the same representation (Epoch, LeafIndex, MailboxSeq).
// BinaryId<Tag, N>: an opaque identifier of exactly N bytes (DeviceId, RoomId). No implicit conversions; ordered and hashable.
#pragma once

#include <compare>
#include <cstring>
#include <functional>
#include <optional>

#include "base/bytes.hpp"

namespace valise::base {

template <class Tag, class Rep>
class Strong {
 public:
  constexpr Strong() = default;
  explicit constexpr Strong(Rep value) : value_(value) {}
  [[nodiscard]] constexpr Rep value() const { return value_; }
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

 private:
  Rep value_{};
};

template <class Tag, std::size_t N>
class BinaryId {
 public:
  static constexpr std::size_t size = N;

  constexpr BinaryId() = default;
  explicit constexpr BinaryId(const ByteArray<N>& bytes) : bytes_(bytes) {}
  // parse gives nothing unless there are exactly N bytes.
  [[nodiscard]] static std::optional<BinaryId> parse(ByteView bytes) {
    if (bytes.size() != N) return std::nullopt;
    return BinaryId(to_array(FixedView<N>(bytes.template first<N>())));
  }
  [[nodiscard]] static std::optional<BinaryId> parse(std::string_view bytes) { return parse(as_bytes(bytes)); }

  [[nodiscard]] FixedView<N> view() const { return bytes_; }
  // string gives the raw bytes as protobuf's and SQLite's bindings want them; to_hex(view()) is for people.
  [[nodiscard]] std::string string() const { return to_string(bytes_); }
  friend constexpr auto operator<=>(const BinaryId&, const BinaryId&) = default;

 private:
  ByteArray<N> bytes_{};
};

}  // namespace valise::base

template <class Tag, class Rep>
struct std::hash<valise::base::Strong<Tag, Rep>> {
  std::size_t operator()(const valise::base::Strong<Tag, Rep>& id) const { return std::hash<Rep>{}(id.value()); }
};
template <class Tag, std::size_t N>
struct std::hash<valise::base::BinaryId<Tag, N>> {
  std::size_t operator()(const valise::base::BinaryId<Tag, N>& id) const {
    return std::hash<std::string_view>{}(valise::base::as_text(id.view()));
  }
};
