// Duty, below the Client: what stands behind valise::Duty, and the lists that a hand-over is made of. No network.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/duty.hpp"
#include "valise/forms.hpp"
#include "valise/matters.hpp"

namespace valise::sdk::client {

// list_matters and list_forms are Matters::list and Forms::list.
[[nodiscard]] Result<std::vector<valise::MatterView>> list_matters(Context& context, const valise::MatterFilter& filter);
[[nodiscard]] Result<std::vector<valise::FormView>> list_forms(Context& context, const valise::FormFilter& filter);

// These queue what Duty::take, handover and accept say in the post's own room. Errors: those of own_post and queue_speech,
// not_a_colleague, no_handover.
[[nodiscard]] Result<base::MessageId> queue_take(Context& context, const std::string& post, const std::string& remarks);
[[nodiscard]] Result<base::MessageId> queue_handover(Context& context, const valise::HandoverDraft& draft);
[[nodiscard]] Result<base::MessageId> queue_acceptance(Context& context, const std::string& post, const std::string& remarks);

// duty_statuses tells of one post, or of all own ones. Errors: address_unknown.
[[nodiscard]] Result<std::vector<valise::DutyStatus>> duty_statuses(Context& context, const std::string& post);

}  // namespace valise::sdk::client
