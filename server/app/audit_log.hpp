// AuditLog: what operators did with the relay, in a file of the data folder that tells when somebody has changed it.
//
// Each line is one JSON object: time, who (uid, and login uid where the system keeps one), action, its arguments without secrets,
// and the SHA-256 of the line before ("0"*64 in the first). Changing, inserting or removing a line breaks the chain at the next
// one. Cutting off the end does not: keep the hash that `valised audit-log verify` prints elsewhere. Appending takes a lock on
// the file, so several processes may do it.
//
// Neither a full disk nor a power cut may keep the relay down. Room for a few hundred lines is taken behind the end while there
// is some, and what cannot be written whole is taken back. A last line without its line end, as a command leaves that is killed
// while it writes, is overwritten by the next line, which says so: "mended" is the number of bytes that stood there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "keys/crypto/label.hpp"

namespace valise::server::app {

struct AuditArgument {
  crypto::Label name;
  std::string value;
};
using AuditArguments = std::vector<AuditArgument>;

// audit appends a line and syncs it. Called before the action, so that what cannot be recorded is not done. Fails with
// disk_full, audit_unwritable, audit_broken (the last line is not one of ours), wrong_user (the folder is another user's); the
// lines are then as they were.
[[nodiscard]] base::Result<> audit(const std::filesystem::path& data_dir, const base::Clock& clock, crypto::Label action,
                                   const AuditArguments& arguments);

struct AuditChain {
  std::uint64_t lines = 0;
  std::string head;  // hash of the last line; 64 zeros when there is none
};
// verify_audit follows the chain from the first line. Fails with audit_broken; the context names the first broken line,
// which a last one without its line end is, too.
[[nodiscard]] base::Result<AuditChain> verify_audit(const std::filesystem::path& data_dir);

}  // namespace valise::server::app
