#include "client-sdk/client/head_age.hpp"

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

std::string words(std::chrono::milliseconds time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  const auto count = [](auto number, const char* unit) { return std::to_string(number) + " " + unit + (number == 1 ? "" : "s"); };
  if (minutes < 120) return count(std::max<std::int64_t>(minutes, 0), "minute");
  if (minutes < 48 * 60) return count(minutes / 60, "hour");
  return count(minutes / (24 * 60), "day");
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

std::string age_warning(const HeadAge& age) {
  if (!age.alarming()) return {};
  if (age.vouched < 0ms) {
    return "The directory was confirmed at a time that lies in the future: the clock of this computer is wrong, or that of the "
           "witnesses. How old the directory is cannot be told.";
  }
  if (age.frozen()) {
    return "No witness has confirmed for " + words(age.vouched) +
           " that this directory is the newest: the relay may be withholding revocations. Tell your security officer.";
  }
  return "The directory is " + words(age.vouched) + " old: revocations since then are unknown here. Run: valise sync";
}

std::string age_text(const HeadAge& age) {
  const std::string ago = age.vouched < 0ms ? "at a time in the future" : words(age.vouched) + " ago";
  return (age.witnessed ? "confirmed by witnesses " : "shown by the relay ") + ago;
}

const std::string& fresher(const std::string& stored, const std::string& received, const directory::WitnessSet& witnesses) {
  const auto before = vouched_at(stored, witnesses);
  const auto now = vouched_at(received, witnesses);
  const bool keep = before && *before && (!now || !*now || **before > **now);
  return keep ? stored : received;
}

}  // namespace valise::sdk::client
