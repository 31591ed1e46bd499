// Source: the files of a log (C2SP tlog-tiles), from a folder or from a server.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace valise::audit {

class Source {
 public:
  virtual ~Source() = default;
  // get gives a file by its path under the log's prefix. Fails with not_found, unreadable.
  [[nodiscard]] virtual base::Result<base::Bytes> get(const std::string& path) = 0;
};

[[nodiscard]] std::unique_ptr<Source> open_folder(std::filesystem::path folder);

struct Server {
  std::string url;  // "https://host:port/v1/directory"
  base::RelayId pin;
  std::string token;  // empty: a public directory
};
// open_server asks for one file after the other, on one connection as long as the server keeps it; it blocks. Fails with bad_argument.
[[nodiscard]] base::Result<std::unique_ptr<Source>> open_server(Server server);

}  // namespace valise::audit
