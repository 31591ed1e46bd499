// The age of the directory's head: how long ago somebody who is not the relay vouched that there was nothing newer
// (docs/design/0007-witnesses.md). A relay can show an old head for ever; it cannot make witnesses sign a new time on it.
#pragma once

#include "client-sdk/client/context.hpp"
#include "keys/directory/cosignature.hpp"

namespace valise::sdk::client {

struct HeadAge {
  static constexpr std::chrono::hours stale{24};
  static constexpr std::chrono::hours ahead{1};  // a time further in the future means a wrong clock

  std::chrono::milliseconds vouched;  // since enough witnesses vouched for it; without witnesses, as `shown`
  std::chrono::milliseconds shown;    // since the relay last showed it
  bool witnessed = false;             // the directory demands witnesses

  // without_clock: no clock to tell by, here or there. Clocks that differ a little are not that.
  [[nodiscard]] bool without_clock() const { return vouched < -ahead; }
  [[nodiscard]] bool alarming() const { return vouched >= stale || without_clock(); }
  // frozen: the relay goes on showing what nobody vouches for any more. Only witnesses can tell that.
  [[nodiscard]] bool frozen() const { return witnessed && alarming() && shown < stale; }
};

// age_of judges a stored head at a moment. The checkpoint was verified when it was stored.
[[nodiscard]] Result<HeadAge> age_of(const store::VerifiedHead& head, const directory::WitnessSet& witnesses,
                                     base::UnixMillis now);
// head_age gives nothing before the first head was verified.
[[nodiscard]] Result<std::optional<HeadAge>> head_age(Context& context);

// age_sentences says how old the head of that many entries is and, where that is alarming, what to do.
[[nodiscard]] std::vector<store::Sentence> age_sentences(const HeadAge& age, std::uint64_t entries);

// fresher gives the one of two notes of the same head that was vouched for later.
[[nodiscard]] const std::string& fresher(const std::string& stored, const std::string& received,
                                         const directory::WitnessSet& witnesses);

}  // namespace valise::sdk::client
