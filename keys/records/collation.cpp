#include "keys/records/collation.hpp"

#include <unicode/coll.h>

#include <memory>
#include <vector>

namespace valise::records {

std::string sort_key(std::string_view text, std::string_view language) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale locale(std::string(language).c_str());
  const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(locale, error));
  if (U_FAILURE(error) || collator == nullptr) return std::string(text);
  const auto name = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  std::vector<std::uint8_t> key(static_cast<std::size_t>(collator->getSortKey(name, nullptr, 0)));
  collator->getSortKey(name, key.data(), static_cast<int32_t>(key.size()));
  return {key.begin(), key.end()};
}

}  // namespace valise::records
