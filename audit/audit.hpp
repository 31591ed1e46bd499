// audit_log: the whole check of a directory log, offline: entries, tree, head, witnesses, every statement's signatures.
#pragma once

#include "audit/note.hpp"
#include "audit/replay.hpp"
#include "audit/source.hpp"

namespace valise::audit {

// EarlierHead is what somebody noted before; the log must begin with it.
struct EarlierHead {
  std::uint64_t size = 0;
  Hash root{};
};
// read_earlier_head takes the text of a checkpoint, or "size:root in hexadecimal". Fails with bad_argument.
[[nodiscard]] base::Result<EarlierHead> read_earlier_head(std::string_view text);

struct Expectations {
  std::string directory_id;  // 32 bytes; empty: whichever it is
  std::optional<EarlierHead> since;
};

struct Findings {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  std::string directory_id;
  std::string relay;  // whose log key signed the head
  std::uint32_t witnesses_needed = 0;
  std::vector<std::string> vouching;  // witnesses that cosigned
  std::uint64_t vouched_at = 0;       // POSIX seconds: enough of them at that time or later; 0: nobody has to
  std::vector<Change> changes;        // since the earlier head, or all
};

// audit_log reads everything under a log's prefix and checks it. Fails with an AuditError.
[[nodiscard]] base::Result<Findings> audit_log(Source& source, const Expectations& expectations);

}  // namespace valise::audit
