#include "client-sdk/net/relay_session.hpp"

#include "test_relay.hpp"

namespace valise::sdk::net {
namespace {

v1::RelayFrame answer_to(const v1::ClientFrame& frame) {
  v1::RelayFrame answer;
  answer.set_request_id(frame.request_id());
  return answer;
}

v1::RelayFrame room_info(const v1::ClientFrame& frame, std::uint64_t last_seq = 7) {
  auto answer = answer_to(frame);
  answer.mutable_room_info()->set_last_seq(last_seq);
  return answer;
}

v1::RelayFrame failure(v1::FailureCode code) {
  v1::RelayFrame frame;
  frame.mutable_failure()->set_code(code);
  return frame;
}

class RelaySessionTest : public NetTest {
 protected:
  std::error_code connect_error(Credential credential = Anonymous{}, SessionOptions options = {}) {
    auto session = connect(std::move(credential), options);
    return session ? std::error_code{} : session.error().code;
  }
  // error_of_request makes a request that must fail.
  std::error_code error_of_request(const std::shared_ptr<RelaySession>& session, milliseconds timeout = kRequestTimeout) {
    auto reply = finish(session->request(get_room(), timeout));
    return reply ? std::error_code{} : reply.error().code;
  }
  std::shared_ptr<RelaySession> subscribed(std::uint32_t window) {
    relay_.on_frame = [](const v1::ClientFrame& frame) {
      auto answer = answer_to(frame);
      if (frame.has_subscribe()) {
        answer.mutable_subscribed()->set_last_seq(9);
      } else if (frame.has_get_room()) {
        answer.mutable_room_info();
      } else {
        answer.mutable_done();
      }
      return std::vector{answer};
    };
    auto session = connect().value();
    EXPECT_EQ(finish(session->subscribe(window)).value().last_seq(), 9U);
    return session;
  }
  std::error_code next_error(const std::shared_ptr<RelaySession>& session, milliseconds timeout = milliseconds(2000)) {
    auto push = finish(session->next_push(timeout));
    return push ? std::error_code{} : push.error().code;
  }
  std::uint64_t next_seq(const std::shared_ptr<RelaySession>& session) {
    auto push = finish(session->next_push(milliseconds(2000)));
    return push ? std::get<v1::Delivery>(*push).mailbox_seq() : 0;
  }

  const crypto::SigningKey key_ = crypto::SigningKey::generate(random_);
  const base::DeviceId device_ = filled<base::DeviceId>(4);
};

// ---- making a session ----

TEST_F(RelaySessionTest, ProvesToBeTheDevice) {
  relay_.admitted = key_.verify_key();
  ASSERT_TRUE(connect(AsDevice{device_, sign_session_with(key_)}));
  ASSERT_EQ(relay_.received.size(), 1U);
  EXPECT_EQ(relay_.received[0].authenticate().device_id(), device_.string());
}

TEST_F(RelaySessionTest, ProvesToBeAnAdministrator) {
  relay_.admitted = key_.verify_key();
  ASSERT_TRUE(connect(AsAdministrator{key_.verify_key(), sign_session_with(key_)}));
  EXPECT_EQ(relay_.received[0].authenticate().administrator_key(), base::to_string(key_.verify_key().view()));
}

TEST_F(RelaySessionTest, SaysWhenTheRelayRefusesTheDevice) {
  EXPECT_EQ(connect_error(AsDevice{device_, sign_session_with(key_)}), NetError::authentication_refused);
}

TEST_F(RelaySessionTest, NothingIsSentWithoutACredential) {
  auto session = connect();
  ASSERT_TRUE(session);
  EXPECT_EQ((*session)->hello().max_frame(), 2U * 1024 * 1024);
  EXPECT_TRUE(relay_.received.empty());
}

TEST_F(RelaySessionTest, FailureToSignIsHandedOn) {
  const SessionSigner broken = [](base::ByteView) -> base::Result<crypto::Signature> {
    return base::fail(std::make_error_code(std::errc::no_such_device));
  };
  EXPECT_EQ(connect_error(AsDevice{device_, broken}), std::make_error_code(std::errc::no_such_device));
}

TEST_F(RelaySessionTest, TellsTrustFailuresFromAbsence) {
  auto wrong = endpoint();
  wrong.pin = filled<base::RelayId>(9);
  auto session = finish(RelaySession::connect(wrong, Anonymous{}, {}));
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, NetError::wrong_relay_key);
  EXPECT_TRUE(is_trust_failure(session.error().code));

  auto nowhere = endpoint();
  nowhere.address = "127.0.0.1:1";
  session = finish(RelaySession::connect(nowhere, Anonymous{}, {}));
  EXPECT_EQ(session.error().code, NetError::unreachable);
  EXPECT_FALSE(is_trust_failure(session.error().code));
  EXPECT_TRUE(may_retry(session.error().code));

