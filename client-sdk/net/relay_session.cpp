#include "client-sdk/net/relay_session.hpp"

#include "client-sdk/net/frames.hpp"
#include "client-sdk/net/session_core.hpp"
#include "wire/connect.hpp"

namespace valise::sdk::net {
namespace {

constexpr std::uint32_t kProtocolVersion = 1;
constexpr std::size_t kNonceSize = 32;
constexpr std::size_t kHelloLimit = 64 * 1024;  // a checkpoint with many cosignatures

// check_hello compares what the relay says of itself with what is known of it.
base::Result<> check_hello(const v1::Hello& hello, const base::RelayId& pin, const std::optional<base::DirectoryId>& directory) {
  if (hello.protocol_version() != kProtocolVersion) return base::fail(NetError::unsupported_version);
  const auto named = base::DirectoryId::parse(hello.directory_id());
  if (hello.nonce().size() != kNonceSize || !named || hello.max_frame() == 0)
    return base::fail(NetError::protocol_violation, "Hello");
  if (base::RelayId::parse(hello.relay_id()) != pin) return base::fail(NetError::wrong_relay_key);
  if (directory && *named != *directory) return base::fail(NetError::wrong_directory);
  return {};
}

asio::awaitable<Answer<v1::Hello>> read_hello(wire::Connection& connection, milliseconds timeout) {
  auto message = co_await connection.read(timeout);
  if (!message) co_return std::unexpected(failed(while_open(message.error().code)));
  auto frame = parse_frame(*message);
  if (!frame || frame->request_id() != 0) co_return std::unexpected(failed(NetError::protocol_violation, "Hello"));
  if (frame->has_failure()) co_return std::unexpected(failed(frame->failure()));
  if (!frame->has_hello()) co_return std::unexpected(failed(NetError::protocol_violation, "Hello"));
  co_return std::move(*frame->mutable_hello());
}

// handle_of gives users a pointer whose last copy closes the session; its reading loop would keep it alive otherwise.
std::shared_ptr<RelaySession> handle_of(std::shared_ptr<SessionCore> core) {
  auto* session = core.get();
  return {session, [core = std::move(core)](RelaySession*) mutable {
            core->close();
            core.reset();
          }};
}

}  // namespace

asio::awaitable<Answer<std::shared_ptr<RelaySession>>> RelaySession::connect(RelayEndpoint endpoint, Credential credential,
                                                                             SessionOptions options) {
  auto address = wire::split_address(endpoint.address);
  if (!address) co_return std::unexpected(failed(NetError::bad_address));
  wire::ConnectOptions how{.timeout = options.connect_timeout};
  how.connection.read_limit = kHelloLimit;
  auto connection = co_await wire::connect_websocket(std::move(address->host), std::move(address->port), endpoint.pin, how);
  if (!connection) co_return std::unexpected(failed(while_connecting(connection.error().code)));
  co_return co_await over(std::move(*connection), endpoint.pin, std::move(credential), options);
}

asio::awaitable<Answer<std::shared_ptr<RelaySession>>> RelaySession::over(std::shared_ptr<wire::Connection> connection,
                                                                          base::RelayId pin, Credential credential,
                                                                          SessionOptions options) {
  auto hello = co_await read_hello(*connection, options.hello_timeout);
  auto checked = hello ? check_hello(*hello, pin, options.directory) : base::Result<>{};
  if (!hello || !checked) {
    connection->cancel();
    if (!hello) co_return std::unexpected(std::move(hello.error()));
    co_return std::unexpected(failed(checked.error().code, checked.error().context));
  }
  const auto core = std::make_shared<SessionCore>(std::move(connection), std::move(*hello));
  core->start();
  auto session = handle_of(core);
  auto admitted = co_await core->authenticate(std::move(credential), options.authenticate_timeout);
  if (!admitted) co_return std::unexpected(std::move(admitted.error()));
  co_return session;
}

}  // namespace valise::sdk::net
