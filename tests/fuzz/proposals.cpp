// Proposals and refusals as a relay, an authority and the registrar take them from one another. What nobody signed is never
// accepted; a proposal that is accepted needs nothing but the registrar's signatures to become an entry of the log.
#include "keys/directory/proposal.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/directory/world.hpp"

namespace {

using namespace valise;
using directory::SignedStatement;

struct Genuine {
  directory::World world;
  v1::Statement change = world.record_changed(1, "Directorate of Public Prosecutions");
  base::Bytes proposal = directory::World::sign(change, world.odpp());
  crypto::KeyInMemory registrar{crypto::SigningKey::from_seed(world.registrar_keys[0].expose_seed())};
  directory::ProposalId id = directory::proposal_id(SignedStatement::parse(proposal).value());
  base::Bytes refusal = directory::make_proposal_refusal(world.log.state().directory_id(), id, "The time zone is wrong",
                                                         base::UnixMillis(std::chrono::seconds(1'800'000'000)), registrar)
                            .value();
};
Genuine& genuine() {
  static Genuine out;
  return out;
}

void judge(base::ByteView bytes) {
  const auto proposal = directory::check_proposal(genuine().world.log.state(), bytes);
  if (!proposal) return;
  auto complete = proposal->statement;
  for (const auto* key : genuine().world.registrar()) {
    if (!complete.signed_by(key->verify_key())) fuzz::require(complete.sign(*key).has_value());
  }
  fuzz::require(genuine().world.log.state().check(complete).has_value());
}

void changed_proposal(fuzz::Input& input) {
  auto bytes = genuine().proposal;
  input.change(bytes);
  const auto proposal = directory::check_proposal(genuine().world.log.state(), bytes);
  if (proposal) fuzz::require(proposal->id == genuine().id);
}

void proposal_signed_anew(fuzz::Input& input) {
  auto bytes = base::to_bytes(genuine().change.SerializeAsString());
  input.change(bytes);
  v1::Statement said;
  if (!said.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  auto statement = SignedStatement::make(said);
  if (!statement) return;
  for (const auto* key : genuine().world.odpp()) fuzz::require(statement->sign(*key).has_value());
  judge(statement->bytes());
}

void changed_refusal(fuzz::Input& input) {
  auto bytes = genuine().refusal;
  input.change(bytes);
  const auto refusal = directory::check_proposal_refusal(genuine().world.log.state().directory_id(), bytes);
  if (!refusal) return;
  fuzz::require(refusal->proposal == genuine().id && refusal->reason == "The time zone is wrong");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.u8() % 4) {
    case 0: judge(input.rest()); break;
    case 1: changed_proposal(input); break;
    case 2: proposal_signed_anew(input); break;
    default: changed_refusal(input);
  }
  return 0;
}
