#include "keys/crypto/secretstream.hpp"

#include <sodium.h>

#include <stdexcept>

#include "keys/crypto/random.hpp"

namespace valise::crypto {
namespace {
using SodiumState = crypto_secretstream_xchacha20poly1305_state;
constexpr unsigned char tag_more = 0x00;   // crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
constexpr unsigned char tag_final = 0x03;  // crypto_secretstream_xchacha20poly1305_TAG_FINAL
static_assert(stream_header_size == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(stream_chunk_overhead == crypto_secretstream_xchacha20poly1305_ABYTES);
}  // namespace

// init_pull serves both directions: the two ends' first states are the same, and init_push would choose the header itself.
StreamState::StreamState(const FileKey& key, const StreamHeader& header) {
  init();
  crypto_secretstream_xchacha20poly1305_init_pull(state_.as<SodiumState>(), header.data(), key.expose().data());
}

StreamState::StreamState(StreamState&& other) noexcept : state_(other.state_), ended_(other.ended_) {
  wipe(other.state_.memory());
}

StreamState& StreamState::operator=(StreamState&& other) noexcept {
  if (this != &other) {
    state_ = other.state_;
    ended_ = other.ended_;
    wipe(other.state_.memory());
  }
  return *this;
}

StreamState::~StreamState() { wipe(state_.memory()); }

base::Bytes StreamSealer::push(base::ByteView chunk, ChunkKind kind) {
  if (ended_) throw std::logic_error("a chunk after the stream's final chunk");
  ended_ = kind == ChunkKind::final;
  base::Bytes out(chunk.size() + stream_chunk_overhead);
  crypto_secretstream_xchacha20poly1305_push(state_.as<SodiumState>(), out.data(), nullptr, chunk.data(), chunk.size(), nullptr,
                                             0, ended_ ? tag_final : tag_more);
  return out;
}

base::Result<OpenedChunk> StreamOpener::pull(base::ByteView sealed) {
  if (ended_) return base::fail(CryptoError::stream_ended);
  if (rejected_ || sealed.size() < stream_chunk_overhead) {
    rejected_ = true;
    return base::fail(CryptoError::chunk_rejected);
  }
  base::Bytes data(sealed.size() - stream_chunk_overhead);
  unsigned char tag = 0;
  rejected_ = crypto_secretstream_xchacha20poly1305_pull(state_.as<SodiumState>(), data.data(), nullptr, &tag, sealed.data(),
                                                         sealed.size(), nullptr, 0) != 0 ||
              (tag != tag_more && tag != tag_final);
  if (rejected_) {
    wipe(data);
    return base::fail(CryptoError::chunk_rejected);
  }
  ended_ = tag == tag_final;
  return OpenedChunk{std::move(data), ended_ ? ChunkKind::final : ChunkKind::more_follow};
}

base::Result<> StreamOpener::finish() const {
  if (!ended_) return base::fail(CryptoError::stream_truncated);
  return {};
}

}  // namespace valise::crypto
