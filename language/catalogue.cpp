#include "language/catalogue.hpp"

#include <algorithm>

namespace valise::language {

const char* Entry::form(Language language, Category category) const {
  const auto& forms = texts.at(static_cast<std::size_t>(language));
  const auto* exact = forms.at(static_cast<std::size_t>(category));
  return exact != nullptr ? exact : forms.back();
}

const Entry* find(std::string_view id) {
  const auto entries = catalogue();
  const auto at = std::ranges::lower_bound(entries, id, {}, [](const Entry& entry) { return std::string_view(entry.id); });
  return at != entries.end() && at->id == id ? &*at : nullptr;
}

}  // namespace valise::language
