#include "client-sdk/client/forward.hpp"

#include <algorithm>
#include <set>

#include "base/text_encoding.hpp"
#include "client-sdk/client/change.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/handling.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/speech.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {
namespace {

constexpr int kMostAddresses = 200;
constexpr std::size_t kLongestAddress = 200;

using Addresses = std::vector<std::string>;

std::string authority_of(const std::string& address) { return address.substr(0, address.find('/')); }

std::set<std::string> authorities_of(const Addresses& addresses) {
  std::set<std::string> out;
  for (const std::string& address : addresses) out.insert(authority_of(address));
  return out;
}

Result<Addresses> readers_there(store::Transaction& tx, const Context& context, const valise::ForwardDraft& draft) {
  if (draft.room.empty()) return resolve(context.directory(), draft.to, context.clock.now());
  auto room = room_by(tx, draft.room);
  if (!room) return pass_on(room);
  return participants_in(tx, room->id);
}

// Those who would read it and do not take part where it was said. Oneself reads it already.
Addresses newcomers(const Context& context, const Addresses& here, const Addresses& there) {
  const auto own = own_addresses(context);
  Addresses out;
  for (const std::string& address : there) {
    if (std::ranges::find(here, address) == here.end() && !own.contains(address)) out.push_back(address);
  }
  return out;
}

Reach reach_of(const Addresses& here, const Addresses& fresh) {
  if (fresh.empty()) return Reach::same_participants;
  const auto known = authorities_of(here);
  const bool inside = std::ranges::all_of(fresh, [&](const auto& address) { return known.contains(authority_of(address)); });
  return inside ? Reach::same_authorities : Reach::beyond;
}

Result<Addresses> conditions_of(store::Transaction& tx, const store::Message& message, const v1::Content& content) {
  Addresses out(content.handling().begin(), content.handling().end());
  auto room = tx.rooms().find(message.room);
  if (!room) return pass_on(room);
  if (!*room) return out;
  auto state = parse_room_state((*room)->state);
  if (!state) return pass_on(state);
  for (const std::string& condition : state->handling()) {
    if (std::ranges::find(out, condition) == out.end()) out.push_back(spelled(condition));
  }
  return out;
}

// The last answer to a wish; nothing where there is none.
Result<std::optional<store::MessageKey>> last_answer(store::Transaction& tx, const store::MessageKey& wish) {
  auto answers = tx.links().about(wish, v1::Content::kForwardAnswer);
  if (!answers) return pass_on(answers);
  return answers->empty() ? std::nullopt : std::optional(answers->back());
}

Result<v1::Content> said(store::Transaction& tx, const store::MessageKey& key) {
  auto message = tx.messages().find(key.id, key.sender);
  if (!message) return pass_on(message);
  return *message ? content_of(**message) : v1::Content();
}

bool names_all(const v1::ForwardWish& wish, const Addresses& fresh) {
  return std::ranges::all_of(fresh,
                             [&](const auto& address) { return std::ranges::find(wish.to(), address) != wish.to().end(); });
}

// Who asked for another authority asked for that one only.
bool asked_for_us(const Context& context, const base::DeviceId& device) {
  const directory::Device* known = context.directory().device(device);
  return known != nullptr && known->officer.authority == context.identity->officer.authority;
}

Result<> find_permission(store::Transaction& tx, const Context& context, ForwardPlan& plan) {
  auto wishes = tx.links().about(key_of(plan.original), v1::Content::kForwardWish);
  if (!wishes) return pass_on(wishes);
  for (const store::MessageKey& wish : *wishes) {
    auto content = said(tx, wish);
    if (!content) return pass_on(content);
    if (!asked_for_us(context, wish.sender) || !names_all(content->forward_wish(), plan.check.to)) continue;
    auto answer = last_answer(tx, wish);
    if (!answer) return pass_on(answer);
    if (!*answer) continue;
    auto words = said(tx, **answer);
    if (!words) return pass_on(words);
    if (!words->forward_answer().granted()) continue;
    plan.permission = **answer;
    plan.check.permission = base::to_hex((*answer)->id.view());
    plan.check.permitted_by = member_view(context, (*answer)->sender).officer;
  }
  return {};
}

Result<> find_newest_words(store::Transaction& tx, ForwardPlan& plan) {
  plan.text = plan.content.text().text();
  auto edits = tx.links().about(key_of(plan.original), v1::Content::kEdit);
  if (!edits) return pass_on(edits);
  if (edits->empty()) return {};
  auto edit = tx.messages().find(edits->back().id, edits->back().sender);
  if (!edit) return pass_on(edit);
  plan.edit = std::move(*edit);
  if (plan.edit) plan.text = content_of(*plan.edit).edit().text();
  return {};
}

bool is_originator(const Context& context, const store::Message& message, const v1::Content& content) {
  return same_officer(context, message.sender, context.device()) ||
         author_represents(context, context.device(), content.from_post());
}

bool well_formed(const v1::ForwardWish& wish) {
  if (wish.to_size() == 0 || wish.to_size() > kMostAddresses || wish.reason().size() > kLongestReason) return false;
  return std::ranges::all_of(wish.to(), [](const auto& address) { return address.size() <= kLongestAddress; });
}

}  // namespace

