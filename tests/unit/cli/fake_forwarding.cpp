// Stand-ins for valise::Forwarding and valise::Editing.
#include "fake_client.hpp"

namespace valise {
namespace {

Result<SendReport> sent(std::string call) {
  auto& world = tests::world();
  world.calls.push_back(std::move(call));
  if (world.error) return std::unexpected(*world.error);
  return world.send;
}

}  // namespace

Result<ForwardCheck> Forwarding::check(const ForwardDraft& draft) {
  auto& world = tests::world();
  world.forward_draft = draft;
  if (world.error) return std::unexpected(*world.error);
  return world.forward_check;
}
Result<SendReport> Forwarding::forward(const ForwardDraft& draft, const Progress&) { return sent("forward " + draft.message); }
Result<SendReport> Forwarding::ask(const ForwardDraft& draft, const std::string& reason) {
  return sent("ask " + draft.message + ": " + reason);
}
Result<SendReport> Forwarding::grant(const std::string& wish, const std::string& remark) {
  return sent("grant " + wish + ": " + remark);
}
Result<SendReport> Forwarding::refuse(const std::string& wish, const std::string& reason) {
  return sent("refuse " + wish + ": " + reason);
}
Result<SendReport> Editing::edit(const std::string& message, const std::string& text) {
  return sent("edit " + message + ": " + text);
}
Result<SendReport> Editing::retract(const std::string& message, const std::string& reason) {
  return sent("retract " + message + ": " + reason);
}

}  // namespace valise
