#include "client-sdk/client/error.hpp"

#include <gtest/gtest.h>

#include "client-sdk/client/enum_name.hpp"
#include "client-sdk/net/error.hpp"
#include "client-sdk/store/error.hpp"
#include "keys/crypto/key_file_error.hpp"
#include "keys/directory/log.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

ErrorKind kind(std::error_code code) { return to_public({.code = code, .context = {}}).kind; }

TEST(PublicError, HasTheKindThatTheExitCodePromises) {
  EXPECT_EQ(kind(ClientError::subject_missing), ErrorKind::usage);
  EXPECT_EQ(kind(ClientError::address_unknown), ErrorKind::not_found);
  EXPECT_EQ(kind(store::StoreError::no_profile), ErrorKind::not_found);
  EXPECT_EQ(kind(crypto::KeyFileError::wrong_passphrase), ErrorKind::not_authorised);
  EXPECT_EQ(kind(ClientError::device_revoked), ErrorKind::not_authorised);
  EXPECT_EQ(kind(net::NetError::unreachable), ErrorKind::network);
  EXPECT_EQ(kind(net::RelayFailure::busy), ErrorKind::network);
  EXPECT_EQ(kind(store::StoreError::held), ErrorKind::busy);
  EXPECT_EQ(kind(store::StoreError::disk), ErrorKind::failed);
}

// The catalogue of languages has each sentence of this layer under its code, in English as it is here.
TEST(PublicError, EveryErrorOfTheClientIsInTheCatalogue) {
  const language::Speaker english;
  for (int value = 1; value < most_enumerators; ++value) {
    const auto error = static_cast<ClientError>(value);
    if (enum_name(error).empty()) continue;
    const auto shown = to_public({.code = error, .context = {}});
    const auto id = "errors." + shown.code;
    EXPECT_EQ(english.say(id), describe(error)) << id;
    if (shown.advice.empty()) continue;
    const auto advice = language::Speaker::knows(id + ".advice") ? id + ".advice" : std::string("errors.kind.network.advice");
    EXPECT_EQ(english.say(advice), shown.advice) << id;
  }
}

TEST(PublicError, CodesAreNamesAndContextsAreArguments) {
  const auto shown = to_public({.code = ClientError::room_unknown, .context = "77b0"});
  EXPECT_EQ(shown.code, "client.room_unknown");
  ASSERT_EQ(shown.arguments.size(), 1U);
  EXPECT_EQ(shown.arguments.front().name + "=" + shown.arguments.front().value, "context=77b0");
  EXPECT_EQ(to_public({.code = store::StoreError::held, .context = {}}).code, "store.held");
  EXPECT_EQ(to_public({.code = std::make_error_code(std::errc::io_error), .context = {}}).code, "");
}

TEST(PublicError, CallsTamperingByItsName) {
  const std::error_code codes[] = {
      net::NetError::wrong_relay_key,   net::NetError::protocol_violation,   directory::LogError::rolled_back,
      directory::LogError::forked,      directory::LogError::entry_rejected, directory::CheckpointError::signature_wrong,
      ClientError::key_package_swapped, ClientError::delivery_skipped,       ClientError::messages_missing,
      ClientError::delivery_altered,    ClientError::attachment_altered,     ClientError::log_withheld};
  for (const std::error_code& code : codes) {
    const base::Error error{.code = code, .context = {}};
    EXPECT_TRUE(is_trust_failure(error)) << code.message();
    EXPECT_EQ(to_public(error).kind, ErrorKind::trust) << code.message();
    EXPECT_FALSE(to_public(error).advice.empty()) << code.message();
  }
}

TEST(PublicError, DoesNotCryWolf) {
  for (const std::error_code& code : {std::error_code(net::NetError::timeout), std::error_code(net::NetError::closed),
                                      std::error_code(store::StoreError::corrupt), std::error_code(ClientError::nobody_ready)}) {
    EXPECT_FALSE(is_trust_failure({.code = code, .context = {}})) << code.message();
  }
}

}  // namespace
}  // namespace valise::sdk::client
