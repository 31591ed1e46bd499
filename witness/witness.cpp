#include "witness/witness.hpp"

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/directory/witness_request.hpp"

namespace valise::witness {
namespace {

using base::Result;
using directory::Checkpoint;

Answer refuse(unsigned status, Outcome outcome) {
  return {.status = status, .body = {}, .content_type = {}, .outcome = outcome, .origin = {}};
}

// The log's own signatures: all that are there verify, and there is one at least. Gives the note with these only.
std::optional<Checkpoint> signed_by_log(const Checkpoint& checkpoint, const std::vector<crypto::VerifyKey>& keys) {
  auto out = Checkpoint::make(checkpoint.origin(), checkpoint.head(), checkpoint.extensions());
  for (const auto& key : keys) {
    const auto verified = checkpoint.verify(checkpoint.origin(), key);
    if (!verified && verified.error().code == directory::CheckpointError::signature_missing) continue;
    if (!verified) return std::nullopt;
    const auto id = directory::note_key_id(checkpoint.origin(), key);
    for (const auto& line : checkpoint.signatures()) {
      if (line.name == checkpoint.origin() && line.key_id == id) out.attach(line);
    }
  }
  if (out.signatures().empty()) return std::nullopt;
  return out;
}

bool extends(const directory::Head& old, const directory::Head& next, const directory::MerkleProof& proof) {
  if (next.size == 0 && next.root != directory::empty_root()) return false;
  if (old.size == 0) return proof.empty();
  return directory::verify_consistency(old.size, old.root, next.size, next.root, proof).has_value();
}

}  // namespace

std::string_view describe(Outcome outcome) {
  switch (outcome) {
    case Outcome::cosigned: return "cosigned";
    case Outcome::malformed: return "malformed";
    case Outcome::unknown_log: return "unknown-log";
    case Outcome::unsigned_by_log: return "unsigned-by-log";
    case Outcome::other_size: return "other-size";
    case Outcome::inconsistent: return "inconsistent";
    case Outcome::storage_failed: return "storage-failed";
  }
  return "unknown";
}

CheckpointWitness::CheckpointWitness(std::string name, crypto::SigningKey key, Logs logs, Memory& memory,
                                     const base::Clock& clock)
    : name_(std::move(name)), key_(std::move(key)), logs_(std::move(logs)), memory_(memory), clock_(clock) {}

Result<> CheckpointWitness::load() {
  for (const auto& [origin, keys] : logs_) {
    auto recalled = memory_.recall(origin);
    if (!recalled) return pass_on(recalled);
    if (*recalled) seen_.insert_or_assign(origin, std::move(**recalled));
  }
  return {};
}

const Seen* CheckpointWitness::seen(const std::string& origin) const {
  const auto it = seen_.find(origin);
  return it == seen_.end() ? nullptr : &it->second;
}

Answer CheckpointWitness::add_checkpoint(std::string_view body) {
  const auto request = directory::WitnessRequest::parse(body);
  if (!request) return refuse(400, Outcome::malformed);
  const auto& checkpoint = request->checkpoint;
  const auto log = logs_.find(checkpoint.origin());
  if (log == logs_.end()) return refuse(404, Outcome::unknown_log);
  const auto own = signed_by_log(checkpoint, log->second);
  auto answer = own ? judge(*own, request->old_size, request->proof) : refuse(403, Outcome::unsigned_by_log);
  if (!answer) answer = sign(*own);
  answer->origin = log->first;
  answer->size = checkpoint.head().size;
  return std::move(*answer);
}

// In the order of the specification; nothing when there is no objection.
std::optional<Answer> CheckpointWitness::judge(const Checkpoint& checkpoint, std::uint64_t old_size,
                                               const directory::MerkleProof& proof) const {
  if (old_size > checkpoint.head().size) return refuse(400, Outcome::malformed);
  const Seen* last = seen(checkpoint.origin());
  const directory::Head old = last == nullptr ? directory::Head{.size = 0, .root = directory::empty_root()} : last->note.head();
  if (old_size != old.size) {
    auto answer = refuse(409, Outcome::other_size);
    answer.body = std::to_string(old.size) + '\n';
    answer.content_type = "text/x.tlog.size";
    return answer;
  }
  if (!extends(old, checkpoint.head(), proof)) return refuse(422, Outcome::inconsistent);
  return std::nullopt;
}

// A clock that was set back does not make a later cosignature look older.
Answer CheckpointWitness::sign(const Checkpoint& checkpoint) {
  const Seen* last = seen(checkpoint.origin());
  auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  if (last != nullptr) now = std::max(now, last->at);
  Seen next{.at = now, .note = checkpoint};
  if (auto kept = memory_.remember(next); !kept) return refuse(500, Outcome::storage_failed);
  auto line = directory::cosign(checkpoint, name_, key_, now);
  seen_.insert_or_assign(checkpoint.origin(), std::move(next));
  return {.status = 200,
          .body = directory::format_signature(line),
          .content_type = "text/plain; charset=utf-8",
          .outcome = Outcome::cosigned,
          .origin = {}};
}

// Ed25519 is deterministic: this is the cosignature that was answered.
std::optional<std::string> CheckpointWitness::latest(std::string_view origin_hash) const {
  for (const auto& [origin, last] : seen_) {
    if (base::to_hex(crypto::Sha256::of(base::as_bytes(origin))) != origin_hash) continue;
    auto note = last.note;
    note.attach(directory::cosign(note, name_, key_, last.at));
    return note.format();
  }
  return std::nullopt;
}

std::string CheckpointWitness::verifier_key() const {
  return directory::verifier_key(name_, key_.verify_key(), directory::NoteAlgorithm::cosignature);
}

}  // namespace valise::witness
