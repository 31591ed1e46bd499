// Protection of the process that holds keys.
#pragma once

#include "keys/crypto/error.hpp"

namespace valise::crypto {

// harden_process makes the process undumpable (no core dumps, no ptrace or /proc/<pid>/mem by other processes of the user). Every
// program calls it first thing in main, before it reads a key or a passphrase. Fails with hardening_failed.
[[nodiscard]] base::Result<> harden_process();

}  // namespace valise::crypto
