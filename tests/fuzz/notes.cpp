// C2SP notes as peers, witnesses and monitors send them: checkpoints, signature lines, verifier keys, requests to a witness. What
// is accepted is formatted as the same bytes, and what one reader accepts the auditor's own reader takes for the same. A note
// that was changed after it was signed verifies only if what was signed is the same.
#include "audit/note.hpp"
#include "keys/directory/cosignature.hpp"
#include "keys/directory/witness_request.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using namespace valise;
using directory::Checkpoint;

struct Signed {
  tests::SeededRandom random{1};
  crypto::SigningKey log_key = crypto::SigningKey::generate(random);
  crypto::SigningKey witness_key = crypto::SigningKey::generate(random);
  directory::Witness witness{"witness.example/w1", witness_key.verify_key()};
  Checkpoint note = make();

  Checkpoint make() {
    auto out = Checkpoint::make("valise.example/directory", {.size = 300, .root = random.id<directory::TreeHash>()});
    out.sign(log_key);
    out.attach(directory::cosign(out, witness.name, witness_key, directory::WitnessTime(std::chrono::seconds(1'800'000'000))));
    return out;
  }
};
const Signed& genuine() {
  static const Signed out;
  return out;
}

void both_readers(std::string_view text) {
  const auto ours = Checkpoint::parse(text);
  if (!ours) return;
  fuzz::require(ours->format() == text);
  const auto theirs = audit::read_note(text);
  fuzz::require(theirs.has_value());
  fuzz::require(theirs->origin == ours->origin() && theirs->size == ours->head().size && theirs->text == ours->text());
  fuzz::require(base::equal(theirs->root, ours->head().root.view()) && theirs->signatures.size() == ours->signatures().size());

  const auto& g = genuine();
  const bool by_log = ours->verify(g.note.origin(), g.log_key.verify_key()).has_value();
  const bool by_witness = directory::verify_cosignature(*ours, g.witness).has_value();
  if (by_log || by_witness) fuzz::require(ours->text() == g.note.text());
  using Verdict = audit::Signed::Verdict;
  const bool same_origin = ours->origin() == g.note.origin();
  const auto audited = audit::signed_by_log(*theirs, g.note.origin(), g.log_key.verify_key()).verdict == Verdict::right;
  fuzz::require((audited && same_origin) == by_log);
  const auto cosigned = audit::signed_by_witness(*theirs, g.witness.name, g.witness.key);
  fuzz::require((cosigned.verdict == Verdict::right) == by_witness);
}

void changed(fuzz::Input& input) {
  auto bytes = base::to_bytes(genuine().note.format());
  input.change(bytes);
  both_readers(base::as_text(bytes));
}

void signature_lines(std::string_view text) {
  const auto lines = directory::parse_signatures(text);
  if (!lines) return;
  std::string again;
  for (const auto& line : *lines) again += directory::format_signature(line);
  fuzz::require(again == text);
}

void verifier(std::string_view text) {
  const auto key = directory::parse_verifier_key(text);
  if (key) fuzz::require(directory::verifier_key(key->name, key->key, key->algorithm) == text);
}

void request(std::string_view text) {
  const auto asked = directory::WitnessRequest::parse(text);
  if (asked) fuzz::require(asked->format() == text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto kind = input.u8() % 5;
  const auto text = base::as_text(input.rest());
  switch (kind) {
    case 0: both_readers(text); break;
    case 1: signature_lines(text); break;
    case 2: verifier(text); break;
    case 3: request(text); break;
    default: changed(input);
  }
  return 0;
}
