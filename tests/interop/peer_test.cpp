// The peer by itself: whatever line comes gets an answer, and an `err` leaves everything as it was.
#include <gtest/gtest.h>

#include <sstream>

#include "base/text_encoding.hpp"
#include "tests/interop/peer/dispatch.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::interop {
namespace {

std::string field(const std::string& answer, std::size_t number) {
  std::istringstream in(answer);
  std::string word;
  for (std::size_t i = 0; i <= number; ++i) in >> word;
  return word;
}

// Session is a peer with two members of one group, a and b, and a key package k that is free.
class Session : public ::testing::Test {
 protected:
  Session() {
    ok("create a 3 aabb 61");
    const std::string package = field(ok("keypackage kb 3 62"), 1);
    const std::string commit = ok("commit a add:" + package);
    ok("merge a");
    ok("join b kb " + field(commit, 2));
    free_package_ = field(ok("keypackage k 3 63"), 1);
  }

  std::string say(const std::string& line) { return answer(peer_, line); }
  std::string ok(const std::string& line) {
    const std::string out = say(line);
    EXPECT_TRUE(out == "ok" || out.starts_with("ok ")) << line.substr(0, 200) << " -> " << out.substr(0, 200);
    return out;
  }
  void refused(const std::string& line) {
    const std::string before = state();
    const std::string out = say(line);
    EXPECT_TRUE(out.starts_with("err ")) << line.substr(0, 200) << " -> " << out.substr(0, 200);
    EXPECT_EQ(out.find_first_of("\n\r"), std::string::npos);
    EXPECT_EQ(state(), before) << line.substr(0, 200);
  }
  // state is what can be seen of the peer.
  std::string state() {
    std::string out;
    for (const char* line : {"info a", "info b", "info c", "info x", "roster a", "roster b", "tree a", "tree b", "secrets k",
                             "secrets kb", "secrets x", "export a 61 62 32"}) {
      out += say(line) + "\n";
    }
    return out;
  }

