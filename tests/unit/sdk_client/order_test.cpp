#include "client-sdk/client/order.hpp"

#include <gtest/gtest.h>

namespace valise::sdk::client {
namespace {

using base::MailboxSeq;

TEST(MailboxOrder, TellsNextHadAndSkipped) {
  EXPECT_EQ(mailbox_step(MailboxSeq(0), MailboxSeq(1)), MailboxStep::next);
  EXPECT_EQ(mailbox_step(MailboxSeq(7), MailboxSeq(7)), MailboxStep::had);
  EXPECT_EQ(mailbox_step(MailboxSeq(7), MailboxSeq(1)), MailboxStep::had);
  EXPECT_EQ(mailbox_step(MailboxSeq(7), MailboxSeq(9)), MailboxStep::skipped);
}

struct ChainFixture : testing::Test {
  crypto::Digest last = crypto::Sha256::of(base::as_bytes("content 3"));
  SenderChain known{.counter = 3, .last_hash = last};
};

TEST_F(ChainFixture, AcceptsTheMessageThatFollows) { EXPECT_EQ(chain_step(known, 4, last), ChainStep::next); }

TEST_F(ChainFixture, SeesAMissingMessage) { EXPECT_EQ(chain_step(known, 5, last), ChainStep::gap); }

TEST_F(ChainFixture, SeesARepeatedCounter) {
  EXPECT_EQ(chain_step(known, 3, last), ChainStep::repeated);
  EXPECT_EQ(chain_step(known, 0, last), ChainStep::repeated);
}

TEST_F(ChainFixture, SeesAnotherHistory) {
  const auto other = crypto::Sha256::of(base::as_bytes("content 3, as told to somebody else"));
  EXPECT_EQ(chain_step(known, 4, other), ChainStep::broken);
  EXPECT_EQ(chain_step(known, 4, {}), ChainStep::broken);
}

TEST_F(ChainFixture, StartsAnywhereForADeviceThatJoinedLater) { EXPECT_EQ(chain_step(std::nullopt, 17, last), ChainStep::next); }

}  // namespace
}  // namespace valise::sdk::client
