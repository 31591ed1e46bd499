// Remarks on a draft, and what becomes of them in its next versions.
#include "client-sdk/client/form_comments.hpp"

#include "client-sdk/client/form_chain.hpp"
#include "form_fixture.hpp"

namespace valise::sdk::client {
namespace {

TEST_F(FormTest, CommentsStandBesideTheirPassages) {
  const auto draft = say(0, form(0, "draft-review", post(1), {{"draft", "The log shall be preserved forthwith."}}));
  say(2, comment(2, draft, "preserved forthwith", "How soon?"));
  say(4, comment(4, draft, "", "Fine"));
  say(2, comment(2, draft, "never written", "?"));
  say(2, comment(2, draft, "log", ""));  // nothing said
  auto disguised = comment(4, draft, "log", "In another's name");
  disguised.set_from_post(post(1));
  say(4, disguised);
  for (std::size_t at = 0; at < 6; ++at) {
    const auto comments = view(at, draft).comments;
    ASSERT_EQ(comments.size(), 3U) << at;
    EXPECT_TRUE(comments[0].found);
    EXPECT_EQ(comments[0].post, post(1));
    EXPECT_TRUE(comments[1].found);
    EXPECT_FALSE(comments[2].found);
  }
}

TEST_F(FormTest, AnotherVersionOfADraftMayComeFromTheOtherSideAndReplacesIt) {
  const auto draft = say(0, form(0, "draft-review", post(1), {{"draft", "One"}}));
  auto next = form(2, "draft-review", post(0), {{"draft", "Two"}});
  *next.mutable_form()->mutable_predecessor() = reference_to(draft);
  const auto second = say(2, next);
  EXPECT_FALSE(view(0, draft).open);
  EXPECT_TRUE(view(0, second).debts[0].mine);
}

TEST_F(FormTest, CommentsStayWithTheirPassagesOverVersions) {
  const auto version = [&](std::size_t device, const std::string& text, const store::MessageKey& before) {
    auto next = form(device, "draft-review", post(0), {{"draft", text}});
    *next.mutable_form()->mutable_predecessor() = reference_to(before);
    return say(device, next);
  };
  const auto first =
      say(0, form(0, "draft-review", post(1),
                  {{"draft", "The log shall be preserved without delay. The provider shall not tell its customer."}}));
  say(2, comment(2, first, "without delay", "By when?"));
  say(2, comment(2, first, "shall be preserved", "Good"));
  say(2, comment(2, first, "The provider shall not tell its customer", "Not possible here"));
  say(2, comment(2, first, "", "Otherwise fine"));
  say(2, comment(2, first, "never written", "?"));
  const auto second = version(0, "The log shall be preserved within three days.", first);
  say(2, comment(2, second, "three days", "Fine"));
  const auto third = version(2, "The log of the server shall be preserved within three days.", second);
  for (std::size_t at = 0; at < 6; ++at) {
    const auto shown = view(at, third);
    EXPECT_TRUE(shown.comments.empty());
    ASSERT_EQ(shown.earlier_comments.size(), 6U) << at;
    using enum valise::PassageFate;
    const valise::PassageFate fates[] = {changed, stands, gone, stands, unknown, stands};
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(shown.earlier_comments[i].fate, fates[i]) << i;
    EXPECT_EQ(shown.earlier_comments[0].now, "within three days");
    EXPECT_EQ(shown.earlier_comments[0].version, hex(first));
    EXPECT_EQ(shown.earlier_comments[5].version, hex(second));
    EXPECT_TRUE(view(at, first).earlier_comments.empty());
  }
  const auto chain = within(4, [&](store::Transaction& tx) -> Result<std::vector<store::Message>> {
    auto message = tx.messages().find(second.id, second.sender);
    if (!message) return pass_on(message);
    return chain_of(tx, **message);
  });
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_EQ(key_of(chain[0]), first);
  EXPECT_EQ(key_of(chain[2]), third);
}

}  // namespace
}  // namespace valise::sdk::client
