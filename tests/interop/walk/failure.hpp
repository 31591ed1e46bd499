// Failure: the walk found members that do not agree, or a peer that does not do what it must. It ends the walk.
#pragma once

#include <stdexcept>

namespace valise::interop {

class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace valise::interop
