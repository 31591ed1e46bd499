#include "desk/status.hpp"

#include "desk/reply.hpp"
#include "valise/doctor.hpp"

namespace valise::desk {
namespace {

void checks(Client& client, v1::DeskStatus& out) {
  for (const auto& finding : Doctor(client).examine()) {
    auto& added = *out.add_checks();
    added.set_check(finding.check);
    for (const auto& sentence : finding.says) *added.add_says() = view_of(sentence);
    added.set_outcome(static_cast<v1::DeskCheck::Outcome>(static_cast<int>(finding.outcome) + 1));
  }
}

}  // namespace

v1::FromDesk status_of(Client& client, Waiting& waiting, bool examine) {
  const auto waits = waiting.of(client);
  if (!waits) return failure(waits.error());
  return answer(client.status(), [&](v1::FromDesk& out, const Status& status) {
    *out.mutable_status() = view_of(status);
    if (examine) checks(client, *out.mutable_status());
    out.mutable_status()->set_waiting_for_me((*waits)->for_me.size());
  });
}

}  // namespace valise::desk
