// Protection of the process in which a person's passphrase and keys are.
#pragma once

#include "valise/error.hpp"

namespace valise {

// harden_process turns core dumps off and keeps other programs of the same user out of the memory of this one. A program calls it
// before it reads a passphrase; Client::open does so as well.
Result<> harden_process();

}  // namespace valise
