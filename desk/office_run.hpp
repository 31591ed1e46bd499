// OfficeRun: one command of valise-registrar, run in this process for the person at the page. Rules, signatures and checks are
// the command's; the passphrase of the key comes with each act, opens the key for it, and is wiped by whoever brought it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/office_options.hpp"
#include "desk/reply.hpp"

namespace valise::desk {

// Compared: what the person has read before saying yes. The command asks for its yes after it has shown what it is about to do;
// it gets it only where the last thing that it showed has this value there.
struct Compared {
  std::string field;
  std::string value;
};

struct OfficeRun {
  int code = 0;
  std::vector<boost::json::object> shown;
  std::string text;
  std::string notes;
  std::string problem;  // the catalogue's errors.PROBLEM, where it went wrong in a way that is known there

  [[nodiscard]] v1::FromDesk failed() const;
};

[[nodiscard]] OfficeRun run_office(const OfficeOptions& options, std::vector<std::string> words,
                                   const std::string& passphrase = {}, const std::optional<Compared>& compared = {});

// signing gives the words with those that name the keys.
[[nodiscard]] std::vector<std::string> signing(const OfficeOptions& options, std::vector<std::string> words);

// brought_up_to_date fetches what is new in the directory into the workspace, with the keys of `options`.
[[nodiscard]] OfficeRun brought_up_to_date(const OfficeOptions& options, const std::string& passphrase);

// What a command printed: a text, a mark; nothing where it is another thing.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] bool is_set(const boost::json::object& object, std::string_view key);

[[nodiscard]] inline v1::FromDesk usage(std::string message) {
  return failure({.kind = ErrorKind::usage, .message = std::move(message), .advice = ""});
}

}  // namespace valise::desk
