#include "client-sdk/client/housekeeping.hpp"

#include <algorithm>

#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/retention.hpp"
#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

// Ciphertexts that the relay took are kept as long as it may need them again.
Result<> forget_old(Context& context) {
  constexpr auto keep = 30 * 24h;  // the relay's retention
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    const auto before = context.clock.now() - keep;
    if (auto erased = tx.outbox().forget_sent_before(before); !erased) return pass_on(erased);
    if (auto erased = tx.sent_commits().forget_before(before); !erased) return erased;
    if (auto erased = tx.set_aside().forget_before(before); !erased) return erased;
    if (auto erased = tx.room_changes().forget_settled_before(before); !erased) return erased;
    return tx.meta().forget_taken_before(before);
  });
}

Result<bool> told_lately(store::Transaction& tx, const std::string& id, const std::optional<base::RoomId>& room,
                         base::UnixMillis now) {
  auto all = tx.notices().list(store::NoticeFilter::all);
  if (!all) return pass_on(all);
  return std::ranges::any_of(*all, [&](const store::Notice& notice) {
    return notice.room == room && notice.at > now - 24h && !notice.sentences.empty() && notice.sentences.front().id == id;
  });
}

Result<> tell(Context& context, std::vector<store::Sentence> sentences, const std::optional<base::RoomId>& room = {}) {
  return context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto told = told_lately(tx, sentences.front().id, room, context.clock.now());
    if (!told) return pass_on(told);
    if (*told) return {};
    return note(tx, context, store::NoticeKind::not_erased, std::move(sentences), room);
  });
}

}  // namespace

Result<> tidy_up(Context& context) {
  auto forgotten = forget_old(context);
  auto erasure = erase_due(context);
  auto scrubbed = context.store.scrub();
  for (const base::Error* why :
       {forgotten ? nullptr : &forgotten.error(), erasure ? nullptr : &erasure.error(), scrubbed ? nullptr : &scrubbed.error()}) {
    if (why == nullptr) continue;
    if (auto told = tell(context, said("notices.not_erased", {reason(*why)})); !told) return told;
  }
  if (!erasure) return {};
  for (const Erasure::Failed& failed : erasure->failed) {
    auto text = said("notices.not_erased_in_room", {{"room", failed.subject}, reason(failed.why)});
    if (auto told = tell(context, std::move(text), failed.room); !told) return told;
  }
  return {};
}

}  // namespace valise::sdk::client
