#include "client-sdk/client/send_off.hpp"

#include "client-sdk/client/exchange.hpp"

namespace valise::sdk::client {

base::Result<> visit(Context& context, const Progress& progress) {
  ExchangeOptions options;
  options.progress = progress;
  context.io.restart();
  auto done = net::run(context.io, exchange(context, std::move(options)), kExchangeDeadline);
  return done ? base::Result<>{} : base::Result<>(pass_on(done));
}

valise::Result<SendReport> report_after(Context& context, base::MessageId message, base::Result<> visited) {
  if (!visited && is_trust_failure(visited.error())) return publicly(base::Result<SendReport>(pass_on(visited)));
  auto report = send_report(context, message);
  if (report && report->state == DeliveryState::queued && report->reason.empty() && !visited) {
    report->error = to_public(visited.error());
    report->reason = report->error.message;
    report->reason_kind = report->error.kind;
  }
  return publicly(std::move(report));
}

}  // namespace valise::sdk::client
