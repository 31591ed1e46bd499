// What a relay says without being asked: deliveries, news of the log, farewells.
#include "relay_session_fixture.hpp"

namespace valise::sdk::net {
namespace {

// ---- pushes ----

TEST_F(RelaySessionTest, DeliveriesComeInOrderAndCreditIsGivenBack) {
  auto session = subscribed(4);
  for (std::uint64_t seq = 1; seq <= 4; ++seq) push(delivery(seq));
  EXPECT_EQ(next_seq(session), 1U);
  EXPECT_EQ(next_seq(session), 2U);
  EXPECT_FALSE(error_of_request(session));
  EXPECT_EQ(relay_.received.size(), 2U) << "no credit before half a window was taken";
  EXPECT_EQ(next_seq(session), 3U);
  until([&] { return relay_.received.size() == 3; });
  EXPECT_EQ(relay_.received[2].credit().deliveries(), 2U);
  push(delivery(5));
  push(delivery(6));
  for (std::uint64_t seq = 4; seq <= 6; ++seq) EXPECT_EQ(next_seq(session), seq);
  EXPECT_TRUE(session->open());
  EXPECT_EQ(next_error(session, milliseconds(20)), NetError::timeout);
}

TEST_F(RelaySessionTest, CreditThatABusyRelayRefusesIsOfferedAgain) {
  auto session = subscribed(2);
  const auto usual = relay_.on_frame;
  std::size_t offers = 0;
  relay_.on_frame = [&](const v1::ClientFrame& frame) {
    if (!frame.has_credit() || ++offers > 1) return usual(frame);
    auto busy = failure(v1::FAILURE_CODE_BUSY);
    busy.set_request_id(frame.request_id());
    return std::vector{busy};
  };
  push(delivery(1));
  push(delivery(2));
  EXPECT_EQ(next_seq(session), 1U);
  EXPECT_EQ(next_seq(session), 2U);
  EXPECT_EQ(next_error(session, milliseconds(400)), NetError::timeout);
  ASSERT_EQ(offers, 2U);
  EXPECT_EQ(relay_.received.back().credit().deliveries(), 2U) << "with what was taken meanwhile";
  push(delivery(3));
  push(delivery(4));
  EXPECT_EQ(next_seq(session), 3U);
  EXPECT_EQ(next_seq(session), 4U);
  relay_.on_frame = usual;  // another offer may be on its way
}

TEST_F(RelaySessionTest, DeliveryWithoutCreditEndsTheSession) {
  auto session = subscribed(2);
  for (std::uint64_t seq = 1; seq <= 3; ++seq) push(delivery(seq));
  until([&] { return !session->open(); });
  EXPECT_EQ(next_seq(session), 1U) << "what came before is not lost";
  EXPECT_EQ(next_seq(session), 2U);
  EXPECT_EQ(next_error(session), NetError::protocol_violation);
}

TEST_F(RelaySessionTest, RepeatedDeliveryEndsTheSession) {
  auto session = subscribed(4);
  push(delivery(5));
  push(delivery(5));
  EXPECT_EQ(next_seq(session), 5U);
  EXPECT_EQ(next_error(session), NetError::protocol_violation);
}

// The number of news is not bounded by credit, so only the newest may be kept.
TEST_F(RelaySessionTest, OnlyTheNewestNewsOfTheLogIsKept) {
  auto session = subscribed(4);
  for (int i = 0; i < 1000; ++i) {
    v1::RelayFrame frame;
    frame.mutable_log_grew()->set_checkpoint(std::to_string(i));
    push(frame);
  }
  EXPECT_FALSE(error_of_request(session)) << "its answer comes after all news";
  auto news = finish(session->next_push(milliseconds(1000)));
  ASSERT_TRUE(news);
  EXPECT_EQ(std::get<v1::LogGrew>(*news).checkpoint(), "999");
  EXPECT_EQ(next_error(session, milliseconds(20)), NetError::timeout);
}

// A caller that waits only so long must not lose what comes at that moment.
TEST_F(RelaySessionTest, CancelledWaitLosesNothing) {
  auto session = subscribed(2);
  asio::cancellation_signal cancel;
  bool ended = false;
  asio::co_spawn(io_, session->next_push(milliseconds(60'000)),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, base::Result<Push>) { ended = true; }));
  EXPECT_FALSE(error_of_request(session));
  cancel.emit(asio::cancellation_type::terminal);
  until([&] { return ended; });
  push(delivery(1));
  EXPECT_EQ(next_seq(session), 1U);
}

TEST_F(RelaySessionTest, GoingAwayIsHeard) {
  auto session = subscribed(4);
  v1::RelayFrame frame;
  frame.mutable_going_away()->set_reconnect_after_ms(5000);
  push(frame);
  auto push = finish(session->next_push(milliseconds(1000)));
  ASSERT_TRUE(push);
  EXPECT_EQ(std::get<v1::GoingAway>(*push).reconnect_after_ms(), 5000U);
}

TEST_F(RelaySessionTest, WaiterIsWokenByADelivery) {
  auto session = subscribed(4);
  asio::steady_timer later(io_, milliseconds(30));
  later.async_wait([&](boost::system::error_code) { push(delivery(1)); });
  EXPECT_EQ(next_seq(session), 1U);
}

TEST_F(RelaySessionTest, FencedSessionSaysSo) {
  auto session = subscribed(4);
  push(failure(v1::FAILURE_CODE_FENCED));
  EXPECT_EQ(next_error(session), NetError::fenced);
  EXPECT_EQ(error_of_request(session), NetError::fenced);
  EXPECT_FALSE(may_retry(NetError::fenced)) << "two devices would fence each other for ever";
}

TEST_F(RelaySessionTest, ReasonThatTheRelayGaveForTheEndIsKept) {
  auto session = subscribed(4);
  push(failure(v1::FAILURE_CODE_STORAGE));
  EXPECT_EQ(next_error(session), RelayFailure::storage);
}

}  // namespace
}  // namespace valise::sdk::net
