// TLS as strangers try it (threat row 44): only 1.3, nothing to resume, nothing early, nothing to negotiate down. With OpenSSL's
// own client, which is told to want what the relay must not give.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/abuse/arena.hpp"

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

// In TLS 1.3 there is none; a client that asks is told nothing but an alert, or its letter is data for the HTTP parser.
TEST_F(Tls, NoRenegotiation) {
  const auto said = talk({"-tls1_3"}, "R\n");
  EXPECT_THAT(said, Not(HasSubstr("RENEGOTIATING\ndepth")));
}

}  // namespace
}  // namespace valise::tests
