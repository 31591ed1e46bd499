#include "keys/registrar/pdf.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

#include "keys/registrar/error.hpp"

extern char** environ;

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

// Silence closes what WeasyPrint would say about fonts; whether it worked, its exit code says.
struct Silence {
  Silence() {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  }
  ~Silence() { posix_spawn_file_actions_destroy(&actions); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  posix_spawn_file_actions_t actions{};
};

}  // namespace

Result<> print_to_pdf(const Path& page, const Path& pdf) {
  std::array<std::string, 5> words{"weasyprint", "--pdf-variant", "pdf/ua-1", page.string(), pdf.string()};
  std::array<char*, 6> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments.at(i) = words.at(i).data();
  const Silence silence;
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments[0], &silence.actions, nullptr, arguments.data(), environ);
  if (error == ENOENT) return fail(RegistrarError::pdf_program_missing);
  if (error != 0) return fail(RegistrarError::pdf_failed, page.string());
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return fail(RegistrarError::pdf_program_missing);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Result<>{} : fail(RegistrarError::pdf_failed, page.string());
}

}  // namespace valise::registrar