Result<ForwardPlan> plan_forward(store::Transaction& tx, const Context& context, const valise::ForwardDraft& draft) {
  auto original = message_by(tx, draft.message);
  if (!original) return pass_on(original);
  ForwardPlan plan{.original = std::move(*original), .content = {}, .text = {}, .edit = {}, .check = {}, .permission = {}};
  plan.content = content_of(plan.original);
  auto retracted = tx.links().about(key_of(plan.original), v1::Content::kRetraction);
  if (!retracted) return pass_on(retracted);
  if (!plan.content.has_text() || !retracted->empty()) return fail(ClientError::not_forwardable);
  if (auto newest = find_newest_words(tx, plan); !newest) return pass_on(newest);
  auto here = participants_in(tx, plan.original.room);
  if (!here) return pass_on(here);
  auto there = readers_there(tx, context, draft);
  if (!there) return pass_on(there);
  auto conditions = conditions_of(tx, plan.original, plan.content);
  if (!conditions) return pass_on(conditions);
  plan.check.message = base::to_hex(plan.original.id.view());
  plan.check.from = plan.content.from_post();
  plan.check.to = newcomers(context, *here, *there);
  plan.check.handling = std::move(*conditions);
  if (is_originator(context, plan.original, plan.content)) return plan;
  plan.check.against = stand_against(plan.check.handling, reach_of(*here, plan.check.to));
  if (plan.check.against.empty()) return plan;
  if (auto found = find_permission(tx, context, plan); !found) return pass_on(found);
  return plan;
}

Result<> take_forward_wish(store::Transaction& tx, const store::Message& message, const v1::ForwardWish& wish) {
  if (!well_formed(wish)) return {};
  auto target = target_in(tx, message.room, wish.message());
  if (!target) return pass_on(target);
  if (!*target || !content_of(**target).has_text()) return {};
  return tx.links().put(key_of(message), v1::Content::kForwardWish, key_of(**target));
}

Result<> take_forward(store::Transaction& tx, const store::Message& message, const v1::Content& content) {
  if (!content.has_forwarded()) return {};
  const auto key = key_of(content.forwarded().message());
  if (!key || *key == key_of(message)) return {};
  auto original = tx.messages().find(key->id, key->sender);
  if (!original) return pass_on(original);
  if (!*original || (*original)->room.string() != content.forwarded().room_id()) return {};
  return tx.links().put(key_of(message), v1::Content::kText, *key);
}

Result<bool> is_open_wish(store::Transaction& tx, const store::Message& wish) {
  auto about = tx.links().target_of(key_of(wish));
  if (!about) return pass_on(about);
  if (!*about) return false;  // without effect
  auto answer = last_answer(tx, key_of(wish));
  if (!answer) return pass_on(answer);
  return !*answer;
}

Result<std::optional<OpenWish>> open_wish(store::Transaction& tx, const Context& context, const store::Message& wish) {
  auto about = tx.links().target_of(key_of(wish));
  if (!about) return pass_on(about);
  if (!*about) return std::nullopt;
  auto original = said(tx, **about);
  if (!original) return pass_on(original);
  const bool mine = same_officer(context, wish.sender, context.device());
  const bool asks_me = !mine && author_represents(context, context.device(), original->from_post());
  if (!mine && !asks_me) return std::nullopt;
  return OpenWish{.message = wish, .asked = original->from_post(), .for_me = asks_me};
}

