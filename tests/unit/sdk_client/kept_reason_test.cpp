// Reasons in the store: said in the reader's language, and what earlier versions kept is not lost.
#include "client-sdk/client/kept_reason.hpp"

#include <gtest/gtest.h>

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/file_io.hpp"
#include "client-sdk/net/error.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

TEST(KeptReason, IsACodeThatEveryLanguageCanSay) {
  const auto text = kept({ClientError::room_closed, {}});
  EXPECT_EQ(text.find("closed."), std::string::npos) << "a sentence was kept: " << text;
  const auto reason = reason_of(text);
  EXPECT_EQ(reason.code, "client.room_closed");
  EXPECT_EQ(reason.message, describe(ClientError::room_closed));
  EXPECT_TRUE(reason.arguments.empty());
  const language::Speaker french(language::Language::fr);
  EXPECT_NE(french.say("errors." + reason.code), reason.message);
}

TEST(KeptReason, HasWhatItIsAbout) {
  const base::Error error{net::NetError::unreachable, "relay.example:443\nsecond line"};
  const auto reason = reason_of(kept(error));
  EXPECT_EQ(reason.code, "net.unreachable");
  ASSERT_EQ(reason.arguments.size(), 1U);
  EXPECT_EQ(reason.arguments[0].name, "context");
  EXPECT_EQ(reason.arguments[0].value, "relay.example:443 second line");
  EXPECT_TRUE(reason.message.starts_with("relay.example:443 second line: ")) << reason.message;
}

TEST(KeptReason, OfWhatTheCatalogueDoesNotKnowIsTheSentence) {
  const base::Error error{FileError::open_failed, "a.pdf"};
  EXPECT_EQ(reason_of(kept(error)).message, error.message());
  EXPECT_EQ(reason_of(kept(error)).code, "");
}

TEST(KeptReason, OfEarlierVersionsComesBackAsItIs) {
  for (const std::string sentence : {"", "the room is closed", "=", "=errors", "a\nb"}) {
    EXPECT_EQ(reason_of(sentence).message, sentence);
    EXPECT_EQ(reason_of(sentence).code, "");
  }
  EXPECT_EQ(reason_of("=errors.client.of_a_newer_version").message, "client.of_a_newer_version");
}

}  // namespace
}  // namespace valise::sdk::client
