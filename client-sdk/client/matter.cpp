#include "client-sdk/client/matter.hpp"

#include <algorithm>

#include "base/text_encoding.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/recipients.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

using valise::MatterState;
using namespace std::chrono_literals;

// Beyond that it is no deadline, but nonsense or malice.
constexpr auto kLatestDeadline = 90 * 24h;

std::optional<base::UnixMillis> deadline_of(const v1::Content& content) {
  if (content.acknowledge_by_ms() <= content.sent_at_ms()) return std::nullopt;
  // Before the numbers become times: a member may write any.
  constexpr std::uint64_t latest = std::chrono::milliseconds(kLatestDeadline).count();
  if (content.acknowledge_by_ms() - content.sent_at_ms() > latest) return std::nullopt;
  return base::from_wire(content.acknowledge_by_ms());
}

bool wants_answer(const v1::Content& content) {
  const bool urgent = content.urgency() == v1::URGENCY_URGENT || content.urgency() == v1::URGENCY_EMERGENCY;
  return urgent && (content.has_text() || content.has_form());
}

bool known_answer(v1::Answer answer) { return answer >= v1::ANSWER_TAKE && answer <= v1::ANSWER_DONE; }
bool needs_reason(v1::Answer answer) { return answer == v1::ANSWER_DECLINE || answer == v1::ANSWER_CONTEST; }

bool well_formed(const v1::Acknowledgement& acknowledgement) {
  if (!known_answer(acknowledgement.answer()) || acknowledgement.reason().size() > kLongestReason) return false;
  return !needs_reason(acknowledgement.answer()) || !acknowledgement.reason().empty();
}

Result<std::string> post_of(store::Transaction& tx, const store::MessageKey& key) {
  auto message = tx.messages().find(key.id, key.sender);
  if (!message) return pass_on(message);
  return *message ? content_of(**message).from_post() : std::string();
}

// Whether a device, speaking for a post, may answer: it stands behind the post that is asked; where none is asked, behind a
// participant other than the sender's post. That nothing is left to do the sender's post may say as well.
Result<bool> may_answer(store::Transaction& tx, const Context& context, const store::Matter& matter, v1::Answer answer,
                        const base::DeviceId& device, const std::string& from) {
  auto sender_post = post_of(tx, matter.message);
  if (!sender_post) return pass_on(sender_post);
  if (answer == v1::ANSWER_DONE && author_represents(context, device, *sender_post)) return true;
  if (!matter.asked.empty()) return author_represents(context, device, matter.asked);
  auto participants = participants_in(tx, matter.room);
  if (!participants) return pass_on(participants);
  const bool takes_part = std::ranges::find(*participants, from) != participants->end();
  return takes_part && from != *sender_post && author_represents(context, device, from);
}

MatterState state_of(v1::Answer answer) {
  switch (answer) {
    case v1::ANSWER_TAKE: return MatterState::in_charge;
    case v1::ANSWER_DECLINE: return MatterState::declined;
    case v1::ANSWER_CONTEST: return MatterState::contested;
    case v1::ANSWER_DONE: return MatterState::done;
    default: return MatterState::open;
  }
}

Result<std::optional<store::Message>> message_of(store::Transaction& tx, const store::MessageKey& key) {
  return tx.messages().find(key.id, key.sender);
}

// What an officer says: in an answer, or by the status of an urgent form.
v1::Answer answer_in(const v1::Content& content) {
  if (content.has_acknowledgement()) return content.acknowledgement().answer();
  switch (content.status_change().status()) {
    case v1::FORM_STATUS_ACKNOWLEDGED:
    case v1::FORM_STATUS_IN_PROGRESS: return v1::ANSWER_TAKE;
    case v1::FORM_STATUS_ANSWERED: return v1::ANSWER_DONE;
    case v1::FORM_STATUS_REFUSED: return v1::ANSWER_DECLINE;
    default: return v1::ANSWER_UNSPECIFIED;
  }
}

valise::MatterAnswer answer_view(const Context& context, const store::Message& message, const v1::Content& content) {
  const valise::MemberView who = member_view(context, message.sender);
  return {.state = state_of(answer_in(content)),
          .officer = who.officer,
          .officer_name = who.officer_name,
          .post = content.from_post(),
          .reason = content.has_status_change() ? content.status_change().text() : content.acknowledgement().reason(),
          .message = base::to_hex(message.id.view()),
          .at = message.sent_at};
}

