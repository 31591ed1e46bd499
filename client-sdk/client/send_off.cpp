#include "client-sdk/client/send_off.hpp"

#include "client-sdk/client/exchange.hpp"

namespace valise::sdk::client {

valise::Result<SendReport> visit_for(Context& context, base::MessageId message, const Progress& progress) {
  ExchangeOptions options;
  options.progress = progress;
  context.io.restart();
  auto exchanged = net::run(context.io, exchange(context, std::move(options)), kExchangeDeadline);
  if (!exchanged && is_trust_failure(exchanged.error())) return publicly(base::Result<SendReport>(pass_on(exchanged)));
  auto report = send_report(context, message);
  if (report && report->state == DeliveryState::queued && report->reason.empty() && !exchanged) {
    report->reason = exchanged.error().message();
    report->reason_kind = to_public(exchanged.error()).kind;
  }
  return publicly(std::move(report));
}

}  // namespace valise::sdk::client
