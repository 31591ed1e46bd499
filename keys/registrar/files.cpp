#include "keys/registrar/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text_encoding.hpp"
#include "keys/registrar/error.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view kBegin = "-----BEGIN VALISE STATEMENT-----\n";
constexpr std::string_view kEnd = "-----END VALISE STATEMENT-----\n";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

base::Unexpected fail_here(RegistrarError error, const Path& path) {
  return fail(error, path.string() + " (" + std::strerror(errno) + ")");
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Path folder_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

void sync_folder(const Path& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
}

bool place(const std::string& from, const Path& to, IfExists if_exists) {
  if (if_exists == IfExists::replace) return ::rename(from.c_str(), to.c_str()) == 0;
  return ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0;
}

}  // namespace

Result<std::string> read_file(const Path& path, std::size_t limit) {
  const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return fail_here(RegistrarError::file_unreadable, path);
  std::string content;
  char buffer[16 * 1024];
  for (;;) {
    const auto size = ::read(file.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail_here(RegistrarError::file_unreadable, path);
    if (size == 0) return content;
    content.append(buffer, static_cast<std::size_t>(size));
    if (content.size() > limit) return fail(RegistrarError::file_too_large, path.string());
  }
}

Result<> write_file(const Path& path, std::string_view content, Mode mode, IfExists if_exists) {
  if (path == "-") {
    if (!write_all(STDOUT_FILENO, content)) return fail_here(RegistrarError::file_unwritable, path);
    return {};
  }
  if (if_exists == IfExists::refuse && std::filesystem::exists(path)) return fail(RegistrarError::file_exists, path.string());
  const std::string temporary = path.string() + ".new-" + std::to_string(::getpid());
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode)));
    if (file.get() < 0) return fail_here(RegistrarError::file_unwritable, path);
    if (!write_all(file.get(), content) || ::fsync(file.get()) != 0) {
      auto failed = fail_here(RegistrarError::file_unwritable, path);
      ::unlink(temporary.c_str());
      return failed;
    }
  }
  if (!place(temporary, path, if_exists)) {
    const bool exists = errno == EEXIST;
    auto failed = fail_here(exists ? RegistrarError::file_exists : RegistrarError::file_unwritable, path);
    ::unlink(temporary.c_str());
    return failed;
  }
  sync_folder(path);
  return {};
}

std::string armour(base::ByteView statement) {
  std::string out(kBegin);
  const auto digits = base::to_base64(statement);
  for (std::size_t i = 0; i < digits.size(); i += 64) out.append(digits, i, 64).append("\n");
  return out.append(kEnd);
}

Result<> write_statement_file(const Path& path, base::ByteView statement, IfExists if_exists) {
  if (path == "-") return write_file(path, armour(statement), Mode::shared, if_exists);
  return write_file(path, base::as_text(statement), Mode::shared, if_exists);
}

Result<base::Bytes> parse_statement_file(std::string_view content) {
  const auto begin = content.find(kBegin.substr(0, kBegin.size() - 1));
  if (begin == std::string_view::npos) return base::to_bytes(content);
  const auto first = begin + kBegin.size() - 1;
  const auto end = content.find(kEnd.substr(0, kEnd.size() - 1), first);
  if (end == std::string_view::npos) return fail(RegistrarError::not_a_statement_file);
  std::string digits;
  for (char c : content.substr(first, end - first)) {
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t') digits += c;
  }
  auto bytes = base::parse_base64(digits);
  if (!bytes) return fail(RegistrarError::not_a_statement_file);
  return std::move(*bytes);
}

Result<directory::SignedStatement> read_statement_file(const Path& path) {
  auto content = read_file(path);
  if (!content) return pass_on(content);
  auto bytes = parse_statement_file(*content);
  if (!bytes) return with_context(path.string(), std::move(bytes.error()));
  auto statement = directory::SignedStatement::parse(*bytes);
  if (!statement) return with_context(path.string(), std::move(statement.error()));
  return statement;
}

}  // namespace valise::registrar