void apply(const valise::MatterAnswer& answer, v1::Answer said, valise::MatterView& out) {
  const MatterState next = next_state(out.state, said, answer.officer == out.officer);
  const bool changed = next != out.state || said == v1::ANSWER_TAKE;
  if (!changed) return;
  out.state = next;
  out.officer = answer.officer;
  out.officer_name = answer.officer_name;
  out.reason = answer.reason;
  out.answered_at = answer.at;
}

Result<> add_answers(const Context& context, store::Transaction& tx, const store::Matter& matter, valise::MatterView& out) {
  auto answers = messages_about(tx, matter.message, {v1::Content::kAcknowledgement, v1::Content::kStatusChange});
  if (!answers) return pass_on(answers);
  for (const store::Message& message : *answers) {
    const v1::Content content = content_of(message);
    const v1::Answer said = answer_in(content);
    if (said == v1::ANSWER_UNSPECIFIED) continue;
    auto answer = answer_view(context, message, content);
    apply(answer, said, out);
    out.history.push_back(std::move(answer));
  }
  return {};
}

bool asks_me(const Context& context, const store::Matter& matter) {
  if (matter.outgoing || !context.identity) return false;
  if (matter.asked.empty()) return !same_officer(context, context.device(), matter.message.sender);
  return own_addresses(context).contains(matter.asked);
}

Result<std::optional<store::Matter>> named_matter(store::Transaction& tx, const std::string& prefix, store::Message& message) {
  auto found = message_by(tx, prefix);
  if (!found) return pass_on(found);
  message = std::move(*found);
  return tx.matters().find(key_of(message));
}

// The post to answer for: the one that is asked; where it is not one's own any more, or none is asked, the own one in the room.
Result<std::string> answering_post(store::Transaction& tx, const Context& context, const store::Matter& matter) {
  auto participants = participants_in(tx, matter.room);
  if (!participants) return pass_on(participants);
  if (own_addresses(context).contains(matter.asked)) return matter.asked;
  return speaking_address(context, {}, *participants);
}

Result<Speech> answer_to(store::Transaction& tx, const Context& context, const store::Matter& matter,
                         const store::Message& message, v1::Answer answer, const std::string& reason) {
  auto from = answering_post(tx, context, matter);
  if (!from) return pass_on(from);
  auto allowed = may_answer(tx, context, matter, answer, context.device(), *from);
  if (!allowed) return pass_on(allowed);
  if (!*allowed) return fail(ClientError::not_asked);
  Speech speech;
  speech.room = matter.room;
  speech.from = *from == context.identity->officer.string() ? std::string() : *from;
  if (!matter.outgoing) speech.settles = message.room_seq;
  v1::Acknowledgement& body = *speech.content.mutable_acknowledgement();
  *body.mutable_message() = reference_to(matter.message);
  body.set_answer(answer);
  body.set_reason(reason);
  const v1::Content asked = content_of(message);
  for (const std::string& condition : asked.handling()) speech.content.add_handling(condition);
  speech.content.set_in_reply_to(matter.message.id.string());
  return speech;
}

Result<> note_one_overdue(store::Transaction& tx, const Context& context, const store::Matter& matter) {
  auto view = matter_view(context, tx, matter);
  if (!view) return pass_on(view);
  auto fresh = tx.links().remind(store::Reminder::unanswered, matter.message, context.clock.now());
  if (!fresh) return pass_on(fresh);
  if (!*fresh || !view->overdue) return {};
  const auto id = base::to_hex(matter.message.id.view()).substr(0, 8);
  return note(tx, context, store::NoticeKind::unanswered,
              matter.asked.empty() ? said("notices.unanswered_by_all", {{"message", id}})
                                   : said("notices.unanswered", {{"message", id}, {"whom", matter.asked}}),
              matter.room);
}

}  // namespace

