// TLS as strangers try it (threat row 44): only 1.3, nothing to resume, nothing early, nothing to negotiate down. With OpenSSL's
// own client, which is told to want what the relay must not give.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/abuse/arena.hpp"
#include "tests/abuse/raw_tls.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Tls : public ::testing::Test {
 protected:
  // talk gives everything that `openssl s_client` printed.
  std::string talk(const Arguments& words, const std::string& input = "") {
    const TempFolder folder("valise-tls");
    write_file(folder / "input", input);
    std::string command = "openssl s_client -connect " + arena_.relay().address();
    for (const auto& word : words) command += " " + word;
    const auto output = run({.arguments = {"/bin/sh", "-c", command + " < " + (folder / "input").string()}, .environment = {}});
    return output.out + output.err;
  }
  void expect_refused(const Arguments& words) {
    const auto said = talk(words);
    EXPECT_THAT(said, HasSubstr("alert")) << words.front();
    EXPECT_THAT(said, HasSubstr("no peer certificate available")) << words.front();
  }

  Arena arena_{2};
};

TEST_F(Tls, OnlyVersion13) {
  for (const auto* version : {"-tls1", "-tls1_1", "-tls1_2"}) expect_refused({version, "-cipher", "ALL:@SECLEVEL=0"});
  const auto said = talk({"-tls1_3"});
  EXPECT_THAT(said, HasSubstr("TLSv1.3"));
  EXPECT_THAT(said, HasSubstr("Verify return code: 18"));  // self-signed: clients know the key by its hash
}

// A client that was forced down says so (RFC 7507); the version is refused anyhow.
TEST_F(Tls, NoDowngrade) { expect_refused({"-tls1_2", "-fallback_scsv"}); }

TEST_F(Tls, NothingIsCompressedResumedOrEarly) {
  const auto said = talk({"-tls1_3", "-comp"}, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(said, HasSubstr("Compression: NONE"));
  EXPECT_THAT(said, HasSubstr("Expansion: NONE"));
  EXPECT_THAT(said, HasSubstr("Early data was not sent"));
  EXPECT_THAT(said, Not(HasSubstr("New Session Ticket")));
  EXPECT_THAT(said, Not(HasSubstr("Reused, TLSv1.3")));
}

TEST_F(Tls, NoWeakCipherSuitesOrGroups) {
  expect_refused({"-tls1_3", "-groups", "ffdhe2048"});
  for (const auto* suite : {"TLS_AES_128_CCM_8_SHA256", "TLS_AES_128_CCM_SHA256"})
    expect_refused({"-tls1_3", "-ciphersuites", suite});
}

int port_of(Arena& arena) { return std::stoi(arena.endpoint().port); }

// Whoever begins a handshake anew within a connection is told that this was unexpected, and the connection ends.
TEST_F(Tls, NoRenegotiation) {
  RawTls peer(port_of(arena_));
  peer.send_handshake(client_hello());
  EXPECT_THAT(peer.read_to_end(), HasSubstr("alert unexpected message"));
  // It was not the record: a new key, which the protocol has there, is taken from one, and what comes under the old key is not.
  RawTls other(port_of(arena_));
  other.send_handshake(base::Bytes{24, 0, 0, 1, 0});
  EXPECT_TRUE(other.update_key());
  EXPECT_THAT(other.read_to_end(), HasSubstr("alert bad record mac"));
}

// What TLS 1.3 has instead is a new key, as often as a peer wants. It costs the relay little, and others are served meanwhile.
TEST_F(Tls, ManyKeyUpdatesHoldUpNobody) {
  RawTls flooder(port_of(arena_));
  int updates = 0;
  while (updates < 10'000 && flooder.update_key()) ++updates;
  EXPECT_GT(updates, 10);
  perform([](Arena* arena) -> asio::awaitable<void> {
    Peer peer;
    co_await peer.log_in(arena->endpoint(), arena->device(1));
    v1::ClientFrame count;
    count.mutable_count_key_packages();
    const auto answer = co_await peer.ask(count);
    EXPECT_TRUE(answer.has_key_packages_published());
  }(&arena_));
  EXPECT_NE(flooder.read_to_end(), "") << "who does not log in has to go";
}

}  // namespace
}  // namespace valise::tests
