// SecretWriter and read_secret: our own format for state that holds secrets. The writer's buffer is wiped whenever it moves; what
// it gives is wiped when its owner is done with it. Reading goes through Decoder.
#pragma once

#include "client-sdk/mls/codec.hpp"
#include "client-sdk/mls/secrets.hpp"

namespace valise::mls {

class SecretWriter {
 public:
  SecretWriter() { out_.reserve(4096); }
  SecretWriter(const SecretWriter&) = delete;
  SecretWriter& operator=(const SecretWriter&) = delete;
  ~SecretWriter() { crypto::wipe(out_); }

  SecretWriter& u8(std::uint8_t value);
  SecretWriter& u16(std::uint16_t value);
  SecretWriter& u32(std::uint32_t value);
  SecretWriter& opaque(ByteView bytes);
  SecretWriter& append(ByteView bytes);
  template <class T>
  SecretWriter& value(const T& public_value) {
    return append(encode(public_value));
  }
  template <class Tag, std::size_t Capacity>
  SecretWriter& secret(const KdfSecret<Tag, Capacity>& secret) {
    return opaque(secret.expose());
  }
  // take hands the bytes over.
  [[nodiscard]] SecretBytes take() { return SecretBytes::adopt(std::exchange(out_, {})); }

 private:
  Bytes out_;
};

// read_secret reads what SecretWriter::secret wrote; fails in the decoder unless it has the size.
template <class SecretType>
[[nodiscard]] SecretType read_secret(Decoder& in, std::size_t size) {
  const ByteView bytes = in.view();
  if (bytes.size() == size && size <= SecretType::capacity) return SecretType::from_bytes(bytes);
  in.fail(MlsError::bad_saved_state);
  return SecretType::zero(0);
}
// read_secret of a size that what it belongs to will tell.
template <class SecretType>
[[nodiscard]] SecretType read_secret(Decoder& in) {
  Decoder ahead = in;
  return read_secret<SecretType>(in, ahead.view().size());
}
// in_order adds what was read to a map and fails in the decoder unless its key is greater than the ones before: as it was saved.
template <class Map>
void in_order(Decoder& in, Map& map, typename Map::key_type key, typename Map::mapped_type value) {
  if (!map.empty() && !(std::prev(map.end())->first < key)) in.fail(MlsError::bad_saved_state, "order");
  map.emplace_hint(map.end(), std::move(key), std::move(value));
}

}  // namespace valise::mls
