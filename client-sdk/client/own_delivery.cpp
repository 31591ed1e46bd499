// The public Delivery.
#include "valise/delivery.hpp"

#include <map>

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/exchange.hpp"
#include "client-sdk/client/live_wait.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/status_view.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using internal::ClientError;
using internal::Context;

std::string authority_of(const std::string& officer) { return officer.substr(0, officer.find('/')); }

// One device of each authority but one's own; where nobody else is there, one device of anybody.
bool is_delivered(const std::vector<RecipientState>& recipients, const std::string& own_authority) {
  std::map<std::string, bool> authorities;
  bool any = false;
  for (const RecipientState& recipient : recipients) {
    any = any || recipient.delivered_at.has_value();
    const std::string authority = authority_of(recipient.officer);
    if (authority != own_authority) authorities[authority] |= recipient.delivered_at.has_value();
  }
  return authorities.empty() ? any : std::ranges::all_of(authorities, [](const auto& one) { return one.second; });
}

bool has_reached(const MessageView& view, Milestone milestone, const std::string& own_authority) {
  switch (milestone) {
    case Milestone::stored: return view.state == DeliveryState::sent;
    case Milestone::delivered: return is_delivered(view.recipients, own_authority);
    case Milestone::acknowledged: return view.matter && view.matter->state != MatterState::open;
  }
  return false;
}

base::Result<store::Message> own_message(store::Transaction& tx, const std::string& prefix) {
  auto message = internal::message_by(tx, prefix);
  if (!message) return pass_on(message);
  if (message->direction != store::Direction::outgoing) return fail(ClientError::not_own_message);
  return message;
}

base::Result<MessageView> own_view(Context& context, const std::string& prefix) {
  return context.store.transaction([&](store::Transaction& tx) -> base::Result<MessageView> {
    auto message = own_message(tx, prefix);
    if (!message) return pass_on(message);
    return internal::view_of(context, tx, *message);
  });
}

// Waiter looks at the message after each step of the exchange.
class Waiter {
 public:
  Waiter(Context& context, std::string message, const WaitOptions& options)
      : context_(context),
        message_(std::move(message)),
        options_(options),
        until_(context.clock.monotonic() + options.patience) {}

  base::Result<> look() {
    auto view = own_view(context_, message_);
    if (!view) return pass_on(view);
    if (options_.until == Milestone::acknowledged && !view->matter) return fail(ClientError::not_urgent);
    reached_ = has_reached(*view, options_.until, context_.identity->officer.authority.string());
    failed_ = view->failed;
    return {};
  }
  bool over() {
    if (auto looked = look(); !looked) failed_ = true;
    return reached_ || failed_ || context_.clock.monotonic() >= until_;
  }
  [[nodiscard]] bool reached() const { return reached_; }

 private:
  Context& context_;
  std::string message_;
  const WaitOptions& options_;
  base::Monotonic until_;
  bool reached_ = false;
  bool failed_ = false;
};

// In an errand the Live does the exchange, and it is looked now and then.
base::Result<> stay_in_errand(const internal::InErrand& at, Waiter& waiter, const std::stop_token& stop) {
  constexpr auto slice = std::chrono::milliseconds(300);
  internal::Listening listening(at.following);
  internal::Ear& ear = listening.ear();
  at.following.nudge();
  while (!waiter.over() && !stop.stop_requested() && !at.following.over()) {
    internal::rest(at, ear, slice);
    if (ear.failure && internal::is_trust_failure(*ear.failure)) return base::Unexpected{base::Error(*ear.failure)};
  }
  return {};
}

base::Result<> stay(Client& client, Waiter& waiter, std::stop_token stop) {
  if (internals(client).errand() != nullptr) return stay_in_errand(internals(client).in_errand(), waiter, stop);
  internal::ExchangeOptions options;
  options.follow = true;
  options.stop = std::move(stop);
  options.enough = [&waiter] { return waiter.over(); };
  auto exchanged = internals(client).run(internal::exchange(internals(client).context(), std::move(options)), sdk::net::kForever);
  if (exchanged || !internal::is_trust_failure(exchanged.error())) return {};
  return pass_on(exchanged);
}

base::Result<SendReport> report_of(Context& context, const std::string& prefix) {
  auto message = context.store.transaction([&](store::Transaction& tx) { return own_message(tx, prefix); });
  if (!message) return pass_on(message);
  return internal::send_report(context, message->id);
}

base::Result<WaitReport> wait_for(Client& client, const std::string& message, const WaitOptions& options, std::stop_token stop) {
  Context& context = internals(client).context();
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  Waiter waiter(context, message, options);
  if (auto looked = waiter.look(); !looked) return pass_on(looked);
  if (!waiter.over()) {
    if (auto stayed = stay(client, waiter, std::move(stop)); !stayed) return pass_on(stayed);
  }
  auto report = report_of(context, message);
  if (!report) return pass_on(report);
  return WaitReport{.report = std::move(*report), .reached = waiter.reached()};
}

}  // namespace

Result<WaitReport> Delivery::wait(const std::string& message, const WaitOptions& options, std::stop_token stop) {
  return internal::publicly(wait_for(*client_, message, options, std::move(stop)));
}

Result<SendReport> Delivery::report(const std::string& message) {
  return internal::publicly(report_of(internals(*client_).context(), message));
}

}  // namespace valise
