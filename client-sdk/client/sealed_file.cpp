#include "client-sdk/client/sealed_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/file_io.hpp"
#include "client-sdk/client/safe_name.hpp"

namespace valise::sdk::client {
namespace {

using base::fail;
using base::pass_on;
using base::Result;

constexpr std::uint32_t kLargestChunk = 1024 * 1024;  // that a sender may ask of us

void report(const BytesDone& progress, std::uint64_t done) {
  if (progress) progress(done);
}

using Read = std::function<Result<std::size_t>(base::MutableBytes into)>;
using Write = std::function<Result<>(base::ByteView plain)>;

Result<FileFacts> seal_into(const Read& source, File& sealed, crypto::StreamSealer& sealer, const BytesDone& progress) {
  if (auto begun = sealed.write(sealer.header()); !begun) return pass_on(begun);
  crypto::Sha256 hash;
  FileFacts facts;
  base::Bytes chunk(kFileChunk), next(kFileChunk);
  auto size = source(chunk);
  if (!size) return pass_on(size);
  for (bool more = true; more;) {
    auto following = source(next);
    if (!following) return pass_on(following);
    more = *following > 0;
    const base::ByteView plain = base::ByteView(chunk).first(*size);
    hash.update(plain);
    const auto kind = more ? crypto::ChunkKind::more_follow : crypto::ChunkKind::final;
    if (auto written = sealed.write(sealer.push(plain, kind)); !written) return pass_on(written);
    report(progress, facts.size += plain.size());
    std::swap(chunk, next);
    *size = *following;
  }
  facts.sha256 = hash.finish();
  facts.stored_size = crypto::sealed_stream_size(facts.size, kFileChunk);
  if (auto durable = sealed.sync(); !durable) return pass_on(durable);
  return facts;
}

Result<> open_into(File& sealed, const Write& plain, const crypto::FileKey& key, const FileFacts& facts,
                   const BytesDone& progress) {
  crypto::StreamHeader header;
  auto begun = sealed.read(header);
  if (!begun) return pass_on(begun);
  if (*begun != header.size()) return fail(ClientError::attachment_altered);
  crypto::StreamOpener opener(key, header);
  crypto::Sha256 hash;
  std::uint64_t done = 0;
  base::Bytes chunk(facts.chunk_size + crypto::stream_chunk_overhead);
  for (auto kind = crypto::ChunkKind::more_follow; kind != crypto::ChunkKind::final;) {
    auto size = sealed.read(chunk);
    if (!size) return pass_on(size);
    auto opened = opener.pull(base::ByteView(chunk).first(*size));
    if (!opened) return fail(ClientError::attachment_altered);
    hash.update(opened->data);
    if (auto written = plain(opened->data); !written) return written;
    report(progress, done += opened->data.size());
    kind = opened->kind;
  }
  auto trailing = sealed.read(base::MutableBytes(chunk).first(1));
  if (!trailing) return pass_on(trailing);
  if (*trailing != 0 || done != facts.size || hash.finish() != facts.sha256) return fail(ClientError::attachment_altered);
  return {};
}

bool plausible(const FileFacts& facts) {
  return facts.chunk_size > 0 && facts.chunk_size <= kLargestChunk &&
         facts.stored_size == crypto::sealed_stream_size(facts.size, facts.chunk_size);
}

}  // namespace

namespace {

Result<SealedFile> seal(const Read& source, const std::filesystem::path& sealed, base::Random& random,
                        const BytesDone& progress) {
  auto to = File::create(sealed);
  if (!to) return pass_on(to);
  auto key = crypto::FileKey::make([&](std::span<base::Byte, crypto::FileKey::size> out) { random.fill(out); });
  crypto::StreamSealer sealer(key, random);
  auto facts = seal_into(source, *to, sealer, progress);
  if (!facts) {
    ::unlink(sealed.c_str());
    return pass_on(facts);
  }
  return SealedFile{.key = std::move(key), .facts = *facts};
}

}  // namespace

Result<SealedFile> seal_file(const std::filesystem::path& source, const std::filesystem::path& sealed, base::Random& random,
                             const BytesDone& progress) {
  auto from = File::open_to_read(source);
  if (!from) return fail(ClientError::file_unreadable, from.error().context);
  return seal([&](base::MutableBytes into) { return from->read(into); }, sealed, random, progress);
}

Result<SealedFile> seal_bytes(base::ByteView plain, const std::filesystem::path& sealed, base::Random& random) {
  const auto read = [&](base::MutableBytes into) -> Result<std::size_t> {
    const std::size_t size = std::min(into.size(), plain.size());
    std::ranges::copy(plain.first(size), into.begin());
    plain = plain.subspan(size);
    return size;
  };
  return seal(read, sealed, random, {});
}

Result<> open_file(const std::filesystem::path& sealed, const crypto::FileKey& key, const FileFacts& facts,
                   const std::filesystem::path& plain, const BytesDone& progress) {
  if (!plausible(facts)) return fail(ClientError::attachment_altered);
  auto from = File::open_to_read(sealed);
  if (!from) return pass_on(from);
  auto to = File::create(plain);
  if (!to) return pass_on(to);
  auto opened = open_into(*from, [&](base::ByteView bytes) { return to->write(bytes); }, key, facts, progress);
  if (opened) opened = to->sync();
  if (!opened) ::unlink(plain.c_str());
  return opened;
}

Result<base::Bytes> open_bytes(const std::filesystem::path& sealed, const crypto::FileKey& key, const FileFacts& facts) {
  if (!plausible(facts)) return fail(ClientError::attachment_altered);
  auto from = File::open_to_read(sealed);
  if (!from) return pass_on(from);
  base::Bytes out;
  out.reserve(facts.size);  // plain text that grows leaves copies behind
  const auto keep = [&](base::ByteView bytes) -> Result<> {
    if (out.size() + bytes.size() > facts.size) return fail(ClientError::attachment_altered);
    base::append(out, bytes);
    return {};
  };
  if (auto opened = open_into(*from, keep, key, facts, {}); !opened) return pass_on(opened);
  return out;
}

Result<std::filesystem::path> give_name(const std::filesystem::path& file, const std::filesystem::path& folder,
                                        const std::string& name) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::filesystem::path target = free_path(folder, name);
    if (::renameat2(AT_FDCWD, file.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return target;
    if (errno != EEXIST) break;  // else somebody took the name meanwhile
  }
  return fail(FileError::rename_failed, (folder / name).string());
}

std::string media_type_of(const std::filesystem::path& file) {
  using Known = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Known, 12> known{
      {{".pdf", "application/pdf"},
       {".txt", "text/plain"},
       {".csv", "text/csv"},
       {".json", "application/json"},
       {".xml", "application/xml"},
       {".zip", "application/zip"},
       {".png", "image/png"},
       {".jpg", "image/jpeg"},
       {".jpeg", "image/jpeg"},
       {".odt", "application/vnd.oasis.opendocument.text"},
       {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
       {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}}};
  const std::string extension = file.extension().string();
  for (const auto& [ending, type] : known) {
    if (extension == ending) return std::string(type);
  }
  return "application/octet-stream";
}

}  // namespace valise::sdk::client
