// DirectoryFiles: the log as static files over HTTPS (C2SP tlog-tiles; docs/PROTOCOL.md, "The log as files"): the served
// checkpoint, hash tiles from the tree in memory, entry bundles from the store. For members: a token, unless the operator made it
// public.
#pragma once

#include "keys/directory/tile.hpp"
#include "server/net/context.hpp"
#include "wire/http.hpp"

namespace valise::server::net {

class DirectoryFiles {
 public:
  explicit DirectoryFiles(RelayContext& context) : relay_(context) {}

  // owns tells whether a request target is one of these.
  [[nodiscard]] static bool owns(std::string_view target);
  // answer serves one request completely.
  [[nodiscard]] asio::awaitable<void> answer(wire::HttpExchange& exchange);

 private:
  struct File {
    unsigned status = 404;
    base::Bytes body;
    std::string type;
    bool immutable = false;
  };
  asio::awaitable<File> find(const wire::HttpRequestHead& request);
  asio::awaitable<File> bundle(directory::Tile tile);

  RelayContext& relay_;
};

}  // namespace valise::server::net
