#include "cli/passphrase.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

constexpr std::size_t min_new_size = 8;

std::unexpected<Error> refuse(ErrorKind kind, std::string message, std::string advice) {
  return std::unexpected(Error{kind, std::move(message), std::move(advice)});
}

Result<Passphrase> not_empty(Passphrase passphrase) {
  if (passphrase.size() > 0) return passphrase;
  return refuse(ErrorKind::not_authorised, "the passphrase is empty", "The first line is read, and must not be empty");
}

// from_source gives nothing where the person must be asked.
std::optional<Result<Passphrase>> from_source(const PassphraseSource& source) {
  if (source.file) return read_passphrase_file(*source.file);
  if (source.descriptor) return read_passphrase_fd(*source.descriptor);
  if (!source.no_input) return std::nullopt;
  return refuse(ErrorKind::not_authorised, "the profile's passphrase is needed, and --no-input forbids asking for it",
                "Give it with --passphrase-file or --passphrase-fd");
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
      return refuse(ErrorKind::failed, fmt::format("descriptor {} cannot be read: {}", descriptor, std::strerror(errno)),
                    "Open it for the command, for example: valise status --passphrase-fd 3 3< FILE");
    }
    if (got == 0 || c == '\n') break;
    if (!passphrase.append(c)) {
      return refuse(ErrorKind::usage, "the passphrase is longer than 1,024 bytes", "Check that this is the right file");
    }
  }
  explicit_bzero(&c, sizeof c);
  return not_empty(std::move(passphrase));
}

Result<Passphrase> read_passphrase_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return refuse(ErrorKind::not_found,
                  fmt::format("the passphrase file {} cannot be opened: {}", terminal_line(file.string()), std::strerror(errno)),
                  "Check the path after --passphrase-file and who may read it");
  }
  auto passphrase = read_passphrase_fd(descriptor);
  ::close(descriptor);
  return passphrase;
}

Result<Passphrase> existing_passphrase(const PassphraseSource& source, const Ask& ask) {
  if (auto given = from_source(source)) return std::move(*given);
  auto typed = ask("Passphrase: ");
  if (!typed) return typed;
  return not_empty(std::move(*typed));
}

Result<Passphrase> new_passphrase(const PassphraseSource& source, const Ask& ask) {
  auto given = from_source(source);
  const bool asked = !given;
  if (asked) given = ask("New passphrase: ");
  if (!*given) return std::move(*given);
  if ((*given)->size() < min_new_size) {
    return refuse(ErrorKind::usage, fmt::format("the passphrase is shorter than {} characters", min_new_size),
                  "Take several words: they are easy to keep in mind and hard to guess");
  }
  if (!asked) return std::move(*given);
  const auto again = ask("The same again: ");
  if (!again) return std::unexpected(again.error());
  if (!(*given)->same_as(*again)) return refuse(ErrorKind::usage, "the two passphrases differ", "Nothing was created; try again");
  return std::move(*given);
}

}  // namespace valise::cli
