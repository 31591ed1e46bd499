// The two ways from a TLS stream to a Connection. Inside wire only; the WebSocket stack is instantiated in websocket.cpp alone.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include "wire/connection.hpp"
#include "wire/tls_stream.hpp"

namespace valise::wire {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::empty_body>;

// accept_websocket answers an upgrade request whose path and subprotocol the caller has checked. on_trust is called when the
// connection's owner says trust().
[[nodiscard]] asio::awaitable<base::Result<std::shared_ptr<Connection>>> accept_websocket(
    TlsStream stream, UpgradeRequest request, ConnectionOptions options, milliseconds timeout, std::function<void()> on_trust);
// open_websocket asks for the upgrade and checks that the server chose our subprotocol.
[[nodiscard]] asio::awaitable<base::Result<std::shared_ptr<Connection>>> open_websocket(TlsStream stream, std::string host,
                                                                                        ConnectionOptions options,
                                                                                        milliseconds timeout);

}  // namespace valise::wire
