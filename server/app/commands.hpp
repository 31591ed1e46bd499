// The commands of `valised`, as functions of their options: what they print goes to `out` and `err`, what they give is the exit
// code (0 done, 1 failed, 2 configuration).
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "server/app/restore_options.hpp"

namespace valise::server::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitConfiguration = 2;

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

struct BackupOptions {
  std::filesystem::path target;
  std::filesystem::path into;  // or a folder in which it gets a name of its own
  std::size_t keep = 0;        // how many with such names stay; 0: all
  bool with_keys = false;
};

[[nodiscard]] int init_command(const InitOptions& options, const Streams& streams);
[[nodiscard]] int import_command(const std::filesystem::path& config, const std::vector<std::filesystem::path>& files,
                                 const Streams& streams);
[[nodiscard]] int run_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int check_config_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int show_config_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int healthcheck_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int backup_command(const std::filesystem::path& config, const BackupOptions& options, const Streams& streams);
// `database_key` empty: that of the configuration, unless the backup has its own.
[[nodiscard]] int verify_backup_command(const std::filesystem::path& config, const std::filesystem::path& backup,
                                        const std::filesystem::path& database_key, const Streams& streams);
[[nodiscard]] int restore_command(const RestoreOptions& options, const Streams& streams);
[[nodiscard]] int rekey_command(const std::filesystem::path& config, const Streams& streams);
[[nodiscard]] int verify_audit_command(const std::filesystem::path& config, const Streams& streams);

}  // namespace valise::server::app
