// TerminalPerson: the person at /dev/tty. Passphrases are read without echo.
#pragma once

#include "keys/registrar/environment.hpp"

namespace valise::registrar {

class TerminalPerson final : public Person {
 public:
  [[nodiscard]] base::Result<crypto::Passphrase> passphrase(std::string_view question) override;
  [[nodiscard]] base::Result<bool> confirm(std::string_view question) override;
};

}  // namespace valise::registrar