  tests::SeededRandom random_{1};
  Peer peer_{random_};
  std::string free_package_;
};

using PeerTest = Session;

TEST_F(PeerTest, RefusesWhatItCannotReadAndIsAsBefore) {
  for (const char* line : {"nonsense",
                           "create",
                           "create x",
                           "create x 3 aa",
                           "create x 2 aa 61",
                           "create x 99999999999999999999 aa 61",
                           "create x -1 aa 61",
                           "create x 3 a 61",
                           "create x 3 zz 61",
                           "create x 3 aa 61 62",
                           "create a 3 aa 61",
                           "keypackage x 3",
                           "keypackage k 3 61",
                           "keypackage x 65539 61",
                           "secrets",
                           "secrets nobody",
                           "join x",
                           "join x k",
                           "join x k 00",
                           "join x nobody 00",
                           "join a k 00",
                           "groupinfo nobody",
                           "groupinfo a 2",
                           "extjoin x 00 61",
                           "extjoin x - 61",
                           "extjoin a 00 61",
                           "extjoin x 00 61 - leaf",
                           "tree nobody",
                           "sender a",
                           "sender a 00",
                           "sender nobody 00",
                           "outside k",
                           "outside k 00 0 remove 1",
                           "outside nobody 00 0 remove 1",
                           "ask k",
                           "ask k 00",
                           "reinit a 2 01",
                           "reinit nobody 3 01",
                           "found x a 61",
                           "found a a 61",
                           "branch x a 01 61 00",
                           "branch x nobody 01 61",
                           "joinlinked x k a 00",
                           "joinlinked x nobody a 00",
                           "commit a respsk:x",
                           "commit a respsk:99",
                           "wire a",
                           "wire a loud",
                           "psk",
                           "psk group",
                           "psk tree a 01 02",
                           "psk group nobody 01 02",
                           "psk kp nobody 01 02",
                           "psk group a 01",
                           "propose a",
                           "propose a dance 00",
                           "propose a remove",
                           "propose a remove 9",
                           "propose a remove x",
                           "propose a psk 07",
                           "propose a add 00",
                           "propose a update now",
                           "commit nobody",
                           "commit a add:",
                           "commit a add:00",
                           "commit a remove:",
                           "commit a remove:9",
                           "commit a remove:0",
                           "commit a psk:07",
                           "commit a wave:1",
                           "commit a :",
                           "merge a",
                           "drop a",
                           "merge nobody",
                           "handle a",
                           "handle a 00",
                           "handle nobody 00",
                           "handle a -",
                           "protect a",
                           "protect a 00",
                           "protect a - - 99999999",
                           "protect nobody - -",
                           "unprotect a 00",
                           "unprotect nobody 00",
                           "export a 61 - 65",
                           "export a 61 -",
                           "export a 61 - many",
                           "export nobody 61 - 32",
                           "info",
                           "info nobody",
                           "info a b",
                           "roster nobody",
                           "free",
                           "free nobody",
                           "restart nobody",
                           "name me",
                           "\x01\xff\x7f",
                           "- - -"}) {
    refused(line);
  }
}

TEST_F(PeerTest, RefusesMessagesOfAnotherKindAndIsAsBefore) {
  const std::string info = field(ok("groupinfo a"), 1);
  const std::string message = field(ok("protect a 01 02"), 1);
  const std::string commit = field(ok("commit a"), 1);
  for (const std::string& request : {"join x k ", "extjoin x ", "handle b ", "unprotect b ", "propose a add ", "commit a add:"}) {
    for (const std::string& argument : {info, message, commit, free_package_}) {
      if (request == "extjoin x " || (request == "handle b " && argument == commit)) continue;
      if (request == "unprotect b " && argument == message) continue;
      if (argument == free_package_ && request.find("add") != std::string::npos) continue;
      refused(request + argument);
    }
  }
  // None of it used up a key, and the commit is still pending.
  EXPECT_EQ(ok("unprotect b " + message), "ok 01 02");
  EXPECT_EQ(ok("handle b " + commit), "ok commit " + field(ok("merge a"), 1));
}

TEST_F(PeerTest, AcceptsTheGenuineMessageAfterSpoiledOnesAndOnlyOnce) {
  const std::string message = field(ok("protect a 0102 03 7"), 1);
  for (std::size_t at = 0; at < message.size(); at += 2) {
    std::string spoiled = message;
    spoiled[at] = spoiled[at] == '0' ? '1' : '0';
    refused("unprotect b " + spoiled);
  }
  EXPECT_EQ(ok("unprotect b " + message), "ok 0102 03");
  refused("unprotect b " + message);
}

TEST_F(PeerTest, FailedRequestsLeaveProposalsAndPendingCommit) {
  ok("handle b " + field(ok("propose a add " + free_package_), 1));
  ok("commit b path");
  refused("commit b remove:9");
  refused("propose b psk 07");
  const std::string authenticator = field(ok("merge b"), 1);
  EXPECT_NE(ok("info b").find("members=3"), std::string::npos);
  EXPECT_EQ(authenticator.size(), 64U);
}

TEST_F(PeerTest, RemovedMemberSaysSoAndStaysReadable) {
  const std::string commit = field(ok("commit a remove:1"), 1);
  ok("merge a");
  EXPECT_EQ(ok("handle b " + commit), "ok commit -");
  EXPECT_NE(ok("info b").find("epoch=1 "), std::string::npos);
  refused("protect b - 00");
  refused("commit b");
  refused("unprotect b " + field(ok("protect a - 01"), 1));
}

TEST_F(PeerTest, RestartKeepsEverything) {
  const std::string message = field(ok("protect a - 01"), 1);
  const std::string commit = field(ok("commit a path"), 1);
  const std::string before = state();
  ok("restart a");
  ok("restart b");
  EXPECT_EQ(state(), before);
  EXPECT_EQ(ok("unprotect b " + message), "ok - 01");
  EXPECT_EQ(ok("handle b " + commit), "ok commit " + field(ok("merge a"), 1));
}

TEST_F(PeerTest, SurvivesTenMegabytes) {
  const std::string digits(10'000'000, 'a');
  refused("handle a " + digits);
  refused("info " + digits);
}

TEST_F(PeerTest, AnswersChangedLines) {
  const std::string welcome = field(ok("commit a add:" + free_package_), 2);
  const std::vector<std::string> lines{"create y 1 aabb 61",
                                       "join y k " + welcome,
                                       "commit b path add:" + free_package_,
                                       "extjoin y " + field(ok("groupinfo a"), 1) + " 61 - 1",
                                       "psk group a 01 02",
                                       "propose b remove 0",
                                       "protect a 01 02 3"};
  for (int i = 0; i < 3000; ++i) {
    std::string line = lines[random_.below(lines.size())];
    for (std::size_t changes = random_.below(4); changes > 0; --changes) {
      const std::size_t at = random_.below(line.size());
      if (random_.chance(4)) line.resize(at + 1);
      line[std::min(at, line.size() - 1)] = random_.chance(2) ? ' ' : static_cast<char>(random_.below(256));
    }
    const std::string out = say(line);
    ASSERT_TRUE(out.empty() || out.starts_with("ok") || out.starts_with("err ")) << out;
    if (i % 100 == 0) ok("info a");
    say("free y");
    say("drop b");
  }
}

TEST(PeerServe, AnswersEachLineOnceUntilQuit) {
  tests::SeededRandom random(1);
  Peer peer(random);
  std::istringstream in("# comment\n\n   \nname\r\nsuites\nbogus\nquit\nname\n");
  std::ostringstream out;
  serve(peer, in, out);
  EXPECT_EQ(out.str(), "ok valise\nok 1 3\nerr unknown request\n");
}

TEST(PeerServe, RefusesALineLongerThanAnyMessage) {
  tests::SeededRandom random(1);
  Peer peer(random);
  std::istringstream in(std::string(longest_line + 1, 'a') + "\nname");
  std::ostringstream out;
  serve(peer, in, out);
  EXPECT_EQ(out.str(), "err the line is too long\nok valise\n");
}

TEST(PeerServe, SeedRepeatsTheSession) {
  const auto session = [](std::uint64_t seed) {
    tests::SeededRandom random(seed);
    Peer peer(random);
    return answer(peer, "create a 1 00 61") + answer(peer, "commit a path").substr(0, 2) + answer(peer, "protect a - 61");
  };
  EXPECT_EQ(session(7).substr(0, 67), session(7).substr(0, 67));
  EXPECT_NE(session(7).substr(0, 67), session(8).substr(0, 67));
}

}  // namespace
}  // namespace valise::interop