MatterState next_state(MatterState before, v1::Answer answer, bool same_officer) {
  const bool anothers = before == MatterState::in_charge && !same_officer;
  const bool over = before == MatterState::done;
  switch (answer) {
    case v1::ANSWER_TAKE: return MatterState::in_charge;
    case v1::ANSWER_DECLINE: return anothers || over ? before : MatterState::declined;
    case v1::ANSWER_CONTEST: return anothers || over ? before : MatterState::contested;
    case v1::ANSWER_DONE: return MatterState::done;
    default: return before;
  }
}

Result<> open_matter(store::Transaction& tx, const store::Message& message, const v1::Content& content) {
  if (!wants_answer(content)) return {};
  return tx.matters().open({.message = key_of(message),
                            .room = message.room,
                            .asked = content.asks(),
                            .urgency = static_cast<int>(content.urgency()),
                            .sent_at = message.sent_at,
                            .answer_by = deadline_of(content),
                            .outgoing = message.direction == store::Direction::outgoing});
}

Result<> take_acknowledgement(store::Transaction& tx, const Context& context, const store::Message& message,
                              const v1::Content& content) {
  const v1::Acknowledgement& said = content.acknowledgement();
  if (!well_formed(said)) return {};
  auto target = target_in(tx, message.room, said.message());
  if (!target) return pass_on(target);
  if (!*target) return {};
  auto matter = tx.matters().find(key_of(**target));
  if (!matter) return pass_on(matter);
  if (!*matter) return {};
  auto allowed = may_answer(tx, context, **matter, said.answer(), message.sender, content.from_post());
  if (!allowed) return pass_on(allowed);
  if (!*allowed) return {};
  return tx.links().put(key_of(message), v1::Content::kAcknowledgement, (*matter)->message);
}

Result<valise::MatterView> matter_view(const Context& context, store::Transaction& tx, const store::Matter& matter) {
  auto message = message_of(tx, matter.message);
  if (!message) return pass_on(message);
  auto room = tx.rooms().find(matter.room);
  if (!room) return pass_on(room);
  valise::MatterView out;
  out.message = base::to_hex(matter.message.id.view());
  out.room = base::to_hex(matter.room.view());
  if (*room) out.subject = (*room)->subject;
  if (*message) out.from = content_of(**message).from_post();
  out.asked = matter.asked;
  out.urgency = from_wire(static_cast<v1::Urgency>(matter.urgency));
  out.sent_at = matter.sent_at;
  out.answer_by = matter.answer_by;
  out.outgoing = matter.outgoing;
  out.asks_me = asks_me(context, matter);
  if (auto added = add_answers(context, tx, matter, out); !added) return pass_on(added);
  auto retracted = is_retracted(tx, matter.message);
  if (!retracted) return pass_on(retracted);
  out.overdue = !*retracted && out.state == MatterState::open && out.answer_by && *out.answer_by <= context.clock.now();
  out.mine = out.state == MatterState::in_charge && context.identity && out.officer == context.identity->officer.string();
  return out;
}

Result<std::optional<valise::MatterView>> matter_of(const Context& context, store::Transaction& tx,
                                                    const store::MessageKey& message) {
  auto matter = tx.matters().find(message);
  if (!matter) return pass_on(matter);
  if (!*matter) return std::nullopt;
  return matter_view(context, tx, **matter);
}

Result<base::MessageId> acknowledge(Context& context, const std::string& prefix, v1::Answer answer, const std::string& reason) {
  if (auto enrolled = context.enrolled(); !enrolled) return pass_on(enrolled);
  if (needs_reason(answer) && reason.empty()) return fail(ClientError::reason_missing);
  if (reason.size() > kLongestReason) return fail(ClientError::message_too_large);
  return context.store.transaction([&](store::Transaction& tx) -> Result<base::MessageId> {
    store::Message message;
    auto matter = named_matter(tx, prefix, message);
    if (!matter) return pass_on(matter);
    if (!*matter) return fail(ClientError::not_urgent);
    auto speech = answer_to(tx, context, **matter, message, answer, reason);
    if (!speech) return pass_on(speech);
    return queue_speech(tx, context, std::move(*speech));
  });
}

Result<> note_overdue(Context& context) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto overdue = tx.matters().overdue(context.clock.now());
    if (!overdue) return pass_on(overdue);
    for (const store::Matter& matter : *overdue) {
      if (auto noted = note_one_overdue(tx, context, matter); !noted) return noted;
    }
    return {};
  });
}

}  // namespace valise::sdk::client
