// Codec: the presentation language of RFC 9420 section 2.1 over base::Reader and base::Writer.
//
// A structure has `void encode(base::Writer&) const` and `static T decode(Decoder&)`. The Decoder remembers the first failure;
// after it every read gives zero or nothing, so that a decode function reads like the structure's definition and the outcome is
// asked once (parse). What parse accepts encodes to the same bytes again.
#pragma once

#include <type_traits>

#include "base/reader.hpp"
#include "base/writer.hpp"
#include "client-sdk/mls/error.hpp"
#include "client-sdk/mls/types.hpp"

namespace valise::mls {

template <class T>
struct IsStrong : std::false_type {};
template <class Tag, class Rep>
struct IsStrong<base::Strong<Tag, Rep>> : std::true_type {
  using rep = Rep;
};
template <class T>
struct IsOpaqueKey : std::false_type {};
template <class Tag>
struct IsOpaqueKey<OpaqueKey<Tag>> : std::true_type {};

class Decoder {
 public:
  explicit Decoder(ByteView data) : in_(data) {}

  std::uint8_t u8() { return take(in_.u8()); }
  std::uint16_t u16() { return take(in_.u16()); }
  std::uint32_t u32() { return take(in_.u32()); }
  std::uint64_t u64() { return take(in_.u64()); }
  // view reads `opaque x<V>` without copying it.
  ByteView view() { return take(in_.opaque()); }
  Bytes opaque() { return base::to_bytes(view()); }
  template <std::size_t N>
  base::ByteArray<N> array() {
    return take(in_.template array<N>());
  }
  // rest takes all that remains.
  ByteView rest() { return take(in_.bytes(in_.remaining())); }
  // present reads the tag of an optional<T> (section 2.1.1), which is 0 or 1 and nothing else.
  bool present();

  // value reads a T: an integer, an enum or strong type of one, an opaque key, or a structure with decode().
  template <class T>
  T value();
  // list reads `T x<V>` of at most so many entries; more fail with too_large.
  template <class T>
  std::vector<T> list(std::size_t most = max_list_entries);
  template <class T>
  std::optional<T> optional() {
    return present() ? std::optional<T>(value<T>()) : std::nullopt;
  }

  void fail(std::error_code code, std::string context = {});
  [[nodiscard]] bool ok() const { return !error_; }
  [[nodiscard]] bool more() const { return ok() && !in_.empty(); }
  // finish gives the first failure, or trailing_bytes unless everything was read.
  [[nodiscard]] Result<> finish();

 private:
  template <class T>
  T take(Result<T> read) {
    if (error_) return T{};
    if (read) return *read;
    error_ = std::move(read.error());
    return T{};
  }

  base::Reader in_;
  std::optional<base::Error> error_;
};

template <class T>
T Decoder::value() {
  if constexpr (std::is_enum_v<T>)
    return static_cast<T>(value<std::underlying_type_t<T>>());
  else if constexpr (IsStrong<T>::value)
    return T(value<typename IsStrong<T>::rep>());
  else if constexpr (IsOpaqueKey<T>::value)
    return T{opaque()};
  else if constexpr (std::is_same_v<T, Bytes>)
    return opaque();
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return u8();
  else if constexpr (std::is_same_v<T, std::uint16_t>)
    return u16();
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return u32();
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return u64();
  else
    return T::decode(*this);
}

template <class T>
std::vector<T> Decoder::list(std::size_t most) {
  std::vector<T> out;
  Decoder inside(view());
  for (; inside.more(); --most) {
    if (most == 0) return fail(MlsError::too_large, "list"), out;
    out.push_back(inside.value<T>());
  }
  if (inside.error_ && !error_) error_ = std::move(inside.error_);
  return out;
}

// parse reads one T that takes up all of `bytes`. Errors: malformed and base::ReadError's, too_large, and those of T's fields.
template <class T>
[[nodiscard]] Result<T> parse(ByteView bytes) {
  if (bytes.size() > max_message_size) return base::fail(MlsError::too_large);
  Decoder in(bytes);
  T out = in.value<T>();
  if (auto done = in.finish(); !done) return base::pass_on(done);
  return out;
}

template <class T>
void write(base::Writer& out, const T& value) {
  if constexpr (std::is_enum_v<T>)
    write(out, static_cast<std::underlying_type_t<T>>(value));
  else if constexpr (IsStrong<T>::value)
    write(out, value.value());
  else if constexpr (IsOpaqueKey<T>::value)
    out.opaque(value.data);
  else if constexpr (std::is_same_v<T, Bytes>)
    out.opaque(value);
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    out.u8(value);
  else if constexpr (std::is_same_v<T, std::uint16_t>)
    out.u16(value);
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    out.u32(value);
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    out.u64(value);
  else
    value.encode(out);
}

template <class T>
void write_list(base::Writer& out, const std::vector<T>& values) {
  out.opaque_of([&](base::Writer& inside) {
    for (const T& value : values) write(inside, value);
  });
}

template <class T>
void write_optional(base::Writer& out, const std::optional<T>& value) {
  out.u8(value ? 1 : 0);
  if (value) write(out, *value);
}

template <class T>
[[nodiscard]] Bytes encode(const T& value) {
  base::Writer out;
  write(out, value);
  return out.take();
}

}  // namespace valise::mls
