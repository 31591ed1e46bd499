// connect_tls: name to TLS stream, with one deadline over all of it. Inside wire only.
#pragma once

#include "wire/tls_stream.hpp"

namespace valise::wire {

// connect_tls tries the addresses of `host` in turn. WireError: resolve, refused, tls_failed, wrong_key, timeout.
[[nodiscard]] asio::awaitable<base::Result<TlsStream>> connect_tls(std::string host, std::string port, base::RelayId pin,
                                                                   milliseconds timeout);

}  // namespace valise::wire
