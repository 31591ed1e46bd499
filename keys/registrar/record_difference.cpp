#include "keys/registrar/record_difference.hpp"

#include <toml++/toml.h>

#include <map>
#include <set>
#include <sstream>

#include "keys/registrar/record_file.hpp"

namespace valise::registrar {
namespace {

struct Concern {
  std::string_view word;
  std::string_view sentence;
};
constexpr Concern kIdentity{"identity", "others know the authority by it"};
constexpr Concern kPowers{"powers", "it says what the authority may be asked for"};
constexpr Concern kReach{"reach", "others reach the authority by it, and check over it who they deal with"};
constexpr Concern kProtection{"protection", "it says how requests are protected on the way"};
constexpr Concern kDuty{"duty", "it decides when the authority is on duty"};

Concern concern(std::string_view field) {
  static const std::map<std::string_view, Concern> concerns{{"authority_id", kIdentity},
                                                            {"country", kIdentity},
                                                            {"organisation", kIdentity},
                                                            {"names", kIdentity},
                                                            {"mandates", kPowers},
                                                            {"postal_address", kReach},
                                                            {"service_to_contact", kReach},
                                                            {"telephone", kReach},
                                                            {"telephone_24h", kReach},
                                                            {"fax", kReach},
                                                            {"email", kReach},
                                                            {"website", kReach},
                                                            {"links", kReach},
                                                            {"informal_channels", kReach},
                                                            {"accepted_channels", kReach},
                                                            {"interpol", kReach},
                                                            {"encryption_required", kProtection},
                                                            {"e_signature_required", kProtection},
                                                            {"time_zone", kDuty},
                                                            {"office_hours", kDuty},
                                                            {"holiday_calendar", kDuty}};
  const auto found = concerns.find(field.substr(0, field.find('.')));
  return found == concerns.end() ? Concern{} : found->second;
}

// A mandate, which is a table, becomes "article 18, convention untoc, function mutual-legal-assistance".
std::string text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* table = node.as_table()) {
    std::string joined;
    for (const auto& [key, value] : *table) {
      joined += (joined.empty() ? "" : ", ") + std::string(key.str()) + ' ' + text_of(value);
    }
    return joined;
  }
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

// A leaf of the record: one text, or the items of a list.
struct Leaf {
  bool is_list = false;
  std::set<std::string> items;  // exactly one where it is no list
};
using Leaves = std::map<std::string, Leaf>;

void gather(const std::string& name, const toml::node& node, Leaves& out) {
  if (const auto* table = node.as_table()) {
    for (const auto& [key, value] : *table)
      gather(name.empty() ? std::string(key.str()) : name + '.' + std::string(key.str()), value, out);
    return;
  }
  auto& leaf = out[name];
  if (const auto* array = node.as_array()) {
    leaf.is_list = true;
    for (const auto& item : *array) leaf.items.insert(text_of(item));
  } else {
    leaf.items.insert(text_of(node));
  }
}

Leaves leaves_of(const v1::AuthorityRecord& record) {
  Leaves out;
  const auto parsed = toml::parse(format_record(record));
  gather("", static_cast<const toml::table&>(parsed), out);
  return out;
}

json::array without(const std::set<std::string>& these, const std::set<std::string>& those) {
  json::array out;
  for (const auto& item : these) {
    if (!those.contains(item)) out.emplace_back(item);
  }
  return out;
}

json::object describe_change(const std::string& field, const Leaf& before, const Leaf& after) {
  json::object out{{"field", field}};
  if (before.is_list || after.is_list) {
    if (auto gone = without(before.items, after.items); !gone.empty()) out["removed"] = std::move(gone);
    if (auto come = without(after.items, before.items); !come.empty()) out["added"] = std::move(come);
  } else {
    if (!before.items.empty()) out["old"] = *before.items.begin();
    if (!after.items.empty()) out["new"] = *after.items.begin();
  }
  if (const auto why = concern(field).sentence; !why.empty()) out["security_relevant"] = why;
  return out;
}

}  // namespace

std::string_view concern_of(std::string_view field) { return concern(field).word; }

json::array record_difference(const v1::AuthorityRecord& before, const v1::AuthorityRecord& after) {
  const auto old_leaves = leaves_of(before);
  const auto new_leaves = leaves_of(after);
  std::set<std::string> names;
  for (const auto* leaves : {&old_leaves, &new_leaves}) {
    for (const auto& [name, leaf] : *leaves) names.insert(name);
  }
  json::array out;
  const auto leaf = [](const Leaves& leaves, const std::string& name) {
    const auto found = leaves.find(name);
    return found == leaves.end() ? Leaf{} : found->second;
  };
  for (const auto& name : names) {
    const auto before_leaf = leaf(old_leaves, name), after_leaf = leaf(new_leaves, name);
    if (before_leaf.items != after_leaf.items) out.push_back(describe_change(name, before_leaf, after_leaf));
  }
  return out;
}

}  // namespace valise::registrar
