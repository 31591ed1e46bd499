// What registrars and authorities might say: statements of every kind, changed, signed by whichever keys, one after the other at
// some moment of a directory's life. What is refused changes nothing, what is taken back leaves no trace, and what replay accepts
// the auditor's own replay accepts, too.
#include "audit/replay.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/directory/busy_world.hpp"

namespace {

using namespace valise;
using directory::BusyWorld;
using directory::DirectoryState;
using directory::SignedStatement;

// Replays: a moment of the directory, as both see it.
struct Replays {
  DirectoryState state;
  audit::Replay audited;
};

struct History {
  BusyWorld world;
  directory::Signers keys = world.all_keys();
  std::vector<Replays> moments = replay();

  std::vector<Replays> replay() {
    std::vector<Replays> out(1);
    for (const auto& entry : world.entries) {
      auto next = out.back();
      fuzz::require(next.state.apply(entry) && next.audited.apply(entry));
      out.push_back(std::move(next));
    }
    return out;
  }
};
const History& history() {
  static const History out;
  return out;
}

// One of the statements there are, perhaps with changes, signed anew by the keys whose bit is set.
base::Bytes statement(fuzz::Input& input) {
  const auto& h = history();
  const auto& entry = h.world.entries[input.below(h.world.entries.size())];
  if (input.u8() % 4 == 0) return entry;
  auto bytes = SignedStatement::parse(entry).value().statement_bytes();
  base::Bytes changed(bytes.begin(), bytes.end());
  input.change(changed);
  v1::Statement said;
  if (!said.ParseFromArray(changed.data(), static_cast<int>(changed.size()))) return changed;
  auto out = SignedStatement::make(said);
  if (!out) return changed;
  for (std::uint32_t bits = input.u16(), i = 0; i < h.keys.size(); ++i) {
    if ((bits >> i & 1) != 0) fuzz::require(out->sign(*h.keys[i]).has_value());
  }
  return out->bytes();
}

void say(fuzz::Input& input, Replays& now) {
  const auto bytes = statement(input);
  const auto before = now.state.digest();
  const auto applied = now.state.apply(bytes);
  if (!applied) {
    fuzz::require(now.state.digest() == before);
    return;
  }
  fuzz::require(now.audited.apply(bytes).has_value());
}

void say_and_take_back(fuzz::Input& input, DirectoryState& state) {
  const auto before = state.digest();
  state.hold();
  for (auto i = input.below(4) + 1; i > 0; --i) static_cast<void>(state.apply(statement(input)));
  state.take_back();
  fuzz::require(state.digest() == before);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  Replays now = history().moments[input.below(history().moments.size())];
  for (int i = 0; i < 6 && !input.empty(); ++i) {
    if (input.u8() % 4 == 0) {
      say_and_take_back(input, now.state);
    } else {
      say(input, now);
    }
  }
  return 0;
}
