// RelaySessionTest: sessions with a relay that does what the test says.
#pragma once

#include "client-sdk/net/relay_session.hpp"
#include "test_relay.hpp"

namespace valise::sdk::net {

inline v1::RelayFrame answer_to(const v1::ClientFrame& frame) {
  v1::RelayFrame answer;
  answer.set_request_id(frame.request_id());
  return answer;
}

inline v1::RelayFrame room_info(const v1::ClientFrame& frame, std::uint64_t last_seq = 7) {
  auto answer = answer_to(frame);
  answer.mutable_room_info()->set_last_seq(last_seq);
  return answer;
}

inline v1::RelayFrame failure(v1::FailureCode code) {
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

}  // namespace valise::sdk::net
