// Result<T>: the outcome of everything that can fail for a reason outside the program.
//
// An Error is one value of a module's error enum plus a context chosen by this program (never text chosen by a peer). Module enums
// register as std::error_code enums (VALISE_ERROR_ENUM), so that `error.code == CryptoError::bad_passphrase` works across layers.
// Exceptions are for bugs and lost allocation only.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace valise::base {

struct Error {
  std::error_code code;
  std::string context;  // where and what, e.g. "keys/registrar-1.key"; may be empty

  // message gives "context: text of the code", or the text alone when there is no context.
  [[nodiscard]] std::string message() const;
};

template <class T = void>
using Result = std::expected<T, Error>;

using Unexpected = std::unexpected<Error>;

// fail makes the failing Result of any T: `return fail(WireError::truncated, "Hello.nonce");`
[[nodiscard]] inline Unexpected fail(std::error_code code, std::string context = {}) {
  return Unexpected{Error{code, std::move(context)}};
}

// pass_on hands the error of one Result to another: `if (!key) return pass_on(key);`
template <class T>
[[nodiscard]] Unexpected pass_on(Result<T>& failed) {
  return Unexpected{std::move(failed.error())};
}
template <class T>
[[nodiscard]] Unexpected pass_on(Result<T>&& failed) {
  return Unexpected{std::move(failed.error())};
}

// with_context prefixes an error's context, outermost first, and keeps its code.
[[nodiscard]] Unexpected with_context(std::string_view context, Error error);

// EnumCategory serves a module enum whose texts come from `constexpr std::string_view describe(Enum)`, found by name lookup.
template <class Enum>
class EnumCategory final : public std::error_category {
 public:
  explicit constexpr EnumCategory(const char* name) : name_(name) {}
  [[nodiscard]] const char* name() const noexcept override { return name_; }
  [[nodiscard]] std::string message(int value) const override {
    return std::string(describe(static_cast<Enum>(value)));
  }

 private:
  const char* name_;
};

}  // namespace valise::base

// VALISE_ERROR_ENUM(ns, Enum, "name"), at global scope after the enum and its describe(): makes Enum a std::error_code enum.
#define VALISE_ERROR_ENUM(ns, Enum, category_name)                                  \
  template <>                                                                       \
  struct std::is_error_code_enum<ns::Enum> : std::true_type {};                     \
  namespace ns {                                                                    \
  [[nodiscard]] inline std::error_code make_error_code(Enum value) noexcept {       \
    static const ::valise::base::EnumCategory<Enum> category{category_name};        \
    return {static_cast<int>(value), category};                                     \
  }                                                                                 \
  }
