// send_off: what was queued is tried to be delivered at once, and reported as far as it came.
#pragma once

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/status_view.hpp"

namespace valise::sdk::client {

// visit visits the relay.
[[nodiscard]] base::Result<> visit(Context& context, const Progress& progress);

// report_after tells what became of the message by a visit. A relay out of reach is no error: the report says `queued`, and why.
// ErrorKind::trust where the visit met with tampering.
[[nodiscard]] valise::Result<SendReport> report_after(Context& context, base::MessageId message, base::Result<> visited);

// send_off visits the relay, or, in an errand of a Live, waits until that has tried what is queued; other functions of a Live
// must not wait, and leave it to that (`Impl` is Client::Impl).
template <class Impl>
[[nodiscard]] valise::Result<SendReport> send_off(Impl& impl, base::MessageId message, const Progress& progress = {}) {
  if (!impl.live()) return report_after(impl.context(), message, visit(impl.context(), progress));
  if (impl.errand() != nullptr) return report_after(impl.context(), message, await_round(impl.in_errand(), Round::queue));
  impl.following().nudge();
  return publicly(send_report(impl.context(), message));
}

// send_off of what a queueing function gave: its error, or the report.
template <class Impl>
[[nodiscard]] valise::Result<SendReport> send_off(Impl& impl, base::Result<base::MessageId> queued) {
  if (!queued) return publicly(base::Result<SendReport>(pass_on(queued)));
  return send_off(impl, *queued);
}

}  // namespace valise::sdk::client
