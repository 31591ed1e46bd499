// send_off: what was queued is tried to be delivered at once, and reported as far as it came.
#pragma once

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/status_view.hpp"

namespace valise::sdk::client {

// visit_for visits the relay and tells what became of the message. A relay out of reach is no error: the report says `queued`,
// and why. ErrorKind::trust where the visit met with tampering.
[[nodiscard]] valise::Result<SendReport> visit_for(Context& context, base::MessageId message, const Progress& progress);

// send_off visits the relay, or leaves that to the Live that the Client belongs to (`Impl` is Client::Impl).
template <class Impl>
[[nodiscard]] valise::Result<SendReport> send_off(Impl& impl, base::MessageId message, const Progress& progress = {}) {
  if (!impl.live()) return visit_for(impl.context(), message, progress);
  impl.nudge();
  return publicly(send_report(impl.context(), message));
}

// send_off of what a queueing function gave: its error, or the report.
template <class Impl>
[[nodiscard]] valise::Result<SendReport> send_off(Impl& impl, base::Result<base::MessageId> queued) {
  if (!queued) return publicly(base::Result<SendReport>(pass_on(queued)));
  return send_off(impl, *queued);
}

}  // namespace valise::sdk::client
