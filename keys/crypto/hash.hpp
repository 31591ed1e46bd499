// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), at once or piece by piece.
#pragma once

#include <initializer_list>
#include <memory>

#include "base/bytes.hpp"
#include "keys/crypto/opaque_state.hpp"

struct hmac_ctx_st;  // OpenSSL's HMAC_CTX

namespace valise::crypto {

using Digest = base::ByteArray<32>;
// Parts are hashed one after the other, as if they were one span; the framing is the caller's.
using Parts = std::initializer_list<base::ByteView>;

class Sha256 {
 public:
  Sha256();
  Sha256& update(base::ByteView data);
  // finish gives the digest; the object may not be used after it.
  [[nodiscard]] Digest finish();

  [[nodiscard]] static Digest of(base::ByteView data);
  [[nodiscard]] static Digest of_parts(Parts parts);

 private:
  OpaqueState<112> state_;
};

// HmacSha256 takes a key of any length. Its state is secret, on the heap, and wiped. Throws std::bad_alloc if memory is lost.
class HmacSha256 {
 public:
  explicit HmacSha256(base::ByteView key);

  HmacSha256& update(base::ByteView data);
  // finish gives the tag. What is given to update after it is another message, with the same key.
  [[nodiscard]] Digest finish();
  // finish_into is finish for tags that are keys.
  void finish_into(std::span<base::Byte, 32> out);

  [[nodiscard]] static Digest of(base::ByteView key, base::ByteView data);
  [[nodiscard]] static Digest of_parts(base::ByteView key, Parts parts);
  // verify compares in constant time. A tag of another size than 32 is wrong.
  [[nodiscard]] static bool verify(base::ByteView key, base::ByteView data, base::ByteView tag);

 private:
  void begin_if_finished();

  struct Free {
    void operator()(hmac_ctx_st* state) const;
  };
  std::unique_ptr<hmac_ctx_st, Free> state_;
  bool finished_ = false;
};

}  // namespace valise::crypto
