#include "client-sdk/client/form.hpp"

#include <algorithm>

#include "client-sdk/client/reference.hpp"

namespace valise::sdk::client {
namespace {

using valise::FormalRequest;
using valise::FormState;
using namespace std::chrono_literals;

constexpr std::pair<v1::FormStatus, const char*> kWords[] = {{v1::FORM_STATUS_ACKNOWLEDGED, "acknowledged"},
                                                             {v1::FORM_STATUS_IN_PROGRESS, "in_progress"},
                                                             {v1::FORM_STATUS_ANSWERED, "answered"},
                                                             {v1::FORM_STATUS_REFUSED, "refused"},
                                                             {v1::FORM_STATUS_FORMAL_TO_FOLLOW, "formal_to_follow"},
                                                             {v1::FORM_STATUS_FORMAL_RECEIVED, "formal_received"}};

bool well_formed(const v1::StatusChange& change) {
  if (*word(change.status()) == '\0' || change.text().size() > kLongestReason) return false;
  return change.status() != v1::FORM_STATUS_REFUSED || !change.text().empty();
}

bool well_formed(const v1::Comment& comment) {
  if (comment.text().empty() && comment.proposal().empty()) return false;
  return comment.passage().size() <= kLongestReason && comment.text().size() <= kLongestReason &&
         comment.proposal().size() <= kLongestProposal;
}

// The form that a reference means, if it is one.
Result<std::optional<store::Message>> form_in(store::Transaction& tx, const base::RoomId& room, const v1::MessageRef& reference) {
  auto target = target_in(tx, room, reference);
  if (!target || !*target || (*target)->body == v1::Content::kForm) return target;
  return std::nullopt;
}

Result<bool> takes_part(store::Transaction& tx, const Context& context, const base::RoomId& room, const base::DeviceId& device,
                        const std::string& from) {
  auto participants = participants_in(tx, room);
  if (!participants) return pass_on(participants);
  return std::ranges::find(*participants, from) != participants->end() && author_represents(context, device, from);
}

// The side that is asked: who stands behind the address; where none is asked, behind a participant other than the sender's post.
Result<bool> is_asked(store::Transaction& tx, const Context& context, const base::RoomId& room, const v1::Content& form,
                      const base::DeviceId& device, const std::string& from) {
  if (!form.asks().empty()) return author_represents(context, device, form.asks());
  if (from == form.from_post()) return false;
  return takes_part(tx, context, room, device, from);
}

void advance_answer(FormTrack& track, FormState state, const std::optional<Promise>& promise) {
  track.state = state;
  const bool over = state == FormState::answered || state == FormState::refused;
  if (over) track.answer.reset();
  if (promise && !over) track.answer = promise;
}

}  // namespace

const char* word(v1::FormStatus status) {
  const auto found = std::ranges::find(kWords, status, &std::pair<v1::FormStatus, const char*>::first);
  return found == std::end(kWords) ? "" : found->second;
}

v1::FormStatus status_of(std::string_view text) {
  for (const auto& [status, name] : kWords) {
    if (text == name) return status;
  }
  return v1::FORM_STATUS_UNSPECIFIED;
}

bool is_draft(std::string_view kind) { return kind == "draft-review"; }

FormTrack advance(FormTrack track, v1::FormStatus status, const std::optional<Promise>& promise) {
  switch (status) {
    case v1::FORM_STATUS_ACKNOWLEDGED:
      if (track.state == FormState::sent || track.state == FormState::acknowledged)
        advance_answer(track, FormState::acknowledged, promise);
      break;
    case v1::FORM_STATUS_IN_PROGRESS: advance_answer(track, FormState::in_progress, promise); break;
    case v1::FORM_STATUS_ANSWERED: advance_answer(track, FormState::answered, promise); break;
    case v1::FORM_STATUS_REFUSED: advance_answer(track, FormState::refused, promise); break;
    case v1::FORM_STATUS_FORMAL_TO_FOLLOW:
      track.formal = FormalRequest::to_follow;
      if (promise) track.request = promise;
      break;
    case v1::FORM_STATUS_FORMAL_RECEIVED:
      track.formal = FormalRequest::received;
      track.request.reset();
      break;
    default: break;
  }
  return track;
}

bool is_settled(FormState state, valise::Awaited awaited) {
  if (awaited == valise::Awaited::acknowledgement) return state != FormState::sent;
  return state == FormState::answered || state == FormState::refused;
}

std::optional<base::UnixMillis> promise_in(const v1::Content& content) {
  const std::uint64_t until = content.status_change().promised_by_ms();
  if (until <= content.sent_at_ms()) return std::nullopt;
  // Before the numbers become times: a member may write any.
  constexpr std::uint64_t latest = std::chrono::milliseconds(kLatestPromise).count();
  if (until - content.sent_at_ms() > latest || until > 253'402'300'799'000) return std::nullopt;
  return base::from_wire(until);
}

bool may_succeed(const Context& context, const store::Message& predecessor, const std::string& kind,
                 const base::DeviceId& device) {
  const v1::Content before = content_of(predecessor);
  if (before.form().kind() != kind) return false;
  return is_draft(kind) || author_represents(context, device, before.from_post());
}

Result<bool> may_report(store::Transaction& tx, const Context& context, const store::Message& form, v1::FormStatus status,
                        const base::DeviceId& device, const std::string& from) {
  const v1::Content content = content_of(form);
  if (status == v1::FORM_STATUS_FORMAL_TO_FOLLOW) return author_represents(context, device, content.from_post());
  return is_asked(tx, context, form.room, content, device, from);
}

Result<> take_form(store::Transaction& tx, const Context& context, const store::Message& message, const v1::Content& content) {
  if (!content.form().has_predecessor()) return {};
  auto before = form_in(tx, message.room, content.form().predecessor());
  if (!before) return pass_on(before);
  if (!*before || key_of(**before) == key_of(message)) return {};
  auto member = takes_part(tx, context, message.room, message.sender, content.from_post());
  if (!member) return pass_on(member);
  if (!*member || !may_succeed(context, **before, content.form().kind(), message.sender)) return {};
  return tx.links().put(key_of(message), v1::Content::kForm, key_of(**before));
}

Result<> take_status_change(store::Transaction& tx, const Context& context, const store::Message& message,
                            const v1::Content& content) {
  const v1::StatusChange& change = content.status_change();
  if (!well_formed(change)) return {};
  auto form = form_in(tx, message.room, change.form());
  if (!form) return pass_on(form);
  if (!*form) return {};
  auto allowed = may_report(tx, context, **form, change.status(), message.sender, content.from_post());
  if (!allowed) return pass_on(allowed);
  if (!*allowed) return {};
  return tx.links().put(key_of(message), v1::Content::kStatusChange, key_of(**form));
}

Result<> take_comment(store::Transaction& tx, const Context& context, const store::Message& message, const v1::Content& content) {
  if (!well_formed(content.comment())) return {};
  auto form = form_in(tx, message.room, content.comment().message());
  if (!form) return pass_on(form);
  if (!*form) return {};
  auto member = takes_part(tx, context, message.room, message.sender, content.from_post());
  if (!member) return pass_on(member);
  if (!*member) return {};
  return tx.links().put(key_of(message), v1::Content::kComment, key_of(**form));
}

}  // namespace valise::sdk::client
