// The public Editing.
#include "valise/editing.hpp"

#include "client-sdk/client/change.hpp"
#include "client-sdk/client/send_off.hpp"

namespace valise {

Result<SendReport> Editing::edit(const std::string& message, const std::string& text) {
  auto& impl = internals(*client_);
  return sdk::client::send_off(impl, sdk::client::queue_edit(impl.context(), message, text));
}
Result<SendReport> Editing::retract(const std::string& message, const std::string& reason) {
  auto& impl = internals(*client_);
  return sdk::client::send_off(impl, sdk::client::queue_retraction(impl.context(), message, reason));
}

}  // namespace valise
