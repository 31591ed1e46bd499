#include "base/result.hpp"

namespace valise::base {

std::string Error::message() const {
  return context.empty() ? code.message() : context + ": " + code.message();
}

Unexpected with_context(std::string_view context, Error error) {
  error.context = error.context.empty() ? std::string(context) : std::string(context) + ": " + error.context;
  return Unexpected{std::move(error)};
}

}  // namespace valise::base
