// BackupFile: a sealed stream of fields under a passphrase (docs/PROTOCOL.md, "Backup"): magic, Argon2id parameters and salt,
// then a secretstream in chunks of one size. The length is padded (Padmé), so that it tells little of how much was said.
#pragma once

#include "base/random.hpp"
#include "client-sdk/client/file_io.hpp"
#include "keys/crypto/argon2.hpp"
#include "keys/crypto/secretstream.hpp"

namespace valise::sdk::client {

inline constexpr std::size_t kBackupChunk = 64 * 1024;

class BackupWriter {
 public:
  // create makes a new file, mode 0600.
  [[nodiscard]] static base::Result<BackupWriter> create(const std::filesystem::path& path, const crypto::Passphrase& passphrase,
                                                         crypto::Argon2Cost cost, base::Random& random);

  // The first write that fails is the result of finish; what comes after it is not written.
  void number(std::uint64_t value);
  void bytes(base::ByteView bytes);  // with their length
  void text(std::string_view text) { bytes(base::as_bytes(text)); }
  // finish pads, and makes the file durable.
  [[nodiscard]] base::Result<> finish();

 private:
  BackupWriter(File file, const crypto::FileKey& key, base::Random& random);
  void put(base::ByteView bytes);
  void flush(crypto::ChunkKind kind);

  File file_;
  crypto::StreamSealer sealer_;
  base::Bytes chunk_;  // never grows beyond what is reserved
  std::uint64_t written_ = 0;
  base::Result<> outcome_;
};

class BackupReader {
 public:
  // open derives the key. Fails with backup_malformed for what is no backup or has excessive parameters.
  [[nodiscard]] static base::Result<BackupReader> open(const std::filesystem::path& path, const crypto::Passphrase& passphrase);

  // A field that cannot be read gives zero or nothing, and finish fails with backup_malformed: also for a wrong passphrase.
  [[nodiscard]] std::uint64_t number();
  [[nodiscard]] base::Bytes bytes();
  [[nodiscard]] std::string text() { return base::to_string(bytes()); }
  [[nodiscard]] bool good() const { return good_; }
  // finish requires that only padding follows, to the end of the stream.
  [[nodiscard]] base::Result<> finish();

 private:
  BackupReader(File file, const crypto::FileKey& key, const crypto::StreamHeader& header);
  bool fill();
  bool take(base::MutableBytes out);

  File file_;
  crypto::StreamOpener opener_;
  base::Bytes chunk_;
  std::size_t at_ = 0;
  bool last_ = false;
  bool good_ = true;
};

}  // namespace valise::sdk::client
