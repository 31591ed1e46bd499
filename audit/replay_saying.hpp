// What a statement says, before its signatures are judged: what changes, whose signatures may say so, and what follows. Internal
// to replay*.cpp.
#pragma once

#include <functional>

#include "audit/replay.hpp"
#include "base/text_encoding.hpp"

namespace valise::audit {

struct Replay::Saying {
  Change change;
  std::vector<Groups> alternatives;
  std::function<void(Replay&)> effect = [](Replay&) {};
};

inline std::string short_hex(std::string_view bytes) { return base::to_hex(base::as_bytes(bytes)).substr(0, 16); }

inline base::Result<crypto::VerifyKey> read_key(std::string_view bytes) {
  auto key = crypto::VerifyKey::parse(base::as_bytes(bytes));
  if (!key) return base::fail(AuditError::statement_malformed, "key");
  return *key;
}

}  // namespace valise::audit
