// Passphrase: the secret that opens a profile, on its way from where the person keeps it to the SDK. It is never taken from the
// command line or the environment, where other users of the machine could see it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "language/speaker.hpp"
#include "valise/error.hpp"

namespace valise::cli {

// Passphrase owns its characters in one buffer that never moves or grows, and wipes it at the end.
class Passphrase {
 public:
  static constexpr std::size_t max_size = 1024;

  Passphrase();
  Passphrase(Passphrase&&) noexcept = default;
  Passphrase& operator=(Passphrase&& other) noexcept;
  ~Passphrase();

  // append gives false, and adds nothing, when the passphrase would be too long.
  [[nodiscard]] bool append(char c);
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  // same_as compares two passphrases that the same person just typed.
  [[nodiscard]] bool same_as(const Passphrase& other) const { return text_ == other.text_; }
  // release hands the buffer over to the SDK, which wipes it.
  [[nodiscard]] std::string release() &&;

 private:
  void wipe();
  std::string text_;
};

// Ask shows a prompt to the person and reads one line without echo.
using Ask = std::function<Result<Passphrase>(std::string_view prompt)>;

struct PassphraseSource {
  std::optional<std::filesystem::path> file;
  std::optional<int> descriptor;
  bool no_input = false;  // never ask
};

// read_passphrase_fd reads one line (its end is not part of it) from a descriptor, byte by byte, so that what follows stays there
// for others.
[[nodiscard]] Result<Passphrase> read_passphrase_fd(int descriptor);
// read_passphrase_file reads the first line of a file, "-" is not special. not_found if it cannot be opened.
[[nodiscard]] Result<Passphrase> read_passphrase_file(const std::filesystem::path& file);

// existing_passphrase gets the passphrase of a profile: file, descriptor, or asked once.
[[nodiscard]] Result<Passphrase> existing_passphrase(const PassphraseSource& source, const Ask& ask,
                                                     const language::Speaker& speaker);
// new_passphrase gets one for a new profile: like above, but asked twice, and at least 8 bytes long.
[[nodiscard]] Result<Passphrase> new_passphrase(const PassphraseSource& source, const Ask& ask, const language::Speaker& speaker);

}  // namespace valise::cli
