// Loss of state: a device that cannot follow a room any more, or whose copy of the profile is not the newest, must not use its
// MLS state again: a ratchet that goes back encrypts twice under one key (docs/design/0021-history-and-repetition.md). It puts
// the state away for good, keeps what was said, and asks the members to take it out and in again in one commit. What others can
// make up is only a doubt: it asks, and goes on meanwhile.
#pragma once

#include "client-sdk/client/send_queue.hpp"

namespace valise::sdk::client {

// put_away erases what this device had in a room's group: state, a change on its way, and ciphertexts, which are made anew later.
[[nodiscard]] Result<> put_away(store::Transaction& tx, Context& context, const base::RoomId& room);

// lose_state ends the use of a room's MLS state, with an alarm that says why (a text of the catalogue, notices.place_lost).
[[nodiscard]] Result<> lose_state(store::Transaction& tx, Context& context, const base::RoomId& room, const std::string& why_id);

// note_copy: more of the mailbox was acknowledged than was ever processed here, so another copy of this profile was used: all
// rooms lose their state, and the mailbox goes on behind what was acknowledged.
[[nodiscard]] Result<> note_copy(Context& context, base::MailboxSeq acknowledged, base::MailboxSeq assigned);

// Since is what the relay has numbered in a room since this device's last own number.
struct Since {
  base::RoomSeq own;          // that number
  std::uint64_t numbers = 0;  // so many at most are of another copy of the profile
  base::RoomSeq unexplained;  // the last, where neither what was delivered here nor what is known to be own reaches it; else 0
  std::optional<std::uint64_t> own_at_relay;  // the last message in this device's name, where that says whether a copy has spoken
};
// since_own asks for it. Nothing from a relay that was restored and numbers anew.
[[nodiscard]] asio::awaitable<Result<Since>> since_own(Context& context, Link link, base::RoomId room);

// judge_since says whether a copy has spoken, once it is known what became of the message in flight: `flown` is the number that
// it had already, 0 if none. If one has, the room's state is lost.
[[nodiscard]] asio::awaitable<Result<>> judge_since(Context& context, base::RoomId room, base::RoomSeq flown, Since since,
                                                    Intake intake);

// note_other_copy: something was said in the name of this device, up to that number, that it did not say: if what others said
// does not explain it either, the room's state is lost.
[[nodiscard]] asio::awaitable<Result<>> note_other_copy(Context& context, base::RoomId room, base::RoomSeq number, Intake intake);

// check_place must come before this device encrypts anything in a room for the first time in a session: whatever the relay has
// numbered in it must be known here, sent by this device or delivered to it. What is still on its way is waited for. What never
// comes was said by another copy of this profile, or is lost: then the state is lost, and state_lost the error.
[[nodiscard]] asio::awaitable<Result<>> check_place(Context& context, Link link, base::RoomId room, Intake intake);

// doubt_all notes that deliveries were erased unread: changes of any room may be among them.
[[nodiscard]] Result<> doubt_all(store::Transaction& tx, const Context& context);

// pass_over_ahead passes over what comes from a later epoch than this device is in, where it is known or suspected already that
// it fell behind; after deliveries were erased unread that is certain, and the state is lost. False where nothing was known.
[[nodiscard]] Result<bool> pass_over_ahead(Context& context, const store::Room& room, const v1::Delivery& delivery);

// note_unreadable remembers, of a delivery that did not verify, that it is from a later epoch, and whom the relay cut off by it.
[[nodiscard]] Result<> note_unreadable(store::Transaction& tx, const Context& context, const v1::Delivery& delivery);
// note_cut_off remembers whom the relay took off its list by a commit that members do not follow: others are brought back by the
// next change, and this device asks for it.
[[nodiscard]] Result<> note_cut_off(store::Transaction& tx, const Context& context, const v1::Delivery& delivery);

// is_doubtful: others may be in a later epoch, since so short a time that they are left to make the next change.
[[nodiscard]] Result<bool> is_doubtful(Context& context, const base::RoomId& room);

// settle_doubts checks the place in the rooms of which deliveries were erased unread.
[[nodiscard]] asio::awaitable<Result<>> settle_doubts(Context& context, Link link, Intake intake);

// plead asks, in each room whose state is lost or in doubt, to be taken out and in again; at most once an hour per room.
[[nodiscard]] asio::awaitable<Result<>> plead(Context& context, Link link);

// is_plea tells a plea from messages of MLS. take_plea notes whom to bring back, if a member's own key signed it lately; all else
// is passed over without a word, for anybody on the relay's list can send anything.
[[nodiscard]] bool is_plea(const v1::Delivery& delivery);
[[nodiscard]] Result<> take_plea(store::Transaction& tx, const Context& context, const v1::Delivery& delivery,
                                 const std::set<base::DeviceId>& members);

}  // namespace valise::sdk::client
