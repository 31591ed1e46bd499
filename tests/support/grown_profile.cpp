#include "tests/support/grown_profile.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include "client-sdk/store/profile.hpp"
#include "client-sdk/store/transaction.hpp"
#include "keys/crypto/random.hpp"
#include "keys/crypto/secret.hpp"
#include "valise/v1/content.pb.h"

namespace valise::tests {
namespace {

namespace store = sdk::store;
using base::pass_on;

constexpr std::size_t kAtOnce = 20'000;    // messages of one transaction
constexpr std::size_t kFormEvery = 2'000;  // one message of so many is a form, which nobody has answered yet
constexpr std::size_t kUnreadEvery = 500;
constexpr std::size_t kUrgentEvery = 50;
constexpr std::size_t kOpenEvery = 2'000;    // of the urgent ones those that still wait; the others are answered
constexpr std::size_t kLargeRoomEvery = 20;  // one message of so many is said in the first room
constexpr std::size_t kAfterMultiple = 3;    // so that what is rare does not always meet in one room

void must(const base::Result<>& done) {
  if (!done) throw std::runtime_error("grown_profile: " + done.error().message());
}
template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error("grown_profile: " + result.error().message());
  return std::move(*result);
}

// What is repeated.
struct Pattern {
  store::Room room;
  crypto::SecretBytes epoch, ratchets;
  store::Message text, form;
};

Pattern pattern_of(store::LocalStore& profile) {
  auto read = [](store::Transaction& tx) -> base::Result<Pattern> {
    auto messages = tx.messages().inbox(store::InboxFilter::all);
    if (!messages) return pass_on(messages);
    const auto of_body = [&](int body) { return std::ranges::find(*messages, body, &store::Message::body); };
    const auto text = of_body(v1::Content::kText), form = of_body(v1::Content::kForm);
    if (text == messages->end() || form == messages->end()) return base::fail(store::StoreError::not_found, "a text and a form");
    auto room = tx.rooms().find(text->room);
    if (!room) return pass_on(room);
    auto epoch = tx.rooms().load_group(text->room, store::GroupPart::epoch);
    if (!epoch) return pass_on(epoch);
    auto ratchets = tx.rooms().load_group(text->room, store::GroupPart::ratchet);
    if (!ratchets) return pass_on(ratchets);
    return Pattern{**room, std::move(**epoch), std::move(**ratchets), *text, *form};
  };
  return must(profile.transaction(read));
}

base::Bytes bytes_of(const google::protobuf::MessageLite& message) { return base::to_bytes(message.SerializeAsString()); }

class Filler {
 public:
  Filler(store::LocalStore& profile, std::string post, ProfileSize size)
      : profile_(profile), post_(std::move(post)), size_(size), pattern_(pattern_of(profile)) {
    content_.ParseFromString(base::to_string(pattern_.text.content));
  }

  void rooms() {
    must(profile_.transaction([&](store::Transaction& tx) -> base::Result<> {
      for (std::size_t n = 0; n < size_.rooms; ++n) {
        if (auto put = put_room(tx, n); !put) return put;
      }
      return {};
    }));
  }

  void messages() {
    for (std::size_t begun = 0; begun < size_.messages; begun += kAtOnce) {
      must(profile_.transaction([&](store::Transaction& tx) -> base::Result<> {
        for (std::size_t n = begun; n < std::min(begun + kAtOnce, size_.messages); ++n) {
          const auto said = message(n);
          if (auto put = tx.messages().insert(said); !put) return pass_on(put);
          if (!is_urgent(n)) continue;
          if (auto opened = open(tx, said, n); !opened) return opened;
        }
        return {};
      }));
    }
  }

 private:
  base::Result<> put_room(store::Transaction& tx, std::size_t n) {
    auto room = pattern_.room;
    room.id = random_.id<base::RoomId>();
    room.subject = "Case " + std::to_string(n) + ": preservation of a log";
    room.active_at = pattern_.room.active_at - std::chrono::minutes(n);
    v1::RoomState state;
    state.ParseFromString(base::to_string(room.state));
    state.set_subject(room.subject);
    room.state = bytes_of(state);
    ids_.push_back(room.id);
    if (auto put = tx.rooms().put(room); !put) return put;
    if (auto saved = tx.rooms().save_group(room.id, store::GroupPart::epoch, pattern_.epoch); !saved) return saved;
    return tx.rooms().save_group(room.id, store::GroupPart::ratchet, pattern_.ratchets);
  }

  static bool is_urgent(std::size_t n) { return n % kUrgentEvery == kAfterMultiple; }

  // An urgent message is a matter, and mostly one that was seen to.
  base::Result<> open(store::Transaction& tx, const store::Message& message, std::size_t n) {
    const store::MessageKey key{message.id, message.sender};
    auto opened = tx.matters().open({.message = key,
                                     .room = message.room,
                                     .asked = post_,
                                     .urgency = message.urgency,
                                     .sent_at = message.sent_at,
                                     .answer_by = message.sent_at + std::chrono::hours(2)});
    if (!opened || n % kOpenEvery == kAfterMultiple) return opened;
    auto answer = message;
    answer.id = random_.id<base::MessageId>();
    answer.body = v1::Content::kAcknowledgement;
    answer.urgency = 1;
    answer.read = true;
    v1::Content content;
    content.set_from_post(post_);
    content.mutable_acknowledgement()->set_answer(v1::ANSWER_DONE);
    content.mutable_acknowledgement()->mutable_message()->set_message_id(message.id.string());
    content.mutable_acknowledgement()->mutable_message()->set_sender(message.sender.string());
    answer.content = bytes_of(content);
    if (auto put = tx.messages().insert(answer); !put) return pass_on(put);
    return tx.links().put({answer.id, answer.sender}, v1::Content::kAcknowledgement, key);
  }

  // Rooms take turns; a text is as long as people write.
  store::Message message(std::size_t n) {
    store::Message out = n % kFormEvery == kFormEvery - 1 ? pattern_.form : pattern_.text;
    out.id = random_.id<base::MessageId>();
    out.room = n % kLargeRoomEvery == 0 ? ids_[0] : ids_[n % ids_.size()];
    out.room_seq = base::RoomSeq(n + 2);
    out.sent_at = pattern_.text.sent_at - std::chrono::minutes(size_.messages - n);
    out.received_at = out.sent_at;
    out.read = n % kUnreadEvery != kAfterMultiple;
    out.urgency = is_urgent(n) ? 2 : 1;
    if (out.body == v1::Content::kForm) return out;
    content_.mutable_text()->set_text("Message " + std::to_string(n) + ". " + std::string(n % 7 * 60, 'x'));
    out.content = bytes_of(content_);
    return out;
  }

  store::LocalStore& profile_;
  std::string post_;
  ProfileSize size_;
  Pattern pattern_;
  v1::Content content_;
  crypto::SystemRandom random_;
  std::vector<base::RoomId> ids_;
};

}  // namespace

void fill_profile(const std::filesystem::path& folder, std::string passphrase, const std::string& post, ProfileSize size) {
  base::SystemClock clock;
  auto profile = must(store::Profile::hold(folder, "grown_profile", clock));
  auto opened = must(profile.open_store(crypto::Passphrase::consume(passphrase)));
  Filler filler(opened, post, size);
  filler.rooms();
  filler.messages();
}

}  // namespace valise::tests
