#include "client-sdk/client/repetition.hpp"

#include <algorithm>

#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::size_t kLongestPart = 150 * 1024;  // of one answer; the message around it takes the rest

bool within(std::uint64_t seq, std::uint64_t after, std::uint64_t before) { return seq > after && seq < before; }

// Who has no post in the room any more says nothing in it.
Result<> say(store::Transaction& tx, Context& context, const base::RoomId& room, v1::Repetition part) {
  Speech speech{.room = room, .content = {}, .from = {}, .asks = {}, .answer_by = {}, .settles = {}};
  *speech.content.mutable_repetition() = std::move(part);
  auto queued = queue_speech(tx, context, std::move(speech));
  if (!queued && queued.error().code.category() == std::error_code(store::StoreError::disk).category()) return pass_on(queued);
  return {};
}

// Answer fills parts and says each as soon as it is full.
class Answer {
 public:
  Answer(store::Transaction& tx, Context& context, const base::RoomId& room, const directory::Device& receiver)
      : tx_(tx), context_(context), room_(room), receiver_(receiver) {}

  Result<> add(const store::Message& message) {
    if (message.content.size() > kLongestPart) return {};
    if (part_.ByteSizeLong() + message.content.size() > kLongestPart) {
      if (auto said = finish(); !said) return said;
    }
    auto repeated = handed_on(tx_, message, *part_.mutable_contexts());
    if (!repeated) return pass_on(repeated);
    if (!*repeated || !was_for(context_, receiver_.officer, **repeated, part_.contexts())) return {};
    *part_.add_messages() = std::move(**repeated);
    return {};
  }

  Result<> finish() {
    if (part_.messages().empty()) return {};
    part_.set_receiver(receiver_.id.string());
    return say(tx_, context_, room_, std::exchange(part_, {}));
  }

 private:
  store::Transaction& tx_;
  Context& context_;
  base::RoomId room_;
  const directory::Device& receiver_;
  v1::Repetition part_;
};

// What was said before a device came is a matter of history, and of its post's policy (history.hpp). Who was there before this
// device may know all that this one has heard since it came itself.
Result<base::RoomSeq> may_know_since(store::Transaction& tx, const Context& context, const store::Message& question) {
  auto since = tx.places().member_since(question.room, question.sender);
  if (since && !*since) since = tx.places().member_since(question.room, context.device());
  if (!since) return pass_on(since);
  return since->value_or(base::RoomSeq(0));
}

Result<> answer(store::Transaction& tx, Context& context, const store::Message& message, const v1::Repetition& question) {
  auto mine = tx.places().take_readmission(message.room, message.sender);
  if (!mine) return pass_on(mine);
  const directory::Device* receiver = context.directory().device(message.sender);
  if (!*mine || receiver == nullptr) return {};
  auto all = tx.messages().in_room(message.room, {.offset = 0, .limit = 4 * kMostRepeated}, store::Which::all);
  if (!all) return pass_on(all);
  auto since = may_know_since(tx, context, message);
  if (!since) return pass_on(since);
  const std::uint64_t after = std::max(question.after(), since->value());
  Answer out(tx, context, message.room, *receiver);
  std::uint64_t count = 0;
  for (const store::Message& known : *all) {
    const bool wanted = may_be_handed_on(known) && within(known.room_seq->value(), after, question.before());
    if (!wanted || count++ >= kMostRepeated) continue;
    if (auto added = out.add(known); !added) return added;
  }
  return out.finish();
}

// Only what was asked for, and no more of it than was promised.
Result<> take_answer(store::Transaction& tx, Context& context, const store::Message& message, const v1::Repetition& answer) {
  auto asked = tx.places().asked(message.room);
  if (!asked) return pass_on(asked);
  auto room = tx.rooms().find(message.room);
  if (!room) return pass_on(room);
  if (!*asked || !*room) return {};
  for (const v1::RepeatedMessage& repeated : answer.messages()) {
    const bool wanted = within(repeated.room_seq(), (*asked)->after.value(), (*asked)->before.value());
    if (!wanted || (*asked)->taken >= kMostRepeated) continue;
    auto taken = take_handed_on(tx, context, **room, repeated, answer.contexts(), message.sender);
    if (!taken) return pass_on(taken);
    (*asked)->taken += *taken ? 1 : 0;
  }
  return tx.places().note_asked(message.room, **asked);
}

}  // namespace

Result<> ask_for_repetition(store::Transaction& tx, Context& context, const base::RoomId& room, base::RoomSeq after,
                            base::RoomSeq before) {
  if (auto noted = tx.places().note_asked(room, {.after = after, .before = before, .taken = 0}); !noted) return noted;
  v1::Repetition question;
  question.set_receiver(context.device().string());
  question.set_after(after.value());
  question.set_before(before.value());
  return say(tx, context, room, std::move(question));
}

Result<> take_repetition(store::Transaction& tx, Context& context, const store::Message& message, const v1::Content& content) {
  const v1::Repetition& repetition = content.repetition();
  const auto receiver = base::DeviceId::parse(repetition.receiver());
  if (!receiver || message.direction == store::Direction::outgoing) return {};
  if (repetition.messages().empty()) {
    return *receiver == message.sender ? answer(tx, context, message, repetition) : Result<>{};
  }
  return *receiver == context.device() ? take_answer(tx, context, message, repetition) : Result<>{};
}

}  // namespace valise::sdk::client
