// Running a relay: a certificate renewed under living sessions, an orderly end, and clients that stay away as long as they are
// asked to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "tests/support/exposition.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;

class Operation : public ::testing::Test {
 protected:
  [[nodiscard]] Exposition metrics() const {
    const auto answer = http_get(port, "/metrics");
    const auto head = answer.find("\r\n\r\n");
    return head == answer.npos ? Exposition{} : parse_exposition(answer.substr(head + 4));
  }
  // metric gives 0 while nobody answers.
  [[nodiscard]] double metric(const std::string& family, const std::string& labels = "") const {
    const auto all = metrics();
    return all.empty() ? 0 : sample(all, family, family + labels);
  }
  [[nodiscard]] double devices() const { return metric("valise_sessions", "{kind=\"device\"}"); }
  static std::string log_of(World& w) { return read_file(w.relay().log().string() + ".err"); }

  const int port = free_port();
  World world{program("valised"), {{"VALISE_RELAY_OPERATION_LISTEN", "127.0.0.1:" + std::to_string(port)}}};
};

TEST_F(Operation, ACertificateIsRenewedUnderALivingSession) {
  world.enrol("agnes-desk", "ug-dpp/@aokello");
  world.enrol("claire-desk", "fr-bepi/@cmartin");
  Process follower(world.device("agnes-desk").command({"recv", "--follow"}), world / "follower");
  ASSERT_TRUE(soon([&] { return devices() == 1; }));
  const auto opened = metric("valise_sessions_opened_total");
  const std::string data = world.relay().data();
  ASSERT_EQ(run({.arguments = {"/usr/bin/openssl", "req", "-x509", "-new", "-key", data + "/tls.key", "-subj", "/CN=renewed",
                               "-days", "9", "-out", data + "/tls.crt"},
                 .environment = {}})
                .code,
            0);
  world.relay().process().signal(SIGHUP);
  ASSERT_TRUE(soon([&] { return log_of(world).find("event=reloaded") != std::string::npos; })) << log_of(world);
  static_cast<void>(world.device("claire-desk").call({"send", "ug-dpp/desk", "--subject", "After", "--text", "renewal"}));
  EXPECT_TRUE(soon([&] { return read_file(world / "follower.out").find("renewal") != std::string::npos; }));
  EXPECT_EQ(devices(), 1);
  EXPECT_EQ(metric("valise_sessions_opened_total"), opened + 1) << "only the sender came anew";
  EXPECT_GE(metric("valise_messages_stored_total"), 1);
  EXPECT_GE(metric("valise_deliveries_acknowledged_total"), 1);
  EXPECT_GT(metric("valise_store_sync_seconds", "_count{database=\"relay\"}"), 0);
  EXPECT_LT(metric("valise_tls_certificate_expiry_timestamp_seconds"), 253'402'300'799);
}

TEST_F(Operation, AClientStaysAwayAsLongAsItIsAsked) {
  world.enrol("agnes-desk", "ug-dpp/@aokello");
  world.enrol("claire-desk", "fr-bepi/@cmartin");
  Process follower(world.device("agnes-desk").command({"recv", "--follow"}), world / "follower");
  ASSERT_TRUE(soon([&] { return devices() == 1; }));
  // One that was served well before is asked to go: it must not forget that in its joy.
  static_cast<void>(world.device("claire-desk").call({"send", "ug-dpp/desk", "--subject", "Before", "--text", "the end"}));
  ASSERT_TRUE(soon([&] { return read_file(world / "follower.out").find("the end") != std::string::npos; }));
  const auto asked = steady_clock::now();
  EXPECT_EQ(world.relay().stop(), 0) << log_of(world);
  world.relay().start();
  ASSERT_TRUE(soon([&] { return devices() == 1; }));
  EXPECT_GE(steady_clock::now() - asked, milliseconds(2000));
}

TEST_F(Operation, DrainsUntilToldAgain) {
  world.enrol("agnes-desk", "ug-dpp/@aokello");
  Process follower(world.device("agnes-desk").command({"recv", "--follow"}), world / "follower");
  ASSERT_TRUE(soon([&] { return devices() == 1; }));
  follower.signal(SIGSTOP);  // it neither answers nor leaves
  world.relay().process().signal(SIGTERM);
  ASSERT_TRUE(soon([&] { return http_get(port, "/readyz").find("not ready: draining") != std::string::npos; })) << log_of(world);
  EXPECT_THAT(http_get(port, "/healthz"), HasSubstr("200 OK"));
  EXPECT_EQ(metric("valise_draining"), 1);
  EXPECT_TRUE(world.relay().process().running());
  world.relay().process().signal(SIGTERM);
  const auto end = world.relay().process().wait(seconds(8));
  ASSERT_TRUE(end) << log_of(world);
  EXPECT_EQ(end->code, 0) << log_of(world);
  EXPECT_THAT(log_of(world), HasSubstr("event=told-again-and-ends-at-once"));
}

}  // namespace
}  // namespace valise::tests
