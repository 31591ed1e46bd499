#include "client-sdk/client/handling.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "client-sdk/client/error.hpp"

namespace valise::sdk::client {
namespace {

struct Code {
  std::string_view name;
  Reach furthest;  // that is allowed
};

// docs/PROTOCOL.md, "Handling conditions".
constexpr std::array kCodes{Code{"confidential", Reach::same_authorities},
                            Code{"use-limited", Reach::beyond},
                            Code{"no-onward", Reach::same_participants},
                            Code{"informal", Reach::beyond},
                            Code{"h0", Reach::beyond},
                            Code{"h1", Reach::same_authorities},
                            Code{"h2", Reach::same_participants},
                            Code{"h3", Reach::same_participants}};

std::string small(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::optional<Code> code_of(std::string_view condition) {
  const auto found = std::ranges::find(kCodes, condition, &Code::name);
  return found == kCodes.end() ? std::nullopt : std::optional(*found);
}

Reach furthest_of(const std::string& condition) {
  const auto code = code_of(condition);
  return code ? code->furthest : Reach::same_participants;
}

}  // namespace

std::string spelled(std::string_view condition) {
  const std::string code = small(condition);
  return code_of(code) ? code : std::string(condition);
}

Result<> add_handling(v1::Content& content, const std::vector<std::string>& conditions) {
  for (const std::string& written : conditions) {
    const std::string condition = spelled(written);
    const auto& known = content.handling();
    if (condition.empty() || std::ranges::find(known, condition) != known.end()) continue;
    const bool fits = condition.size() <= kLongestHandling && static_cast<std::size_t>(known.size()) < kMostHandling;
    if (!fits) return fail(ClientError::handling_invalid);
    content.add_handling(condition);
  }
  return {};
}

std::vector<std::string> stand_against(const std::vector<std::string>& conditions, Reach reach) {
  std::vector<std::string> out;
  for (const std::string& condition : conditions) {
    if (furthest_of(condition) < reach) out.push_back(condition);
  }
  return out;
}

}  // namespace valise::sdk::client
