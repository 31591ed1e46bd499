#include "server/app/audit_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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

std::filesystem::path file_of(const std::filesystem::path& data_dir) { return data_dir / "audit.log"; }

std::string hash_of(std::string_view line) { return base::to_hex(crypto::Sha256::of(base::as_bytes(line))); }

std::string no_hash() { return std::string(64, '0'); }

// Closes, and so unlocks.
class LockedFile {
 public:
  explicit LockedFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0) close();
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() { close(); }

  [[nodiscard]] bool open() const { return descriptor_ >= 0; }
  // last_line gives the last complete line; empty in an empty file, nothing if the file does not end with a line end.
  [[nodiscard]] std::optional<std::string> last_line() const {
    const auto size = ::lseek(descriptor_, 0, SEEK_END);
    if (size <= 0) return size == 0 ? std::optional(std::string()) : std::nullopt;
    const auto wanted = std::min<std::size_t>(static_cast<std::size_t>(size), kMaxLine);
    std::string tail(wanted, '\0');
    if (::pread(descriptor_, tail.data(), wanted, size - static_cast<off_t>(wanted)) != static_cast<ssize_t>(wanted)) return {};
    if (tail.back() != '\n') return std::nullopt;
    tail.pop_back();
    return tail.substr(tail.rfind('\n') + 1);
  }
  [[nodiscard]] bool append(const std::string& text) const {
    return ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor_) == 0;
  }

 private:
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
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

std::string line_of(base::UnixMillis now, crypto::Label action, const AuditArguments& arguments, const std::string& previous) {
  std::string line = "{\"time\":\"" + text_of(now) + "\",\"uid\":" + std::to_string(::getuid()) + login_uid();
  line += ",\"action\":" + json_text(action.text()) + ",\"arguments\":{";
  bool first = true;
  for (const auto& [name, value] : arguments) {
    line.append(std::exchange(first, false) ? "" : ",").append(json_text(name.text())).append(":").append(json_text(value));
  }
  return line + "},\"previous\":\"" + previous + "\"}";
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
  const auto last = file.last_line();
  if (!last || (!last->empty() && !previous_in(*last))) return fail(AppError::audit_broken, path.string() + ": the last line");
  const auto line = line_of(clock.now(), action, arguments, last->empty() ? no_hash() : hash_of(*last));
  if (line.size() >= kMaxLine || !file.append(line + '\n')) return fail(AppError::audit_unwritable, path.string());
  return {};
}

Result<AuditChain> verify_audit(const std::filesystem::path& data_dir) {
  const auto path = file_of(data_dir);
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(AppError::audit_unwritable, path.string());
  AuditChain chain{.head = no_hash()};
  for (std::string line; std::getline(file, line);) {
    const auto where = path.string() + ":" + std::to_string(++chain.lines);
    if (file.eof()) return fail(AppError::audit_broken, where);  // no line end: it was not written to its end
    const auto previous = previous_in(line);
    if (!previous || *previous != chain.head) return fail(AppError::audit_broken, where);
    chain.head = hash_of(line);
  }
  return chain;
}

}  // namespace valise::server::app
