// watch_recoveries: tells the person when an authority that has lost its keys gets new ones
// (docs/design/0009-authority-recovery.md), and remembers by the own clock when an announcement was certainly not public yet, so
// that a recovery which registrar and relay have hurried through is noticed here.
#pragma once

#include <span>
#include <vector>

#include "client-sdk/client/context.hpp"

namespace valise::sdk::client {

struct RecoveryNews {
  store::NoticeKind kind = store::NoticeKind::key_recovery;
  std::vector<store::Sentence> said;
};

// watch_recoveries reads new entries of the verified log, before the stored head is advanced over them; it keeps what it
// remembers in the settings. `own` is the authority of this device, if it has one: its news are worth an alarm.
[[nodiscard]] Result<std::vector<RecoveryNews>> watch_recoveries(store::Meta meta, std::span<const base::Bytes> entries,
                                                                 base::UnixMillis now, const std::string& own);

}  // namespace valise::sdk::client
