// The stand-in for valise::Duty.
#include "fake_duty.hpp"

#include "fake_client.hpp"

namespace valise::tests {

DutyWorld& duty_world() {
  static DutyWorld only;
  return only;
}

}  // namespace valise::tests

namespace valise {
namespace {

Result<SendReport> sent(std::string call) {
  tests::world().calls.push_back(std::move(call));
  if (tests::world().error) return std::unexpected(*tests::world().error);
  return tests::world().send;
}

}  // namespace

Result<std::vector<DutyStatus>> Duty::status(const std::string& post) {
  static_cast<void>(client_);  // the stand-in needs none
  tests::world().calls.push_back("duty status " + post);
  if (tests::world().error) return std::unexpected(*tests::world().error);
  return tests::duty_world().status;
}
Result<std::vector<HandoverItem>> Duty::open_matters(const std::string&) { return std::vector<HandoverItem>(); }
Result<SendReport> Duty::take(const std::string& post, const std::string&) { return sent("take " + post); }
Result<SendReport> Duty::handover(const HandoverDraft& draft) {
  tests::duty_world().draft = draft;
  return sent("handover " + draft.post);
}
Result<SendReport> Duty::accept(const std::string& post, const std::string&) { return sent("accept " + post); }

}  // namespace valise
