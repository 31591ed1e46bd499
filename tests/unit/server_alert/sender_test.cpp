// Channels are slow and fail; the sender answers for each message once, whatever they do.
#include "server/alert/sender.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "server/alert/webhook_channel.hpp"

namespace valise::server::alert {
namespace {

class SlowChannel final : public AlertChannel {
 public:
  explicit SlowChannel(std::shared_future<void> go) : go_(std::move(go)) {}
  [[nodiscard]] base::Result<> check(const std::string&) const override { return {}; }
  [[nodiscard]] base::Result<> send(const Target& target, const Message&) override {
    go_.wait();
    return target.address == "fails" ? base::fail(AlertError::refused) : base::Result<>{};
  }

 private:
  std::shared_future<void> go_;
};

TEST(ThreadSender, AnswersForEachOnceAndRefusesWhatIsTooMuch) {
  std::promise<void> go;
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> busy = 0;
  std::latch all(20);
  {
    ThreadSender sender({.email = std::make_unique<SlowChannel>(go.get_future().share()), .webhook = nullptr}, 2, 10);
    for (int i = 0; i < 20; ++i) {
      sender.send({.address = i == 1 ? "fails" : "works"}, {}, [&](base::Result<> result) {
        if (result) ++taken;
        if (!result && result.error().code == AlertError::refused) ++refused;
        if (!result && result.error().code == AlertError::busy) ++busy;
        all.count_down();
      });
    }
    go.set_value();
    all.wait();
  }
  EXPECT_EQ(taken + refused + busy, 20);
  EXPECT_EQ(refused, 1);
  EXPECT_GE(busy, 8);
}

TEST(ThreadSender, SaysWhatItHasNoWayFor) {
  ThreadSender sender({});
  EXPECT_EQ(sender.check(core::ChannelKind::webhook, "https://a.b/").error().code, AlertError::not_configured);
  std::promise<base::Result<>> sent;
  sender.send({.kind = core::ChannelKind::webhook, .address = "https://a.b/"}, {},
              [&](base::Result<> result) { sent.set_value(std::move(result)); });
  EXPECT_EQ(sent.get_future().get().error().code, AlertError::not_configured);
}

TEST(WebhookChannel, DoesNotConnectToWhatIsNotAllowed) {
  WebhookChannel channel({.peers = {.hosts = {"localhost", "127.0.0.1"}, .networks = {}}, .ca_file = {}});
  EXPECT_EQ(channel.check("https://elsewhere.example/").error().code, AlertError::not_allowed);
  // The name is allowed, but the address that it has is not: not even a connection is tried (port 9 would be refused by the
  // system).
  for (const auto* url : {"https://localhost:9/", "https://127.0.0.1:9/"}) {
    EXPECT_TRUE(channel.check(url));
    EXPECT_FALSE(channel.send({.kind = core::ChannelKind::webhook, .address = url}, {})) << url;
  }
}

}  // namespace
}  // namespace valise::server::alert
