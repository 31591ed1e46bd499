#include "client-sdk/client/head_age.hpp"

#include "client-sdk/client/sentences.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;

Result<std::optional<directory::WitnessTime>> vouched_at(const std::string& note, const directory::WitnessSet& witnesses) {
  auto checkpoint = directory::Checkpoint::parse(note);
  if (!checkpoint) return pass_on(checkpoint);
  auto quorum = directory::count_cosignatures(*checkpoint, witnesses);
  if (!quorum) return pass_on(quorum);
  return quorum->vouched_at;
}

}  // namespace

Result<HeadAge> age_of(const store::VerifiedHead& head, const directory::WitnessSet& witnesses, base::UnixMillis now) {
  HeadAge out{.vouched = now - head.verified_at, .shown = now - head.verified_at, .witnessed = witnesses.threshold > 0};
  if (!out.witnessed) return out;
  auto at = vouched_at(head.checkpoint, witnesses);
  if (!at) return pass_on(at);
  if (*at) out.vouched = std::chrono::duration_cast<std::chrono::milliseconds>(now - **at);
  return out;
}

Result<std::optional<HeadAge>> head_age(Context& context) {
  auto head = context.store.transaction([](store::Transaction& tx) { return tx.meta().head(); });
  if (!head) return pass_on(head);
  if (!*head) return std::nullopt;
  auto age = age_of(**head, context.directory().tables().witnesses, context.clock.now());
  if (!age) return pass_on(age);
  return *age;
}

std::vector<store::Sentence> age_sentences(const HeadAge& age, std::uint64_t entries) {
  if (age.without_clock()) return said("doctor.directory.clock");
  const auto past = std::chrono::duration_cast<std::chrono::minutes>(std::max(age.vouched, 0ms)).count();
  const std::string count = std::to_string(entries), hours = std::to_string(past / 60), minutes = std::to_string(past % 60);
  auto out = age.witnessed ? said("doctor.directory.witnessed", {{"count", count}, {"hours", hours}, {"minutes", minutes}})
                           : said("doctor.directory.shown", {{"count", count}, {"hours", hours}, {"minutes", minutes}});
  if (age.alarming()) out.push_back({.id = age.frozen() ? "doctor.directory.frozen" : "doctor.directory.stale"});
  return out;
}

const std::string& fresher(const std::string& stored, const std::string& received, const directory::WitnessSet& witnesses) {
  const auto before = vouched_at(stored, witnesses);
  const auto now = vouched_at(received, witnesses);
  const bool keep = before && *before && (!now || !*now || **before > **now);
  return keep ? stored : received;
}

}  // namespace valise::sdk::client
