#include "client-sdk/mls/type_registry.hpp"

namespace valise::mls {
namespace {

template <class Type>
bool is_reserved(Type type) {
  const auto value = static_cast<std::uint16_t>(type);
  return value == 0 || is_grease(ExtensionType(value)) || is_default(type);
}

template <class Rule>
auto find_rule(const std::vector<Rule>& rules, decltype(Rule::type) type) -> const Rule* {
  const auto found = std::ranges::find(rules, type, &Rule::type);
  return found == rules.end() ? nullptr : &*found;
}

template <class Rule>
Result<> add_rule(std::vector<Rule>& rules, Rule rule) {
  if (is_reserved(rule.type) || find_rule(rules, rule.type)) return base::fail(MlsError::invalid_argument, "type to register");
  rules.push_back(std::move(rule));
  return {};
}

template <class Rule>
auto types_of(const std::vector<Rule>& rules) {
  std::vector<decltype(Rule::type)> out;
  for (const Rule& rule : rules) out.push_back(rule.type);
  return out;
}

}  // namespace

Result<> TypeRegistry::add(ExtensionRule rule) { return add_rule(extensions_, std::move(rule)); }
Result<> TypeRegistry::add(ProposalRule rule) { return add_rule(proposals_, rule); }

const ExtensionRule* TypeRegistry::find(ExtensionType type) const { return find_rule(extensions_, type); }
const ProposalRule* TypeRegistry::find(ProposalType type) const { return find_rule(proposals_, type); }

std::vector<ExtensionType> TypeRegistry::extensions() const { return types_of(extensions_); }
std::vector<ProposalType> TypeRegistry::proposals() const { return types_of(proposals_); }

bool may_stand(const TypeRegistry* types, const Extensions& extensions, ExtensionPlace place) {
  if (!types) return true;
  return std::ranges::all_of(extensions.list(), [&](const Extension& extension) {
    const ExtensionRule* rule = types->find(extension.type);
    return !rule || std::ranges::find(rule->places, place) != rule->places.end();
  });
}

}  // namespace valise::mls
