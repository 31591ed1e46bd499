#include "keys/directory/cosignature.hpp"

#include "base/reader.hpp"
#include "base/writer.hpp"

namespace valise::directory {
namespace {

using base::fail;
using base::Result;

std::uint64_t posix(WitnessTime time) { return static_cast<std::uint64_t>(time.time_since_epoch().count()); }

base::Bytes signed_bytes(const Checkpoint& checkpoint, std::uint64_t at) {
  const std::string text = "cosignature/v1\ntime " + std::to_string(at) + "\n" + checkpoint.text();
  return base::to_bytes(std::string_view(text));
}

Result<WitnessTime> verify_one(const Checkpoint& checkpoint, const NoteSignature& line, const crypto::VerifyKey& key) {
  constexpr std::uint64_t latest = (1ULL << 63U) - 1;
  base::Reader reader(line.signature);
  const auto at = reader.u64();
  if (!at || *at == 0 || *at > latest || reader.rest().size() != std::tuple_size_v<crypto::Signature>)
    return fail(CosignatureError::malformed);
  if (!crypto::verify(key, signed_bytes(checkpoint, *at), reader.rest())) return fail(CosignatureError::wrong);
  return WitnessTime(std::chrono::seconds(static_cast<std::int64_t>(*at)));
}

}  // namespace

NoteSignature cosign(const Checkpoint& checkpoint, const std::string& name, const crypto::SigningKey& key, WitnessTime at) {
  const auto signature = key.sign(signed_bytes(checkpoint, posix(at)));
  base::Writer out;
  out.u64(posix(at)).bytes(signature);
  return {name, note_key_id(name, key.verify_key(), NoteAlgorithm::cosignature), out.take()};
}

Result<WitnessTime> verify_cosignature(const Checkpoint& checkpoint, const Witness& witness) {
  const auto id = note_key_id(witness.name, witness.key, NoteAlgorithm::cosignature);
  std::optional<WitnessTime> newest;
  for (const auto& line : checkpoint.signatures()) {
    if (line.name != witness.name || line.key_id != id) continue;
    auto at = verify_one(checkpoint, line, witness.key);
    if (!at) return at;
    newest = std::max(newest.value_or(*at), *at);
  }
  if (!newest) return fail(CosignatureError::missing);
  return *newest;
}

Result<Quorum> count_cosignatures(const Checkpoint& checkpoint, const WitnessSet& set) {
  Quorum out;
  std::vector<WitnessTime> times;
  for (const auto& witness : set.witnesses) {
    auto at = verify_cosignature(checkpoint, witness);
    if (!at && at.error().code == CosignatureError::missing) continue;
    if (!at) return pass_on(at);
    out.vouching.push_back(witness.name);
    times.push_back(*at);
  }
  if (set.threshold == 0 || times.size() < set.threshold) return out;
  std::ranges::sort(times, std::greater{});
  out.vouched_at = times[set.threshold - 1];
  return out;
}

Result<Quorum> require_quorum(const Checkpoint& checkpoint, const WitnessSet& set) {
  auto quorum = count_cosignatures(checkpoint, set);
  if (quorum && quorum->vouching.size() < set.threshold) {
    return fail(CosignatureError::too_few, std::to_string(quorum->vouching.size()) + " of " + std::to_string(set.threshold));
  }
  return quorum;
}

}  // namespace valise::directory
