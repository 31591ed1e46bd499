#include "client-sdk/record/pdf.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <cstdlib>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "client-sdk/record/error.hpp"

extern char** environ;

namespace valise::sdk::record {
namespace {

namespace fs = std::filesystem;

// A folder of this user's only, for as long as WeasyPrint works: the page is confidential.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::string name = (fs::temp_directory_path() / "valise-record-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// What WeasyPrint would say about fonts is of no use here; whether it worked, its exit code says.
class Silence {
 public:
  Silence() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, 2, "/dev/null", O_WRONLY, 0);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() { posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

bool print(const fs::path& page, const fs::path& pdf) {
  // Tagged for screen readers, with title and language.
  std::array<std::string, 5> words{"weasyprint", "--pdf-variant", "pdf/ua-1", page.string(), pdf.string()};
  std::array<char*, 6> arguments{words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data(), nullptr};
  const Silence silence;
  pid_t pid = -1;
  if (::posix_spawnp(&pid, arguments[0], silence.get(), nullptr, arguments.data(), environ) != 0) return false;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

base::Result<base::Bytes> pdf_of(std::string_view page) {
  const PrivateFolder folder;
  if (folder.path().empty()) return base::fail(RecordError::no_pdf_program);
  const auto html = folder.path() / "record.html";
  const auto pdf = folder.path() / "record.pdf";
  std::ofstream(html, std::ios::binary) << page;
  if (!print(html, pdf)) return base::fail(RecordError::no_pdf_program);
  std::ifstream in(pdf, std::ios::binary);
  base::Bytes out{std::istreambuf_iterator<char>(in), {}};
  return out.empty() ? base::Result<base::Bytes>(base::fail(RecordError::no_pdf_program)) : out;
}

}  // namespace valise::sdk::record
