// Sessions: how they are made, what is asked and answered, and what a hostile relay says.
#include "relay_session_fixture.hpp"

namespace valise::sdk::net {
namespace {

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

}  // namespace
}  // namespace valise::sdk::net
