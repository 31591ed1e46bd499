// TypeRegistry: the extension and proposal types that an application adds to those of RFC 9420 (sections 13.2 and 13.4). The MLS
// layer carries them and enforces what is registered; what they mean is the application's.
//
// A client registers its types once, lists them in its leaves (the options of create, key packages and joins take extensions()
// and proposals()) and hands the registry to every operation by Validation::types. A value; not for two threads while it is
// filled.
#pragma once

#include "client-sdk/mls/extension.hpp"

namespace valise::mls {

// ExtensionPlace: in which structures an extension may stand ("Message(s)" in the registry of section 17.3).
enum class ExtensionPlace : std::uint8_t { key_package, leaf_node, group_info, group_context };

struct ExtensionRule {
  ExtensionType type{};
  std::vector<ExtensionPlace> places;
};

// A proposal type must say whether a commit with it needs a path (section 12.4) and whether external senders may send it
// (12.1.8). It changes neither tree nor GroupContext; its effect is the application's, who finds it in the CommitSummary.
enum class PathNeed : std::uint8_t { not_required, required };
enum class ExternalUse : std::uint8_t { members_only, external_senders_too };

struct ProposalRule {
  ProposalType type{};
  PathNeed path = PathNeed::required;
  ExternalUse external = ExternalUse::members_only;
};

class TypeRegistry {
 public:
  // add fails with invalid_argument for a type that MLS defines itself, that GREASE reserves (13.5), or that is there already.
  [[nodiscard]] Result<> add(ExtensionRule rule);
  [[nodiscard]] Result<> add(ProposalRule rule);

  [[nodiscard]] const ExtensionRule* find(ExtensionType type) const;
  [[nodiscard]] const ProposalRule* find(ProposalType type) const;
  // extensions and proposals are the lists for one's own capabilities.
  [[nodiscard]] std::vector<ExtensionType> extensions() const;
  [[nodiscard]] std::vector<ProposalType> proposals() const;

 private:
  std::vector<ExtensionRule> extensions_;
  std::vector<ProposalRule> proposals_;
};

// may_stand tells whether every registered extension of a list may be in that place. Those that are not registered may: unknown
// ones are to be ignored (13.4). Without a registry everything may.
[[nodiscard]] bool may_stand(const TypeRegistry* types, const Extensions& extensions, ExtensionPlace place);

}  // namespace valise::mls
