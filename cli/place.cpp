#include "cli/place.hpp"

#include <algorithm>
#include <array>

namespace valise::cli {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array without_profile{"valise backup verify"sv, "valise completion"sv, "valise manual"sv,
                                     "valise verify-export"sv};
// They make or change what a desk takes for granted while it has the profile open.
constexpr std::array by_themselves{"valise backup restore"sv, "valise enrol"sv, "valise init"sv};

}  // namespace

Place place_of(std::string_view command) {
  if (std::ranges::find(without_profile, command) != without_profile.end()) return Place::here;
  if (std::ranges::find(by_themselves, command) != by_themselves.end()) return Place::alone;
  return Place::anywhere;
}

}  // namespace valise::cli
