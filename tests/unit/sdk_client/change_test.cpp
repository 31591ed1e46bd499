#include "client-sdk/client/change.hpp"

#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "room_fixture.hpp"

namespace valise::sdk::client {
namespace {

class ChangeTest : public RoomTest {
 protected:
  v1::Content text(std::size_t device, const std::string& words) {
    auto out = content(device);
    out.mutable_text()->set_text(words);
    return out;
  }
  v1::Content edit(std::size_t device, const store::MessageKey& of, const std::string& words) {
    auto out = content(device);
    *out.mutable_edit()->mutable_message() = reference_to(of);
    out.mutable_edit()->set_text(words);
    return out;
  }
  v1::Content retraction(std::size_t device, const store::MessageKey& of) {
    auto out = content(device);
    *out.mutable_retraction()->mutable_message() = reference_to(of);
    out.mutable_retraction()->set_reason("Wrong room");
    return out;
  }
  valise::MessageView view(std::size_t at, const store::MessageKey& key) {
    return within(at, [&](store::Transaction& tx) -> Result<valise::MessageView> {
      auto message = tx.messages().find(key.id, key.sender);
      return view_of(context(at), tx, **message);
    });
  }
};

TEST_F(ChangeTest, TheHistoryStaysAndAllSeeTheSame) {
  const auto first = say(0, text(0, "First"));
  say(0, edit(0, first, "Second"));
  say(1, edit(1, first, "Third"));  // the same officer, on another device
  for (std::size_t at = 0; at < 6; ++at) {
    const auto shown = view(at, first);
    EXPECT_EQ(shown.text, "First");
    ASSERT_EQ(shown.edits.size(), 2U);
    EXPECT_EQ(shown.edits[0].text, "Second");
    EXPECT_EQ(shown.edits[1].text, "Third");
    EXPECT_EQ(shown.edits[1].officer, member_view(context(at), offices_.devices[0].id).officer);
  }
}

TEST_F(ChangeTest, NobodyChangesWhatAnotherWrote) {
  const auto first = say(0, text(0, "First"));
  const auto forged = say(2, edit(2, first, "Forged"));
  say(2, retraction(2, first));
  EXPECT_TRUE(view(4, first).edits.empty());
  EXPECT_FALSE(view(4, first).retraction);
  EXPECT_TRUE(view(4, forged).without_effect) << "and is seen to be tried";
  auto other = edit(0, {random_.id<base::MessageId>(), first.sender}, "x");
  EXPECT_TRUE(view(4, say(0, other)).without_effect);
}

TEST_F(ChangeTest, ARetractionErasesNothingAndEndsChanges) {
  const auto first = say(0, text(0, "First"));
  say(0, retraction(0, first));
  say(0, edit(0, first, "After all"));
  const auto shown = view(2, first);
  EXPECT_EQ(shown.text, "First");
  ASSERT_TRUE(shown.retraction);
  EXPECT_EQ(shown.retraction->text, "Wrong room");
  EXPECT_TRUE(shown.edits.empty());
}

TEST_F(ChangeTest, QueuesOnlyWhatWouldCount) {
  const auto own = say(0, text(0, "First"));
  const auto others = say(2, text(2, "Theirs"));
  const auto id = [](const store::MessageKey& key) { return base::to_hex(key.id.view()); };
  EXPECT_TRUE(queue_edit(context(0), id(own), "Second"));
  EXPECT_EQ(queue_edit(context(0), id(others), "x").error().code, ClientError::not_own_message);
  EXPECT_EQ(queue_edit(context(0), id(own), "").error().code, ClientError::not_editable);
  EXPECT_EQ(queue_retraction(context(0), id(own), "").error().code, ClientError::reason_missing);
  EXPECT_TRUE(queue_retraction(context(0), id(own), "Wrong"));
  EXPECT_EQ(queue_edit(context(0), id(own), "x").error().code, ClientError::not_editable) << "taken back";
  EXPECT_EQ(view(0, own).edits.size(), 1U);
}

}  // namespace
}  // namespace valise::sdk::client
