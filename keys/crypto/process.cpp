#include "keys/crypto/process.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace valise::crypto {

base::Result<> harden_process() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return base::fail(CryptoError::hardening_failed, "RLIMIT_CORE");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return base::fail(CryptoError::hardening_failed, "PR_SET_DUMPABLE");
  return {};
}

}  // namespace valise::crypto
