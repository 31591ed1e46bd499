// The public Matters.
#include "valise/matters.hpp"

#include <algorithm>
#include <tuple>

#include "base/text_encoding.hpp"
#include "client-sdk/client/duty.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/matter.hpp"
#include "client-sdk/client/send_off.hpp"
#include "client-sdk/client/unsettled.hpp"
#include "client-sdk/client/waiting.hpp"

namespace valise {
namespace {

namespace internal = sdk::client;
using base::pass_on;

Result<SendReport> answer(Client& client, const std::string& message, v1::Answer answer, const std::string& reason) {
  auto& impl = internals(client);
  return internal::send_off(impl, internal::acknowledge(impl.context(), message, answer, reason));
}

// In the order of the table: those with a deadline first, the nearest first; then the oldest.
bool comes_before(const sdk::store::Matter& a, const sdk::store::Matter& b) {
  if (a.answer_by.has_value() != b.answer_by.has_value()) return a.answer_by.has_value();
  return std::tie(a.answer_by, a.sent_at, a.message) < std::tie(b.answer_by, b.sent_at, b.message);
}

base::Result<std::vector<sdk::store::Matter>> unsettled_matters(sdk::store::Transaction& tx, const internal::Context& context) {
  auto messages = internal::unsettled(tx, context);
  if (!messages) return pass_on(messages);
  std::vector<sdk::store::Matter> out;
  for (const auto& message : *messages) {
    auto matter = tx.matters().find({.id = message.id, .sender = message.sender});
    if (!matter) return pass_on(matter);
    if (*matter) out.push_back(std::move(**matter));
  }
  std::ranges::sort(out, comes_before);
  return out;
}

bool settled(const MatterView& matter) { return matter.state != MatterState::open && matter.state != MatterState::in_charge; }

bool wanted(const MatterView& matter, const MatterFilter& filter) {
  if (filter.unsettled && settled(matter)) return false;
  if (!filter.post.empty() && matter.asked != filter.post) return false;
  if (!filter.room.empty() && matter.room != filter.room) return false;
  return matter.outgoing ? filter.outgoing : filter.incoming;
}

}  // namespace

Result<SendReport> Matters::take(const std::string& message, const std::string& remark) {
  return answer(*client_, message, v1::ANSWER_TAKE, remark);
}
Result<SendReport> Matters::decline(const std::string& message, const std::string& reason) {
  return answer(*client_, message, v1::ANSWER_DECLINE, reason);
}
Result<SendReport> Matters::contest(const std::string& message, const std::string& reason) {
  return answer(*client_, message, v1::ANSWER_CONTEST, reason);
}
Result<SendReport> Matters::done(const std::string& message, const std::string& remark) {
  return answer(*client_, message, v1::ANSWER_DONE, remark);
}

base::Result<std::vector<MatterView>> internal::list_matters(internal::Context& context, const MatterFilter& filter) {
  return context.store.transaction([&](sdk::store::Transaction& tx) -> base::Result<std::vector<MatterView>> {
    auto matters = filter.unsettled ? unsettled_matters(tx, context) : tx.matters().list();
    if (!matters) return pass_on(matters);
    std::vector<MatterView> out;
    for (const auto& matter : *matters) {
      auto view = internal::matter_view(context, tx, matter);
      if (!view) return pass_on(view);
      if (wanted(*view, filter)) out.push_back(std::move(*view));
    }
    return out;
  });
}

Result<std::vector<MatterView>> Matters::list(const MatterFilter& filter) {
  return internal::publicly(internal::list_matters(internals(*client_).context(), filter));
}

Result<std::vector<WaitingItem>> Matters::waiting() {
  return internal::publicly(internal::waiting(internals(*client_).context()));
}

}  // namespace valise