  nowhere.address = "no port";
  EXPECT_EQ(finish(RelaySession::connect(nowhere, Anonymous{}, {})).error().code, NetError::bad_address);
}

TEST_F(RelaySessionTest, RefusesAHelloThatContradictsWhatIsKnown) {
  EXPECT_EQ(connect_error(Anonymous{}, {.directory = filled<base::DirectoryId>(6)}), NetError::wrong_directory);
  EXPECT_FALSE(connect_error(Anonymous{}, {.directory = filled<base::DirectoryId>(5)}));
  const auto good = relay_.hello;
  relay_.hello.set_relay_id(std::string(32, 'x'));
  EXPECT_EQ(connect_error(), NetError::wrong_relay_key);
  relay_.hello = good;
  relay_.hello.set_protocol_version(2);
  EXPECT_EQ(connect_error(), NetError::unsupported_version);
  relay_.hello = good;
  relay_.hello.set_nonce("short");
  EXPECT_EQ(connect_error(), NetError::protocol_violation);
  relay_.hello = good;
  relay_.hello.set_checkpoint(std::string(100'000, 'x'));
  EXPECT_EQ(connect_error(), NetError::protocol_violation) << "too large";
}

TEST_F(RelaySessionTest, WaitsForHelloOnlySoLong) {
  relay_.say_hello = false;
  EXPECT_EQ(connect_error(Anonymous{}, {.hello_timeout = milliseconds(50)}), NetError::timeout);
}

// ---- requests ----

TEST_F(RelaySessionTest, AnswersFindTheirRequestsInAnyOrder) {
  std::vector<v1::ClientFrame> kept;
  relay_.on_frame = [&](const v1::ClientFrame& frame) {
    kept.push_back(frame);
    std::vector<v1::RelayFrame> answers;
    if (kept.size() == 3) {
      for (auto i = kept.size(); i-- > 0;) answers.push_back(room_info(kept[i], 100 + i));
    }
    return answers;
  };
  auto session = connect().value();
  std::vector<std::uint64_t> seqs(3);  // in the order of the requests
  for (std::size_t i = 0; i < seqs.size(); ++i) {
    asio::co_spawn(io_, session->request(get_room()),
                   [&, i](std::exception_ptr, Reply reply) { seqs[i] = reply ? reply->room_info().last_seq() : 0; });
  }
  until([&] { return std::ranges::count(seqs, 0U) == 0; });
  EXPECT_EQ(seqs, (std::vector<std::uint64_t>{100, 101, 102}));
}

TEST_F(RelaySessionTest, FailureCarriesPositionAndPatience) {
  relay_.on_frame = [](const v1::ClientFrame& frame) {
    auto answer = answer_to(frame);
    answer.mutable_failure()->set_code(v1::FAILURE_CODE_CONFLICT);
    answer.mutable_failure()->set_position(42);
    answer.mutable_failure()->set_retry_after_ms(~std::uint64_t{0});
    return std::vector{answer};
  };
  auto session = connect().value();
  auto reply = finish(session->request(get_room()));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, RelayFailure::conflict);
  EXPECT_EQ(reply.error().position, base::RoomSeq(42));
  EXPECT_EQ(reply.error().retry_after, std::chrono::hours(24)) << "an absurd wait is cut";
  EXPECT_TRUE(session->open());
}

TEST_F(RelaySessionTest, UnknownFailureIsStillAFailure) {
  relay_.on_frame = [](const v1::ClientFrame& frame) {
    auto answer = answer_to(frame);
    answer.mutable_failure()->set_code(static_cast<v1::FailureCode>(77));
    return std::vector{answer};
  };
  EXPECT_EQ(error_of_request(connect().value()), RelayFailure::other);
}

TEST_F(RelaySessionTest, LateAnswerIsDroppedAndTheSessionLives) {
  std::vector<v1::ClientFrame> kept;
  relay_.on_frame = [&](const v1::ClientFrame& frame) {
    kept.push_back(frame);
    return std::vector<v1::RelayFrame>{};
  };
  auto session = connect().value();
  EXPECT_EQ(error_of_request(session, milliseconds(30)), NetError::timeout);
  until([&] { return kept.size() == 1; });
  push(room_info(kept.at(0)));
  relay_.on_frame = [](const v1::ClientFrame& frame) { return std::vector{room_info(frame)}; };
  EXPECT_FALSE(error_of_request(session));
}

TEST_F(RelaySessionTest, OnlySoManyRequestsAreInFlight) {
  relay_.on_frame = [](const v1::ClientFrame&) { return std::vector<v1::RelayFrame>{}; };
  auto session = connect().value();
  std::vector<std::error_code> errors;
  for (std::size_t i = 0; i < kMaxInFlight + 2; ++i) {
    asio::co_spawn(io_, session->request(get_room(), milliseconds(200)),
                   [&](std::exception_ptr, Reply reply) { errors.push_back(reply ? std::error_code{} : reply.error().code); });
  }
  until([&] { return errors.size() == kMaxInFlight + 2; });
  EXPECT_EQ(std::ranges::count(errors, make_error_code(NetError::too_many_requests)), 2);
  EXPECT_EQ(std::ranges::count(errors, make_error_code(NetError::timeout)), static_cast<long>(kMaxInFlight));
  until([&] { return relay_.received.size() == kMaxInFlight; });
}

TEST_F(RelaySessionTest, TooLargeARequestIsNotSent) {
  auto session = connect().value();
  v1::ClientFrame frame;
  frame.mutable_submit_message()->set_message(std::string(3 * 1024 * 1024, 'x'));
  EXPECT_EQ(finish(session->request(frame)).error().code, RelayFailure::too_large);
  EXPECT_TRUE(relay_.received.empty());
  EXPECT_TRUE(session->open());
}

TEST_F(RelaySessionTest, CancelledRequestLeavesTheSessionUsable) {
  relay_.on_frame = [](const v1::ClientFrame&) { return std::vector<v1::RelayFrame>{}; };
  auto session = connect().value();
  asio::cancellation_signal cancel;
  bool ended = false;
  asio::co_spawn(io_, session->request(get_room()),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, Reply) { ended = true; }));
  until([&] { return relay_.received.size() == 1; });
  EXPECT_FALSE(ended);
  cancel.emit(asio::cancellation_type::terminal);
  until([&] { return ended; });
  push(room_info(relay_.received.at(0)));
  relay_.on_frame = [](const v1::ClientFrame& frame) { return std::vector{room_info(frame)}; };
  EXPECT_FALSE(error_of_request(session));
}

