#include "keys/registrar/workspace.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/reader.hpp"
#include "base/text_encoding.hpp"
#include "base/writer.hpp"
#include "keys/registrar/error.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

constexpr std::size_t kMaxLog = std::size_t{1} << 30;

Result<int> take_lock(const Path& folder) {
  const int fd = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(RegistrarError::file_unwritable, (folder / "lock").string());
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  ::close(fd);
  return fail(RegistrarError::workspace_busy, folder.string());
}

std::string_view without_line_end(std::string_view text) { return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text; }

std::optional<std::vector<base::Bytes>> parse_entries(std::string_view content) {
  std::vector<base::Bytes> out;
  base::Reader reader(base::as_bytes(content));
  while (!reader.empty()) {
    const auto size = reader.u32();
    const auto entry = size ? reader.bytes(*size) : base::fail(base::ReadError::truncated);
    if (!entry) return std::nullopt;
    out.push_back(base::to_bytes(*entry));
  }
  return out;
}

std::string format_entries(const std::vector<base::Bytes>& entries) {
  base::Writer out;
  for (const auto& entry : entries) out.u32(static_cast<std::uint32_t>(entry.size())).bytes(entry);
  return base::to_string(out.view());
}

}  // namespace

Workspace::Workspace(Workspace&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::exchange(other.lock_, -1)),
      directory_(other.directory_),
      confirmed_(std::move(other.confirmed_)),
      all_(std::move(other.all_)),
      entries_(std::move(other.entries_)),
      checkpoint_(std::move(other.checkpoint_)) {}

Workspace& Workspace::operator=(Workspace&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(lock_, other.lock_);
  std::swap(directory_, other.directory_);
  std::swap(confirmed_, other.confirmed_);
  std::swap(all_, other.all_);
  std::swap(entries_, other.entries_);
  std::swap(checkpoint_, other.checkpoint_);
  return *this;
}

Workspace::~Workspace() {
  if (lock_ >= 0) ::close(lock_);
}

Result<Workspace> Workspace::create(const Path& folder, const base::DirectoryId& directory) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(RegistrarError::file_unwritable, folder.string());
  auto lock = take_lock(folder);
  if (!lock) return pass_on(lock);
  Workspace out(folder, *lock, directory);
  const auto id = base::to_hex(directory.view()) + '\n';
  auto written = write_file(folder / "directory-id", id, Mode::shared, IfExists::refuse);
  if (!written) return fail(RegistrarError::workspace_exists, folder.string());
  return out;
}

Result<Workspace> Workspace::open(const Path& folder) {
  const auto id_text = read_file(folder / "directory-id");
  if (!id_text) return fail(RegistrarError::workspace_missing, folder.string());
  const auto bytes = base::parse_hex(without_line_end(*id_text));
  const auto id = bytes ? base::DirectoryId::parse(*bytes) : std::nullopt;
  if (!id) return fail(RegistrarError::workspace_damaged, (folder / "directory-id").string());
  auto lock = take_lock(folder);
  if (!lock) return pass_on(lock);
  Workspace out(folder, *lock, *id);
  if (auto loaded = out.load(); !loaded) return pass_on(loaded);
  return out;
}

Result<> Workspace::load() {
  const auto damaged = [&](std::string_view what) { return fail(RegistrarError::workspace_damaged, (folder_ / what).string()); };
  if (!std::filesystem::exists(folder_ / "entries")) return {};
  const auto content = read_file(folder_ / "entries", kMaxLog);
  if (!content) return damaged("entries");
  auto entries = parse_entries(*content);
  if (!entries) return damaged("entries");
  std::uint64_t confirmed = 0;
  if (std::filesystem::exists(folder_ / "checkpoint")) {
    const auto note = read_file(folder_ / "checkpoint");
    auto checkpoint = note ? directory::Checkpoint::parse(*note) : fail(RegistrarError::workspace_damaged);
    if (!checkpoint || checkpoint->head().size > entries->size()) return damaged("checkpoint");
    confirmed = checkpoint->head().size;
    auto log = directory::Log::restore(std::span(*entries).first(confirmed), checkpoint->head(), directory::Signatures::verify);
    if (!log) return damaged("entries");
    confirmed_ = std::move(*log);
    checkpoint_ = std::move(*checkpoint);
  }
  all_ = confirmed_;
  for (const auto& entry : std::span(*entries).subspan(confirmed)) {
    if (!all_.append(entry)) return damaged("entries");
  }
  entries_ = std::move(*entries);
  if (!entries_.empty() && state().directory_id() != directory_) return damaged("directory-id");
  return {};
}

// The entries first: after a crash between the two, what the old checkpoint does not cover is pending.
Result<> Workspace::save() const {
  if (auto written = write_file(folder_ / "entries", format_entries(entries_), Mode::shared, IfExists::replace); !written) {
    return written;
  }
  if (!checkpoint_) return {};
  return write_file(folder_ / "checkpoint", checkpoint_->format(), Mode::shared, IfExists::replace);
}

Result<> Workspace::add(base::ByteView entry) {
  directory::Log next = all_;
  if (auto applied = next.append(entry); !applied) return pass_on(applied);
  if (next.state().directory_id() != directory_) return fail(RegistrarError::other_directory);
  all_ = std::move(next);
  entries_.push_back(base::to_bytes(entry));
  return save();
}

Result<> Workspace::confirm(const directory::Checkpoint& checkpoint, const base::RelayId& relay) {
  const auto size = checkpoint.head().size;
  if (size < confirmed()) return fail(directory::LogError::rolled_back);
  if (size > entries_.size()) return fail(directory::LogError::entries_missing);
  const auto covered = std::span(entries_).subspan(confirmed(), size - confirmed());
  if (auto accepted = confirmed_.accept(covered, checkpoint, relay, directory::Witnessing::counted); !accepted) return accepted;
  checkpoint_ = checkpoint;
  return save();
}

Result<std::size_t> Workspace::sync(std::span<const base::Bytes> entries, const directory::Checkpoint& checkpoint,
                                    const base::RelayId& relay) {
  const std::vector<base::Bytes> pending(entries_.begin() + static_cast<std::ptrdiff_t>(confirmed()), entries_.end());
  directory::Log next = confirmed_;
  if (auto accepted = next.accept(entries, checkpoint, relay, directory::Witnessing::counted); !accepted)
    return pass_on(accepted);
  if (next.head().size > 0 && next.state().directory_id() != directory_) return fail(RegistrarError::other_directory);

  entries_.resize(confirmed());
  entries_.insert(entries_.end(), entries.begin(), entries.end());
  confirmed_ = next;
  checkpoint_ = checkpoint;
  std::size_t dropped = 0;
  for (const auto& entry : pending) {
    if (next.index_of(entry)) continue;
    if (next.append(entry)) {
      entries_.push_back(entry);
    } else {
      ++dropped;
    }
  }
  all_ = std::move(next);
  if (auto saved = save(); !saved) return pass_on(saved);
  return dropped;
}

}  // namespace valise::registrar
