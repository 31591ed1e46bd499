// The commands of `valise-audit`: findings on `out` (with --json one object per line), complaints on `err`. Exit codes: 0
// verified, 1 could not be read, 2 usage, 6 what was read is wrong.
#pragma once

#include <iosfwd>
#include <string>

namespace valise::audit {

struct Streams {
  std::ostream& out;
  std::ostream& err;
  bool json = false;
};

struct LogOptions {
  std::string source;        // folder, or https://host:port/prefix
  std::string pin;           // TLS key of the server, hexadecimal
  std::string token_file;    // bearer token, where the directory is not public
  std::string directory_id;  // hexadecimal; empty: any
  std::string since;         // file with a checkpoint, or size:root
};

[[nodiscard]] int audit_log_command(const LogOptions& options, const Streams& streams);
// audit_proof_command checks a file that `valise-registrar log prove --json` wrote.
[[nodiscard]] int audit_proof_command(const std::string& file, const Streams& streams);

}  // namespace valise::audit
