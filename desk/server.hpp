// Server: the HTTP and WebSocket side of the desk, on the loopback address only. Every request passes the Gate and the check of
// the peer's user before anything of it is looked at.
//
//   GET  /, /NAME      the embedded pages
//   POST /login        body: the code of the address; gives the bearer
//   POST /files?name=  body: a file for a message; gives its id. Authorization: Bearer
//   GET  /socket       WebSocket of ToDesk and FromDesk; the first frame carries the bearer
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "desk/desk.hpp"
#include "desk/gate.hpp"

namespace valise::desk {

class Server {
 public:
  // Binds 127.0.0.1:`port` (0: one that is free); throws boost::system::system_error where it is taken.
  Server(boost::asio::io_context& io, std::uint16_t port, const base::Clock& clock, base::Random& random, Desk& desk);

  // run accepts until the context stops.
  boost::asio::awaitable<void> run();
  // address gives what the browser is to open: good once, for a minute.
  [[nodiscard]] std::string address();

 private:
  boost::asio::ip::tcp::acceptor acceptor_;
  base::Random& random_;
  Desk& desk_;
  Gate gate_;
};

}  // namespace valise::desk
