// must: the value of what cannot fail unless the simulation itself is at fault, or what it tries out has broken down.
#pragma once

#include <stdexcept>

#include "base/result.hpp"

namespace valise::simulation {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace valise::simulation
