#include "client-sdk/client/kept_reason.hpp"

#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {
namespace {

using language::Speaker;

// "=errors.CODE", and in a second line what the error is about. No sentence of people begins like that.
constexpr std::string_view kMark = "=errors.";

}  // namespace

std::string kept(const base::Error& error) {
  const auto code = code_of(error.code);
  if (code.empty() || !Speaker::knows("errors." + code)) return error.message();
  std::string context = error.context;
  std::ranges::replace(context, '\n', ' ');
  return std::string(kMark) + code + (context.empty() ? "" : "\n" + context);
}

valise::Error reason_of(std::string_view kept) {
  valise::Error out{.kind = ErrorKind::failed, .message = std::string(kept), .advice = ""};
  if (!kept.starts_with(kMark)) return out;
  const auto end = std::min(kept.find('\n'), kept.size());
  out.code = kept.substr(kMark.size(), end - kMark.size());
  const auto id = "errors." + out.code;
  out.message = Speaker::knows(id) ? Speaker(language::Language::en).say(id) : out.code;  // else a newer version kept it
  if (const auto context = kept.substr(std::min(end + 1, kept.size())); !context.empty()) {
    out.message = std::string(context) + ": " + out.message;
    out.arguments.push_back({"context", std::string(context)});
  }
  return out;
}

}  // namespace valise::sdk::client
