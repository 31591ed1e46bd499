#include "keys/crypto/short_reference.hpp"

#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::crypto {

std::string short_reference(const base::RoomId& room, base::RoomSeq seq) {
  constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::string_view label = "Valise 1.0 alert reference";
  base::Writer in;
  in.bytes(base::as_bytes(label)).u8(0).bytes(room.view()).u64(seq.value());
  const auto digest = Sha256::of(in.view());
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 5; ++i) bits = bits << 8 | digest[i];
  std::string out;
  for (int shift = 35; shift >= 0; shift -= 5) {
    out += digits[bits >> shift & 31];
    if (shift == 20) out += '-';
  }
  return out;
}

}  // namespace valise::crypto
