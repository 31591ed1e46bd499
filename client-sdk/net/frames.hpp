// What the relay's frames and wire's errors mean to this layer. Internal to client-sdk/net.
#pragma once

#include "base/bytes.hpp"
#include "client-sdk/net/error.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/wire_error.hpp"

namespace valise::sdk::net {

// answer_to gives the type of frame that answers a request; BODY_NOT_SET for what is no request.
[[nodiscard]] v1::RelayFrame::BodyCase answer_to(v1::ClientFrame::RequestCase request);

// failed makes the error of a Failure frame.
[[nodiscard]] RequestError failed(const v1::Failure& failure);
// failed makes an error without further particulars.
[[nodiscard]] RequestError failed(const std::error_code& code, std::string context = {});

// while_connecting and while_open give the NetError of a failure of wire.
[[nodiscard]] NetError while_connecting(const std::error_code& code);
[[nodiscard]] NetError while_open(const std::error_code& code);

// parse_frame fails with protocol_violation.
[[nodiscard]] base::Result<v1::RelayFrame> parse_frame(base::ByteView bytes);

}  // namespace valise::sdk::net
