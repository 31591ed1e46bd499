// ByteStream: what HTTP needs of a connection: bytes in order, both ways. TlsStream is one; a simulated network has another.
#pragma once

#include <boost/system/error_code.hpp>
#include <string>

#include "base/bytes.hpp"
#include "wire/asio.hpp"

namespace valise::wire {

// At most one read and one write at a time; one executor that runs one thing at a time.
class ByteStream {
 public:
  // Count: bytes, and why there were no more.
  struct Count {
    boost::system::error_code error;
    std::size_t size = 0;
  };

  virtual ~ByteStream() = default;
  [[nodiscard]] virtual asio::any_io_executor get_executor() const = 0;
  // read_some gives at least one byte, or an error; eof where the peer has ended.
  [[nodiscard]] virtual asio::awaitable<Count> read_some(base::MutableBytes into) = 0;
  // write_whole hands over all of it. The bytes live until it returns.
  [[nodiscard]] virtual asio::awaitable<boost::system::error_code> write_whole(base::ByteView bytes) = 0;
  // shutdown ends it with a farewell, close without; what is under way ends with an error.
  virtual void shutdown() = 0;
  virtual void close() = 0;
  [[nodiscard]] virtual std::string peer_address() const = 0;
  // peer_group: see Connection.
  [[nodiscard]] virtual std::string peer_group() const { return peer_address(); }

 protected:
  ByteStream() = default;
  ByteStream(const ByteStream&) = default;
  ByteStream(ByteStream&&) = default;
  ByteStream& operator=(const ByteStream&) = default;
  ByteStream& operator=(ByteStream&&) = default;
};

}  // namespace valise::wire