TEST_F(RelaySessionTest, CloseEndsWhatIsUnderWay) {
  relay_.on_frame = [](const v1::ClientFrame&) { return std::vector<v1::RelayFrame>{}; };
  auto session = connect().value();
  std::error_code error;
  asio::co_spawn(io_, session->request(get_room()), [&](std::exception_ptr, Reply reply) { error = reply.error().code; });
  until([&] { return relay_.received.size() == 1; });
  session->close();
  until([&] { return bool(error); });
  EXPECT_EQ(error, NetError::closed);
  EXPECT_EQ(error_of_request(session), NetError::closed);
  EXPECT_EQ(next_error(session), NetError::closed);
}

TEST_F(RelaySessionTest, LastHandleEndsTheConnection) {
  auto session = connect().value();
  EXPECT_EQ(relay_.connections.size(), 1U);
  session.reset();
  until([&] { return relay_.connections.empty(); });
}

TEST_F(RelaySessionTest, EndOfTheRelayEndsRequests) {
  relay_.on_frame = [&](const v1::ClientFrame&) {
    relay_.connections.back()->cancel();
    return std::vector<v1::RelayFrame>{};
  };
  auto session = connect().value();
  EXPECT_EQ(error_of_request(session), NetError::closed);
  EXPECT_FALSE(session->open());
}

// ---- a hostile relay ----

struct Hostile {
  const char* name;
  std::function<base::Bytes(const v1::ClientFrame&)> answer;
};

base::Bytes bytes_of(const v1::RelayFrame& frame) { return base::to_bytes(frame.SerializeAsString()); }

TEST_F(RelaySessionTest, HostileAnswersEndTheSession) {
  const std::vector<Hostile> hostile{
      {"answer to nothing",
       [](const v1::ClientFrame& frame) {
         auto answer = room_info(frame);
         answer.set_request_id(frame.request_id() + 1);
         return bytes_of(answer);
       }},
      {"wrong type",
       [](const v1::ClientFrame& frame) {
         auto answer = answer_to(frame);
         answer.mutable_done();
         return bytes_of(answer);
       }},
      {"empty answer", [](const v1::ClientFrame& frame) { return bytes_of(answer_to(frame)); }},
      {"second hello",
       [](const v1::ClientFrame&) {
         v1::RelayFrame frame;
         frame.mutable_hello();
         return bytes_of(frame);
       }},
      {"answer without a number",
       [](const v1::ClientFrame& frame) {
         auto answer = room_info(frame);
         answer.set_request_id(0);
         return bytes_of(answer);
       }},
      {"garbage", [](const v1::ClientFrame&) { return base::Bytes(1000, 0xff); }},
      {"delivery before subscribing", [](const v1::ClientFrame&) { return bytes_of(delivery(1)); }},
      {"oversize", [](const v1::ClientFrame&) { return base::Bytes(3 * 1024 * 1024, 0); }},
  };
  for (const auto& [name, answer] : hostile) {
    SCOPED_TRACE(name);
    relay_.on_frame = [&](const v1::ClientFrame& frame) {
      push_raw(answer(frame));
      return std::vector<v1::RelayFrame>{};
    };
    auto session = connect().value();
    EXPECT_EQ(error_of_request(session, milliseconds(3000)), NetError::protocol_violation);
    EXPECT_FALSE(session->open());
    until([&] { return relay_.connections.empty(); });
  }
}

TEST_F(RelaySessionTest, SecondAnswerEndsTheSession) {
  relay_.on_frame = [](const v1::ClientFrame& frame) { return std::vector{room_info(frame), room_info(frame)}; };
  auto session = connect().value();
  EXPECT_FALSE(error_of_request(session));
  EXPECT_EQ(next_error(session), NetError::protocol_violation);
}

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
