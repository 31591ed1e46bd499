#include "cli/passphrase.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/problem.hpp"

namespace valise::cli {
namespace {

constexpr std::size_t min_new_size = 8;

Result<Passphrase> not_empty(Passphrase passphrase) {
  if (passphrase.size() > 0) return passphrase;
  return std::unexpected(problem(ErrorKind::not_authorised, "passphrase.empty"));
}

// from_source gives nothing where the person must be asked.
std::optional<Result<Passphrase>> from_source(const PassphraseSource& source) {
  if (source.file) return read_passphrase_file(*source.file);
  if (source.descriptor) return read_passphrase_fd(*source.descriptor);
  if (!source.no_input) return std::nullopt;
  return std::unexpected(problem(ErrorKind::not_authorised, "passphrase.no_input"));
}

}  // namespace

// More than the small-string size, so that moving hands over the buffer instead of copying characters.
Passphrase::Passphrase() { text_.reserve(max_size); }

Passphrase& Passphrase::operator=(Passphrase&& other) noexcept {
  wipe();
  text_ = std::move(other.text_);
  return *this;
}

Passphrase::~Passphrase() { wipe(); }

void Passphrase::wipe() { explicit_bzero(text_.data(), text_.capacity()); }

bool Passphrase::append(char c) {
  if (text_.size() >= max_size) return false;
  text_ += c;
  return true;
}

std::string Passphrase::release() && { return std::move(text_); }

Result<Passphrase> read_passphrase_fd(int descriptor) {
  Passphrase passphrase;
  char c = 0;
  for (;;) {
    const auto got = ::read(descriptor, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return std::unexpected(problem(ErrorKind::failed, "passphrase.descriptor_unreadable",
                                     {{"descriptor", descriptor}, {"reason", std::strerror(errno)}}));
    }
    if (got == 0 || c == '\n') break;
    if (!passphrase.append(c)) {
      return std::unexpected(problem(ErrorKind::usage, "passphrase.file_too_long", {{"limit", Passphrase::max_size}}));
    }
  }
  explicit_bzero(&c, sizeof c);
  return not_empty(std::move(passphrase));
}

Result<Passphrase> read_passphrase_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return std::unexpected(
        problem(ErrorKind::not_found, "passphrase.file_unreadable", {{"file", file.string()}, {"reason", std::strerror(errno)}}));
  }
  auto passphrase = read_passphrase_fd(descriptor);
  ::close(descriptor);
  return passphrase;
}

Result<Passphrase> existing_passphrase(const PassphraseSource& source, const Ask& ask, const language::Speaker& speaker) {
  if (auto given = from_source(source)) return std::move(*given);
  auto typed = ask(speaker.say("passphrase.prompt") + " ");
  if (!typed) return typed;
  return not_empty(std::move(*typed));
}

Result<Passphrase> new_passphrase(const PassphraseSource& source, const Ask& ask, const language::Speaker& speaker) {
  auto given = from_source(source);
  const bool asked = !given;
  if (asked) given = ask(speaker.say("passphrase.prompt_new") + " ");
  if (!*given) return std::move(*given);
  if ((*given)->size() < min_new_size) {
    return std::unexpected(problem(ErrorKind::usage, "passphrase.too_short", {{"limit", min_new_size}}));
  }
  if (!asked) return std::move(*given);
  const auto again = ask(speaker.say("passphrase.prompt_again") + " ");
  if (!again) return std::unexpected(again.error());
  if (!(*given)->same_as(*again)) return std::unexpected(problem(ErrorKind::usage, "passphrase.differ"));
  return std::move(*given);
}

}  // namespace valise::cli
