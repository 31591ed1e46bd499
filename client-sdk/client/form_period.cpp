#include "client-sdk/client/form_period.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/form_view.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/forms/moments.hpp"

namespace valise::sdk::client {
namespace {

constexpr int kLongestChain = 50;  // of extensions
constexpr auto kLastCall = std::chrono::days(3);

std::optional<std::uint32_t> days_in(const v1::Form& form) {
  const auto* description = valise::form_description(form.kind());
  const auto* field = description == nullptr ? nullptr : description->field("period_days");
  const auto value = value_of(fields_of(form), "period_days");
  if (field == nullptr || value.empty() || !valise::check_field(*field, {value}).empty()) return std::nullopt;
  return static_cast<std::uint32_t>(std::stoul(value));
}

// A sender may claim any time; it counts where it lies before the message came.
base::UnixMillis began(const store::Message& message) {
  const bool likely = message.sent_at <= message.received_at && message.sent_at.time_since_epoch().count() > 0;
  return likely ? message.sent_at : message.received_at;
}

Result<std::optional<base::UnixMillis>> end_of(store::Transaction& tx, const store::Message& form, int depth) {
  const auto days = days_in(content_of(form).form());
  if (!days) return std::nullopt;
  base::UnixMillis from = began(form);
  auto before = tx.links().target_of(key_of(form));
  if (!before) return pass_on(before);
  if (*before && depth < kLongestChain) {
    auto message = tx.messages().find((*before)->id, (*before)->sender);
    if (!message) return pass_on(message);
    auto ends = *message ? end_of(tx, **message, depth + 1) : Result<std::optional<base::UnixMillis>>(std::nullopt);
    if (!ends) return ends;
    if (*ends && **ends > from) from = **ends;
  }
  return std::optional(from + *days * std::chrono::hours(24));
}

// The reminders that are due, the last of them last.
std::vector<store::Reminder> due_reminders(base::UnixMillis ends, base::UnixMillis now) {
  std::vector<store::Reminder> out;
  if (now >= ends - kPeriodSeenBefore) out.push_back(store::Reminder::period_two_weeks);
  if (now >= ends - kLastCall) out.push_back(store::Reminder::period_three_days);
  if (now >= ends) out.push_back(store::Reminder::period_ended);
  return out;
}

std::vector<store::Sentence> words_of(const std::string& id, base::UnixMillis ends, base::UnixMillis now, bool own) {
  const std::string date = forms::date_text(ends);
  if (now >= ends) {
    return own ? said("notices.own_period_ended", {{"message", id}, {"date", date}})
               : said("notices.period_ended", {{"message", id}, {"date", date}});
  }
  const std::string days = std::to_string(std::chrono::ceil<std::chrono::days>(ends - now).count());
  return own ? said("notices.own_period_ends", {{"message", id}, {"date", date}, {"days", days}})
             : said("notices.period_ends", {{"message", id}, {"date", date}, {"days", days}});
}

}  // namespace

Result<std::optional<base::UnixMillis>> period_end(store::Transaction& tx, const store::Message& form) {
  return end_of(tx, form, 0);
}

Result<> note_period(store::Transaction& tx, const Context& context, const store::Message& form, base::UnixMillis ends,
                     bool own) {
  const auto now = context.clock.now();
  bool fresh = false;
  for (const store::Reminder what : due_reminders(ends, now)) {
    auto first = tx.links().remind(what, key_of(form), now);
    if (!first) return pass_on(first);
    fresh = *first;
  }
  if (!fresh) return {};
  const std::string id = base::to_hex(form.id.view()).substr(0, 8);
  return note(tx, context, store::NoticeKind::unanswered, words_of(id, ends, now, own), form.room);
}

}  // namespace valise::sdk::client
