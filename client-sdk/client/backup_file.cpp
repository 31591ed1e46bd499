#include "client-sdk/client/backup_file.hpp"

#include <algorithm>

#include "base/writer.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/mls/padding.hpp"

namespace valise::sdk::client {
namespace {

using base::fail;
using base::pass_on;
using base::Result;

constexpr std::string_view magic = "valise-backup 1\n";
constexpr std::size_t header_size = magic.size() + 4 + 4 + sizeof(crypto::Argon2Salt);
constexpr std::size_t longest_field = 16 * 1024 * 1024;

base::Bytes header_of(const crypto::Argon2Params& params, const crypto::Argon2Salt& salt) {
  base::Writer out;
  out.bytes(base::as_bytes(magic)).u32(params.memory_kib).u32(params.passes).bytes(salt);
  return out.take();
}

std::uint32_t u32_at(base::ByteView bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | bytes[at + i];
  return out;
}

}  // namespace

Result<BackupWriter> BackupWriter::create(const std::filesystem::path& path, const crypto::Passphrase& passphrase,
                                          crypto::Argon2Cost cost, base::Random& random) {
  const auto params = crypto::params_of(cost);
  const auto salt = random.array<sizeof(crypto::Argon2Salt)>();
  auto key = crypto::argon2id<crypto::FileKey>(passphrase, salt, params);
  if (!key) return pass_on(key);
  auto file = File::create(path);
  if (!file) return pass_on(file);
  if (auto written = file->write(header_of(params, salt)); !written) return pass_on(written);
  return BackupWriter(std::move(*file), *key, random);
}

BackupWriter::BackupWriter(File file, const crypto::FileKey& key, base::Random& random)
    : file_(std::move(file)), sealer_(key, random) {
  chunk_.reserve(kBackupChunk);
  outcome_ = file_.write(sealer_.header());
}

void BackupWriter::flush(crypto::ChunkKind kind) {
  if (outcome_) outcome_ = file_.write(sealer_.push(chunk_, kind));
  std::ranges::fill(chunk_, base::Byte{0});
  chunk_.clear();
}

void BackupWriter::put(base::ByteView bytes) {
  written_ += bytes.size();
  while (!bytes.empty()) {
    if (chunk_.size() == kBackupChunk) flush(crypto::ChunkKind::more_follow);
    const auto part = bytes.first(std::min(bytes.size(), kBackupChunk - chunk_.size()));
    chunk_.insert(chunk_.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
  }
}

void BackupWriter::number(std::uint64_t value) {
  base::Writer out;
  out.u64(value);
  put(out.view());
}

void BackupWriter::bytes(base::ByteView bytes) {
  number(bytes.size());
  put(bytes);
}

Result<> BackupWriter::finish() {
  const auto padded = mls::padme(static_cast<std::size_t>(written_));
  constexpr std::array<base::Byte, 1024> zeros{};
  while (written_ < padded) put(base::ByteView(zeros).first(std::min<std::size_t>(zeros.size(), padded - written_)));
  flush(crypto::ChunkKind::final);
  if (!outcome_) return outcome_;
  return file_.sync();
}

Result<BackupReader> BackupReader::open(const std::filesystem::path& path, const crypto::Passphrase& passphrase) {
  auto file = File::open_to_read(path);
  if (!file) return pass_on(file);
  base::ByteArray<header_size> header{};
  crypto::StreamHeader stream{};
  auto got = file->read(header);
  if (!got) return pass_on(got);
  auto begun = file->read(stream);
  if (!begun) return pass_on(begun);
  const crypto::Argon2Params params{.memory_kib = u32_at(header, magic.size()), .passes = u32_at(header, magic.size() + 4)};
  const bool known = *got == header.size() && *begun == stream.size() && base::as_text(header).starts_with(magic);
  if (!known || !crypto::within_bounds(params)) return fail(ClientError::backup_malformed, path.string());
  crypto::Argon2Salt salt{};
  std::ranges::copy(base::ByteView(header).last(salt.size()), salt.begin());
  auto key = crypto::argon2id<crypto::FileKey>(passphrase, salt, params);
  if (!key) return pass_on(key);
  return BackupReader(std::move(*file), *key, stream);
}

BackupReader::BackupReader(File file, const crypto::FileKey& key, const crypto::StreamHeader& header)
    : file_(std::move(file)), opener_(key, header) {}

bool BackupReader::fill() {
  if (last_) return false;
  base::Bytes sealed(kBackupChunk + crypto::stream_chunk_overhead);
  const auto size = file_.read(sealed);
  if (!size) return false;
  auto opened = opener_.pull(base::ByteView(sealed).first(*size));
  if (!opened) return false;
  last_ = opened->kind == crypto::ChunkKind::final;
  chunk_ = std::move(opened->data);
  at_ = 0;
  return true;
}

bool BackupReader::take(base::MutableBytes out) {
  while (good_ && !out.empty()) {
    if (at_ == chunk_.size() && !fill()) return good_ = false;
    const auto part = std::min(out.size(), chunk_.size() - at_);
    std::copy_n(chunk_.begin() + static_cast<std::ptrdiff_t>(at_), part, out.begin());
    at_ += part;
    out = out.subspan(part);
  }
  return good_;
}

std::uint64_t BackupReader::number() {
  base::ByteArray<8> bytes{};
  if (!take(bytes)) return 0;
  std::uint64_t out = 0;
  for (const auto byte : bytes) out = out << 8 | byte;
  return out;
}

base::Bytes BackupReader::bytes() {
  const auto size = number();
  if (size > longest_field) good_ = false;
  base::Bytes out(good_ ? static_cast<std::size_t>(size) : 0);
  if (!take(out)) out.clear();
  return out;
}

Result<> BackupReader::finish() {
  do {
    const auto rest = base::ByteView(chunk_).subspan(std::min(at_, chunk_.size()));
    if (std::ranges::any_of(rest, [](base::Byte byte) { return byte != 0; })) good_ = false;
    at_ = chunk_.size();
  } while (good_ && !last_ && fill());
  base::ByteArray<1> beyond{};
  const auto trailing = file_.read(beyond);
  const bool whole = good_ && last_ && opener_.finish() && trailing && *trailing == 0;
  return whole ? Result<>{} : fail(ClientError::backup_malformed);
}

}  // namespace valise::sdk::client
