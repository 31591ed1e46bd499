// Chunked authenticated encryption of files: libsodium's crypto_secretstream_xchacha20poly1305.
//
// A stream is a header of 24 bytes and chunks, each 17 bytes longer than its plaintext; the last is marked as final. Chunks
// cannot be altered, left out, repeated or reordered, and a stream that lacks its final chunk is noticed by finish(). Boundaries
// of chunks are not in the stream: the caller fixes a chunk size (only the final chunk is shorter) or frames them.
// One object is for one thread at a time; its state is wiped.
#pragma once

#include "base/random.hpp"
#include "keys/crypto/error.hpp"
#include "keys/crypto/opaque_state.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {

inline constexpr std::size_t stream_header_size = 24;
inline constexpr std::size_t stream_chunk_overhead = 17;

// FileKey is for one file only.
using FileKey = Secret<struct FileKeyTag, 32>;
using StreamHeader = base::ByteArray<stream_header_size>;

enum class ChunkKind { more_follow, final };

// sealed_stream_size gives the size of a sealed file of `plaintext` bytes in chunks of `chunk` bytes, header included. An empty
// file has one empty final chunk.
[[nodiscard]] constexpr std::uint64_t sealed_stream_size(std::uint64_t plaintext, std::uint64_t chunk) {
  const auto chunks = plaintext == 0 ? 1 : plaintext / chunk + (plaintext % chunk != 0 ? 1 : 0);
  return stream_header_size + plaintext + chunks * stream_chunk_overhead;
}

// StreamState is what both directions share.
class StreamState {
 protected:
  StreamState(const FileKey& key, const StreamHeader& header);
  StreamState(StreamState&& other) noexcept;
  StreamState& operator=(StreamState&& other) noexcept;
  ~StreamState();

  OpaqueState<52> state_;
  bool ended_ = false;
};

class StreamSealer : StreamState {
 public:
  StreamSealer(const FileKey& key, base::Random& random) : StreamSealer(key, random.array<stream_header_size>()) {}

  [[nodiscard]] const StreamHeader& header() const { return header_; }
  // push seals the next chunk. A chunk after the final one is a bug of the caller and throws std::logic_error.
  [[nodiscard]] base::Bytes push(base::ByteView chunk, ChunkKind kind);

 private:
  StreamSealer(const FileKey& key, const StreamHeader& header) : StreamState(key, header), header_(header) {}

  StreamHeader header_;
};

struct OpenedChunk {
  base::Bytes data;
  ChunkKind kind;
};

class StreamOpener : StreamState {
 public:
  StreamOpener(const FileKey& key, const StreamHeader& header) : StreamState(key, header) {}

  // pull opens the next chunk. Fails with chunk_rejected (altered, out of order, wrong key), and ever after, or stream_ended
  // when the final chunk was there already.
  [[nodiscard]] base::Result<OpenedChunk> pull(base::ByteView sealed);
  // finish fails with stream_truncated unless the final chunk was pulled. What was pulled is not to be trusted as a whole before.
  [[nodiscard]] base::Result<> finish() const;

 private:
  bool rejected_ = false;
};

}  // namespace valise::crypto
