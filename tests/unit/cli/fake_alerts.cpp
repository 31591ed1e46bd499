// The stand-in for valise::Alerts.
#include "fake_alerts.hpp"

#include "fake_client.hpp"
#include "valise/forms.hpp"

namespace valise::tests {

AlertsWorld& alerts_world() {
  static AlertsWorld only;
  return only;
}

namespace {

template <class T>
Result<T> answer(std::string call, T value) {
  world().calls.push_back(std::move(call));
  if (world().error) return std::unexpected(*world().error);
  return value;
}
Result<> answer(std::string call) {
  world().calls.push_back(std::move(call));
  if (world().error) return std::unexpected(*world().error);
  return {};
}

}  // namespace
}  // namespace valise::tests

namespace valise {

using tests::alerts_world;
using tests::answer;

Result<std::vector<ChannelView>> Alerts::channels(const std::string& address) {
  static_cast<void>(client_);  // the stand-in needs none
  return answer("channels " + address, alerts_world().channels);
}
Result<AddedChannel> Alerts::add(const NewChannel& channel) {
  alerts_world().wanted = channel;
  return answer("add channel", alerts_world().added);
}
Result<> Alerts::test(const std::string& id) { return answer("test " + id); }
Result<> Alerts::confirm(const std::string& id, const std::string& code) { return answer("confirm " + id + " " + code); }
Result<> Alerts::remove(const std::string& id) { return answer("remove " + id); }
Result<std::vector<ReachView>> Alerts::reach(const std::vector<std::string>& addresses) {
  tests::world().asked_for = addresses;
  return answer("reach", alerts_world().reach);
}
Result<std::vector<ReachView>> Alerts::cannot_be_called(const Draft& draft, const std::string&) {
  alerts_world().asked = draft.to.empty() ? std::vector{draft.room + draft.in_reply_to} : draft.to;
  return answer("cannot be called", alerts_world().reach);
}
Result<std::vector<ReachView>> Alerts::cannot_be_called(const FormDraft& draft) {
  alerts_world().asked = draft.to.empty() ? std::vector{draft.room + draft.predecessor} : draft.to;
  return answer("cannot be called", alerts_world().reach);
}
Result<AlertView> Alerts::alert_of(const std::string& message) { return answer("alert of " + message, alerts_world().alert); }
Result<std::vector<AlertView>> Alerts::called_in() { return answer("called in", alerts_world().calls); }

}  // namespace valise
