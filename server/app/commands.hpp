// The commands of `valised`, as functions of their options: what they print goes to `out` and `err`, what they give is the exit
// code (0 done, 1 failed, 2 configuration).
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace valise::server::app {

struct Streams {
  std::ostream& out;
  std::ostream& err;
  bool json = false;
};

struct InitOptions {
  std::filesystem::path data_dir;
  std::string listen;
  std::string name;
  std::string origin;
  std::string announce;  // host:port as clients reach it; empty: as `listen`
  std::string operation_listen;
};

[[nodiscard]] int init_command(const InitOptions& options, const Streams& streams);
[[nodiscard]] int import_command(const std::filesystem::path& config, const std::vector<std::filesystem::path>& files,
                                 const Streams& streams);
[[nodiscard]] int run_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int check_config_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int show_config_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int healthcheck_command(const std::filesystem::path& config, const Streams& streams);

}  // namespace valise::server::app
