// Commit (RFC 9420 section 12.4).
#pragma once

#include "client-sdk/mls/proposal.hpp"
#include "client-sdk/mls/tree_kem.hpp"

namespace valise::mls {

struct Commit {
  std::vector<ProposalOrRef> proposals;
  std::optional<UpdatePath> path;

  void encode(base::Writer& out) const {
    write_list(out, proposals);
    write_optional(out, path);
  }
  static Commit decode(Decoder& in) {
    return {.proposals = in.list<ProposalOrRef>(max_commit_proposals), .path = in.optional<UpdatePath>()};
  }
};

}  // namespace valise::mls
