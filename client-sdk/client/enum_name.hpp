// enum_name: the name of an enumerator as it stands in the source, for codes that never change while numbers may.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace valise::sdk::client {

namespace detail {

// The compiler writes the value of a template's parameter into the function's name: as "(Enum)7" where it has none.
template <class Enum, Enum value>
[[nodiscard]] constexpr std::string_view name_of_value() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.rfind("value = ") + 8);
  name = name.substr(0, name.find_first_of(";]"));
  if (name.starts_with('(')) return {};
  return name.substr(name.rfind(':') + 1);
}

template <class Enum, int... numbers>
[[nodiscard]] constexpr auto names_of(std::integer_sequence<int, numbers...>) {
  return std::array<std::string_view, sizeof...(numbers)>{name_of_value<Enum, static_cast<Enum>(numbers)>()...};
}

}  // namespace detail

inline constexpr int most_enumerators = 128;

// enum_name gives "room_unknown" for ClientError::room_unknown; nothing for a value without a name.
template <class Enum>
[[nodiscard]] constexpr std::string_view enum_name(Enum value) {
  constexpr auto names = detail::names_of<Enum>(std::make_integer_sequence<int, most_enumerators>());
  const auto at = static_cast<std::size_t>(value);
  return at < names.size() ? names[at] : std::string_view();
}

}  // namespace valise::sdk::client
