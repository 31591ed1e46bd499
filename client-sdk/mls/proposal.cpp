#include "client-sdk/mls/proposal.hpp"

namespace valise::mls {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

enum class OrRefTag : std::uint8_t { proposal = 1, reference = 2 };

}  // namespace

void ReInit::encode(base::Writer& out) const {
  out.opaque(group_id);
  write(out, version);
  write(out, cipher_suite);
  write(out, extensions);
}

ReInit ReInit::decode(Decoder& in) {
  return {.group_id = in.opaque(),
          .version = in.value<ProtocolVersion>(),
          .cipher_suite = in.value<CipherSuiteId>(),
          .extensions = in.value<Extensions>()};
}

void write_body(base::Writer& out, const Proposal& proposal) {
  std::visit(Overloaded{[&](const Add& add) { write(out, add.key_package); },
                        [&](const Update& update) { write(out, update.leaf_node); },
                        [&](const Remove& remove) { write(out, remove.removed); },
                        [&](const PreSharedKey& psk) { write(out, psk.psk); }, [&](const ReInit& reinit) { write(out, reinit); },
                        [&](const ExternalInit& init) { out.opaque(init.kem_output); },
                        [&](const GroupContextExtensions& context) { write(out, context.extensions); },
                        [&](const CustomProposal& custom) { out.opaque(custom.body); }},
             proposal.body);
}

void read_body(Decoder& in, ProposalType type, Proposal& proposal) {
  switch (type) {
    case ProposalType::add: proposal.body = Add{in.value<KeyPackage>()}; return;
    case ProposalType::update: proposal.body = Update{in.value<LeafNode>()}; return;
    case ProposalType::remove: proposal.body = Remove{in.value<LeafIndex>()}; return;
    case ProposalType::psk: proposal.body = PreSharedKey{in.value<PreSharedKeyId>()}; return;
    case ProposalType::reinit: proposal.body = in.value<ReInit>(); return;
    case ProposalType::external_init: proposal.body = ExternalInit{in.opaque()}; return;
    case ProposalType::group_context_extensions: proposal.body = GroupContextExtensions{in.value<Extensions>()}; return;
  }
  proposal.body = CustomProposal{type, in.opaque()};
}

void Proposal::encode(base::Writer& out) const {
  write(out, type());
  write_body(out, *this);
}

Proposal Proposal::decode(Decoder& in) {
  Proposal out;
  read_body(in, in.value<ProposalType>(), out);
  return out;
}

void ProposalOrRef::encode(base::Writer& out) const {
  if (const auto* proposal = std::get_if<Proposal>(&value)) {
    write(out, OrRefTag::proposal);
    write(out, *proposal);
  } else {
    write(out, OrRefTag::reference);
    out.opaque(std::get<ProposalRef>(value).hash);
  }
}

ProposalOrRef ProposalOrRef::decode(Decoder& in) {
  switch (in.value<OrRefTag>()) {
    case OrRefTag::proposal: return {in.value<Proposal>()};
    case OrRefTag::reference: return {ProposalRef{in.opaque()}};
  }
  in.fail(MlsError::malformed, "proposal or reference");
  return {ProposalRef{}};
}

}  // namespace valise::mls