Result<> take_forward_answer(store::Transaction& tx, const Context& context, const store::Message& message,
                             const v1::ForwardAnswer& answer) {
  const bool complete = answer.granted() || !answer.reason().empty();
  if (!complete || answer.reason().size() > kLongestReason) return {};
  auto wish = target_in(tx, message.room, answer.wish());
  if (!wish) return pass_on(wish);
  if (!*wish || (*wish)->body != v1::Content::kForwardWish) return {};
  auto about = tx.links().target_of(key_of(**wish));
  if (!about) return pass_on(about);
  if (!*about) return {};
  auto original = said(tx, **about);
  if (!original) return pass_on(original);
  if (!author_represents(context, message.sender, original->from_post())) return {};
  return tx.links().put(key_of(message), v1::Content::kForwardAnswer, key_of(**wish));
}

Result<base::MessageId> queue_wish_to_forward(Context& context, const valise::ForwardDraft& draft, const std::string& reason) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  if (reason.empty()) return fail(ClientError::reason_missing);
  if (reason.size() > kLongestReason) return fail(ClientError::message_too_large);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto plan = plan_forward(tx, context, draft);
    if (!plan) return pass_on(plan);
    if (plan->check.allowed()) return fail(ClientError::nothing_to_ask);
    Speech speech;
    speech.room = plan->original.room;
    speech.from = draft.from;
    speech.content.set_in_reply_to(plan->original.id.string());
    v1::ForwardWish& wish = *speech.content.mutable_forward_wish();
    *wish.mutable_message() = reference_to(key_of(plan->original));
    for (const std::string& address : plan->check.to) wish.add_to(address);
    wish.set_reason(reason);
    return queue_speech(tx, context, std::move(speech));
  });
}

Result<base::MessageId> queue_forward_answer(Context& context, const std::string& prefix, bool granted,
                                             const std::string& reason) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  if (!granted && reason.empty()) return fail(ClientError::reason_missing);
  if (reason.size() > kLongestReason) return fail(ClientError::message_too_large);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    auto wish = message_by(tx, prefix);
    if (!wish) return pass_on(wish);
    auto about = tx.links().target_of(key_of(*wish));
    if (!about) return pass_on(about);
    if (wish->body != v1::Content::kForwardWish || !*about) return fail(ClientError::not_a_wish);
    auto original = said(tx, **about);
    if (!original) return pass_on(original);
    if (!author_represents(context, context.device(), original->from_post())) return fail(ClientError::not_asked);
    Speech speech;
    speech.room = wish->room;
    if (original->from_post() != context.identity->officer.string()) speech.from = original->from_post();
    speech.content.set_in_reply_to(wish->id.string());
    v1::ForwardAnswer& answer = *speech.content.mutable_forward_answer();
    *answer.mutable_wish() = reference_to(key_of(*wish));
    answer.set_granted(granted);
    answer.set_reason(reason);
    return queue_speech(tx, context, std::move(speech));
  });
}

v1::Forwarded origin_of(const Context& context, const ForwardPlan& plan) {
  const valise::MemberView who = member_view(context, plan.original.sender);
  v1::Forwarded out;
  out.set_room_id(plan.original.room.string());
  *out.mutable_message() = reference_to(key_of(plan.original));
  out.set_from_post(plan.content.from_post());
  out.set_officer(who.officer);
  out.set_officer_name(who.officer_name);
  out.set_sent_at_ms(plan.content.sent_at_ms());
  for (const std::string& condition : plan.check.handling) out.add_handling(condition);
  out.set_content_hash(base::to_string(crypto::Sha256::of(plan.edit ? plan.edit->content : plan.original.content)));
  if (plan.edit) *out.mutable_edit() = reference_to(key_of(*plan.edit));
  if (!plan.permission) return out;
  *out.mutable_permission() = reference_to(*plan.permission);
  out.set_permitted_by(plan.check.permitted_by);
  return out;
}

}  // namespace valise::sdk::client
