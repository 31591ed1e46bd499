#include "server/app/audit_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "server/app/app_error.hpp"
#include "server/app/init.hpp"

namespace valise::server::app {
namespace {

using base::fail;
using base::Result;

constexpr std::size_t kMaxLine = 64 * 1024;
constexpr off_t kRoom = 64 * 1024;  // a few hundred lines

std::filesystem::path file_of(const std::filesystem::path& data_dir) { return data_dir / "audit.log"; }

std::string hash_of(std::string_view line) { return base::to_hex(crypto::Sha256::of(base::as_bytes(line))); }

std::string no_hash() { return std::string(64, '0'); }

// Ending is how the file ends.
struct Ending {
  std::optional<std::string> line;  // the last one, without its line end
  off_t end = 0;                    // where the next one begins
  std::size_t torn = 0;  // bytes there without a line end: of somebody who was killed, or whose power went, as he wrote
};

// Closes, and so unlocks.
class LockedFile {
 public:
  explicit LockedFile(const std::filesystem::path& path)
      : path_(path), descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0) close();
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() { close(); }

  [[nodiscard]] bool open() const { return descriptor_ >= 0; }
  [[nodiscard]] Result<Ending> ending() const {
    const auto size = ::lseek(descriptor_, 0, SEEK_END);
    if (size < 0) return fail(AppError::audit_unwritable, path_.string());
    std::string tail(std::min(static_cast<std::size_t>(size), 2 * kMaxLine), '\0');
    const auto from = size - static_cast<off_t>(tail.size());
    if (::pread(descriptor_, tail.data(), tail.size(), from) != static_cast<ssize_t>(tail.size())) {
      return fail(AppError::audit_unwritable, path_.string());
    }
    const auto whole = tail.rfind('\n') + 1;  // 0: no line ends here
    Ending out{.end = from + static_cast<off_t>(whole), .torn = tail.size() - whole};
    if (out.torn >= kMaxLine) return fail(AppError::audit_broken, path_.string() + ": the last line");
    tail.resize(whole);
    if (whole == 0) return out;
    tail.pop_back();
    out.line = tail.substr(tail.rfind('\n') + 1);
    if (out.line->size() >= kMaxLine) return fail(AppError::audit_broken, path_.string() + ": the last line");
    return out;
  }
  // put writes a line over what is torn, and takes space for more. When it fails, the file is as long as it was, and ends with as
  // many torn bytes: the line's end is the last that is written.
  [[nodiscard]] Result<> put(const Ending& ending, const std::string& text) const {
    const auto torn_end = ending.end + static_cast<off_t>(ending.torn);
    const auto end = ending.end + static_cast<off_t>(text.size());
    if (write_all(text, ending.end) && (torn_end <= end || ::ftruncate(descriptor_, end) == 0)) {
      keep_room(end);
      if (::fsync(descriptor_) == 0) return {};
    }
    const bool full = errno == ENOSPC || errno == EDQUOT;
    const bool as_it_was = ::ftruncate(descriptor_, torn_end) == 0;  // else it is torn now, and mended by who writes next
    static_cast<void>(as_it_was);
    return fail(full ? AppError::disk_full : AppError::audit_unwritable, path_.string());
  }

 private:
  [[nodiscard]] bool write_all(std::string_view text, off_t at) const {
    while (!text.empty()) {
      const auto written = ::pwrite(descriptor_, text.data(), text.size(), at);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
      at += written;
    }
    return true;
  }
  // keep_room takes space behind the end, so that a relay can be started and ended while the disk is full. Where the system
  // cannot, or the disk has no more, lines take what they need as they come.
  void keep_room(off_t end) const { static_cast<void>(::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, end, kRoom)); }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  const std::filesystem::path& path_;
  int descriptor_;
};

// login_uid is who logged in, whatever he became since; the system says 2^32-1 when nobody did.
std::string login_uid() {
  std::ifstream file("/proc/self/loginuid");
  std::uint64_t uid = 0;
  return file >> uid && uid != 0xffffffffU ? ",\"login_uid\":" + std::to_string(uid) : "";
}

std::string text_of(base::UnixMillis time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string line_of(base::UnixMillis now, crypto::Label action, const AuditArguments& arguments, const Ending& before) {
  std::string line = "{\"time\":\"" + text_of(now) + "\",\"uid\":" + std::to_string(::getuid()) + login_uid();
  line += ",\"action\":" + json_text(action.text()) + ",\"arguments\":{";
  bool first = true;
  for (const auto& [name, value] : arguments) {
    line.append(std::exchange(first, false) ? "" : ",").append(json_text(name.text())).append(":").append(json_text(value));
  }
  line += '}';
  if (before.torn > 0) line += ",\"mended\":" + std::to_string(before.torn);
  return line + ",\"previous\":\"" + (before.line ? hash_of(*before.line) : no_hash()) + "\"}";
}

// previous_in gives what a line says of the one before it.
std::optional<std::string_view> previous_in(std::string_view line) {
  constexpr std::string_view before = ",\"previous\":\"";
  const auto size = before.size() + 64 + 2;
  if (line.size() < size || !line.ends_with("\"}")) return std::nullopt;
  const auto tail = line.substr(line.size() - size);
  return tail.starts_with(before) ? std::optional(tail.substr(before.size(), 64)) : std::nullopt;
}

}  // namespace

Result<> audit(const std::filesystem::path& data_dir, const base::Clock& clock, crypto::Label action,
               const AuditArguments& arguments) {
  const auto path = file_of(data_dir);
  // Files that another user makes here would be in the relay's way.
  struct stat folder{};
  if (::stat(data_dir.c_str(), &folder) == 0 && folder.st_uid != ::geteuid()) {
    return fail(AppError::wrong_user, data_dir.string());
  }
  const LockedFile file(path);
  if (!file.open()) return fail(AppError::audit_unwritable, path.string());
  auto ending = file.ending();
  if (!ending) return base::pass_on(ending);
  if (ending->line && !previous_in(*ending->line)) return fail(AppError::audit_broken, path.string() + ": the last line");
  const auto line = line_of(clock.now(), action, arguments, *ending);
  if (line.size() >= kMaxLine) return fail(AppError::audit_unwritable, path.string());
  return file.put(*ending, line + '\n');
}

Result<AuditChain> verify_audit(const std::filesystem::path& data_dir) {
  const auto path = file_of(data_dir);
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(AppError::audit_unwritable, path.string());
  AuditChain chain{.head = no_hash()};
  for (std::string room(kMaxLine, '\0'); file.getline(room.data(), kMaxLine) || file.gcount() > 0;) {
    const auto where = path.string() + ":" + std::to_string(++chain.lines);
    // Longer than any of ours, or without a line end: it was not written to its end.
    if (file.fail() || file.eof()) return fail(AppError::audit_broken, where);
    const auto line = std::string_view(room).substr(0, static_cast<std::size_t>(file.gcount()) - 1);
    const auto previous = previous_in(line);
    if (!previous || *previous != chain.head) return fail(AppError::audit_broken, where);
    chain.head = hash_of(line);
  }
  return chain;
}

}  // namespace valise::server::app
