// Files on their way: encrypted into the profile before they are queued, so that what was meant is what is sent, and decrypted
// and compared before they get a name. Memory use is one chunk, whatever the size.
#pragma once

#include <filesystem>
#include <functional>

#include "base/random.hpp"
#include "base/result.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/crypto/secretstream.hpp"

namespace valise::sdk::client {

inline constexpr std::uint32_t kFileChunk = 64 * 1024;  // plain bytes per chunk (docs/PROTOCOL.md, "Attachments")

// Done hears how many plain bytes are through.
using BytesDone = std::function<void(std::uint64_t done)>;

// FileFacts is what the signed content says of a file.
struct FileFacts {
  std::uint64_t size = 0;  // plain bytes
  crypto::Digest sha256{};
  std::uint64_t stored_size = 0;
  std::uint32_t chunk_size = kFileChunk;
};

// seal_file encrypts `source` under a fresh key into the new file `sealed` (mode 0600, durable). Fails with file_unreadable, or a
// disk error that names the file; then there is no `sealed`.
struct SealedFile {
  crypto::FileKey key;
  FileFacts facts;
};
[[nodiscard]] base::Result<SealedFile> seal_file(const std::filesystem::path& source, const std::filesystem::path& sealed,
                                                 base::Random& random, const BytesDone& progress);

// seal_bytes does the same with what is in memory and must not be on the disk.
[[nodiscard]] base::Result<SealedFile> seal_bytes(base::ByteView plain, const std::filesystem::path& sealed,
                                                  base::Random& random);

// open_file decrypts `sealed` into the new file `plain` (mode 0600, durable) and compares size and hash. Fails with
// attachment_altered when anything differs; then there is no `plain`.
[[nodiscard]] base::Result<> open_file(const std::filesystem::path& sealed, const crypto::FileKey& key, const FileFacts& facts,
                                       const std::filesystem::path& plain, const BytesDone& progress);

// open_bytes decrypts into memory and compares likewise; the caller has judged `facts.size`.
[[nodiscard]] base::Result<base::Bytes> open_bytes(const std::filesystem::path& sealed, const crypto::FileKey& key,
                                                   const FileFacts& facts);

// give_name moves `file` to a free name in `folder` and never onto an existing file; gives the path.
[[nodiscard]] base::Result<std::filesystem::path> give_name(const std::filesystem::path& file,
                                                            const std::filesystem::path& folder, const std::string& name);

// media_type_of guesses from the extension; application/octet-stream where it does not know.
[[nodiscard]] std::string media_type_of(const std::filesystem::path& file);

}  // namespace valise::sdk::client
