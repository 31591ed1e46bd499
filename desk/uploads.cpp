#include "desk/uploads.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "keys/crypto/hkdf.hpp"
#include "keys/crypto/secretstream.hpp"

namespace valise::desk {

namespace fs = std::filesystem;

std::string plain_name(std::string_view name) {
  constexpr std::size_t longest = 180;
  std::string out;
  for (const char c : name.substr(name.find_last_of("/\\") + 1)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
  }
  while (out.starts_with('.')) out.erase(0, 1);
  while (out.size() > longest || (!out.empty() && (out.back() & 0xC0) == 0x80 && out.size() == longest)) out.pop_back();
  return out.empty() ? "file" : out;
}

Descriptor::~Descriptor() {
  if (file_ >= 0) ::close(file_);
}

namespace {

constexpr std::size_t kChunk = 64 * 1024;  // plain bytes

fs::path path_of(const Descriptor& file) { return "/proc/self/fd/" + std::to_string(file.get()); }

Descriptor new_place(bool in_memory, const fs::path& folder) {
  return Descriptor(in_memory ? ::memfd_create("upload", MFD_CLOEXEC)
                              : ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
}

// read_at fills `into` as far as the file goes; nothing if it cannot be read.
std::optional<std::size_t> read_at(const Descriptor& file, base::MutableBytes into, std::uint64_t at) {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto got = ::pread(file.get(), into.data() + done, into.size() - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool append(const Descriptor& file, base::ByteView bytes) {
  while (!bytes.empty()) {
    const auto put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

// Each file has a key of its own, which its id gives.
crypto::FileKey key_of(const UploadsKey& key, const std::string& id) {
  const auto info = "valise desk upload " + id;
  return crypto::hkdf_expand<crypto::FileKey>(key.expose(),
                                              base::ByteView(reinterpret_cast<const base::Byte*>(info.data()), info.size()));
}

bool seal(const Descriptor& from, const Descriptor& to, const crypto::FileKey& key, base::Random& random) {
  crypto::StreamSealer sealer(key, random);
  if (!append(to, sealer.header())) return false;
  base::Bytes chunk(kChunk);
  for (std::uint64_t at = 0;;) {
    const auto size = read_at(from, chunk, at);
    if (!size) return false;
    at += *size;
    const bool last = *size < kChunk;
    const auto kind = last ? crypto::ChunkKind::final : crypto::ChunkKind::more_follow;
    if (!append(to, sealer.push(base::ByteView(chunk).first(*size), kind))) return false;
    if (last) return true;
  }
}

bool open(const Descriptor& from, const Descriptor& to, const crypto::FileKey& key) {
  crypto::StreamHeader header;
  if (read_at(from, header, 0) != header.size()) return false;
  crypto::StreamOpener opener(key, header);
  base::Bytes chunk(kChunk + crypto::stream_chunk_overhead);
  for (std::uint64_t at = header.size();;) {
    const auto size = read_at(from, chunk, at);
    if (!size) return false;
    at += *size;
    const auto opened = opener.pull(base::ByteView(chunk).first(*size));
    if (!opened || !append(to, opened->data)) return false;
    if (opened->kind == crypto::ChunkKind::final) return true;
  }
}

// Each file that is not yet `sealed` as wanted is put into a new place by `put`, and the old place let go of before the next.
template <class Put>
Uploads::All moved(Uploads::All files, bool sealed, const fs::path& folder, const Put& put) {
  for (auto& [id, upload] : files) {
    if (upload.sealed == sealed) continue;
    auto place = new_place(upload.in_memory, folder);
    const bool well = place.get() >= 0 && put(id, upload.file, place);
    upload.file = well ? std::move(place) : Descriptor();
    upload.sealed = sealed;
  }
  std::erase_if(files, [](const auto& one) { return one.second.file.get() < 0; });
  return files;
}

}  // namespace

Uploads::All sealed(Uploads::All files, const UploadsKey& key, const fs::path& folder, base::Random& random) {
  return moved(std::move(files), true, folder, [&](const std::string& id, const Descriptor& from, const Descriptor& to) {
    return seal(from, to, key_of(key, id), random);
  });
}

Uploads::All unsealed(Uploads::All files, const UploadsKey& key, const fs::path& folder) {
  return moved(std::move(files), false, folder, [&](const std::string& id, const Descriptor& from, const Descriptor& to) {
    return open(from, to, key_of(key, id));
  });
}

std::optional<fs::path> Uploads::place(const std::string& id, std::string_view name, std::uint64_t size) {
  const bool small = size <= kInMemory && in_memory_ <= kInMemory - size;
  auto file = new_place(small, folder_);
  if (file.get() < 0) return std::nullopt;
  auto path = path_of(file);
  if (small) in_memory_ += size;
  files_[id] = {.file = std::move(file), .name = plain_name(name), .size = size, .in_memory = small};
  return path;
}

bool Uploads::written(const std::string& id) {
  const auto known = files_.find(id);
  if (known == files_.end()) return false;
  return known->second.written = true;
}

std::optional<Uploads::Files> Uploads::files(const std::vector<std::string>& ids) const {
  Files out;
  for (const auto& id : ids) {
    const auto known = files_.find(id);
    if (known == files_.end()) return std::nullopt;
    out.paths.push_back(path_of(known->second.file));
    out.names.push_back(known->second.name);
  }
  return out;
}

std::vector<std::string> Uploads::ids() const {
  std::vector<std::string> out;
  for (const auto& [id, upload] : files_) out.push_back(id);
  return out;
}

void Uploads::forget(const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    const auto known = files_.find(id);
    if (known == files_.end()) continue;
    if (known->second.in_memory) in_memory_ -= known->second.size;
    files_.erase(known);
  }
}

Uploads::All Uploads::take() {
  std::erase_if(files_, [](const auto& one) { return !one.second.written; });
  in_memory_ = 0;
  return std::exchange(files_, {});
}

void Uploads::give(All files) {
  for (const auto& [id, upload] : files) in_memory_ += upload.in_memory ? upload.size : 0;
  files_.merge(files);
}

}  // namespace valise::desk
