// Output: every answer is a JSON object, printed as such with --json and as readable lines without. Data goes to `out`, notes to
// `err`.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <ostream>

#include "base/clock.hpp"

#include "keys/directory/state.hpp"
#include "keys/registrar/problems.hpp"

namespace valise::registrar {

namespace json = boost::json;

class Output {
 public:
  Output(std::ostream& out, std::ostream& err) : out_(&out), err_(&err) {}
  void use_json(bool on) { json_ = on; }

  // show prints one object; in text, an empty line separates it from the one before.
  void show(const json::object& object);
  void note(std::string_view text);
  // report notes every problem of a file.
  void report(const Problems& problems);

 private:
  std::ostream* out_;
  std::ostream* err_;
  bool json_ = false;
  bool first_ = true;
};

// printable replaces what could play tricks on a terminal: control characters, direction overrides, invalid UTF-8.
[[nodiscard]] std::string printable(std::string_view text);

[[nodiscard]] std::string hex(base::ByteView bytes);
// time_text gives UTC as ISO 8601, to the second.
[[nodiscard]] std::string time_text(base::UnixMillis time);

// describe_statement says what a statement does: "does" in words, and its fields.
[[nodiscard]] json::object describe_statement(const directory::SignedStatement& statement);
// describe_signatures says who has signed and who still has to.
[[nodiscard]] json::array describe_signatures(const directory::RequiredSignatures& required);

}  // namespace valise::registrar
