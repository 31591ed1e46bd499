// Output: the two ways a command speaks. Standard output carries data only: lines for people, or with --json one object per line.
// Standard error carries notes (not with --quiet), warnings and errors.
//
// Every JSON object starts with "v":1 and a "type"; docs/CLI.md has the shapes. Text of peers must have gone through
// terminal_text.hpp before it comes here as a line; JSON is made harmless here.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "cli/environment.hpp"
#include "cli/globals.hpp"
#include "language/speaker.hpp"
#include "valise/error.hpp"
#include "valise/messages.hpp"

namespace valise::cli {

enum class Style { bold, dim, good, caution, bad };

class Output {
 public:
  Output(const Environment& environment, bool json, bool quiet, language::Language language = language::Language::en);

  // say gives a text of the catalogue in the person's language; with --json in English. Arguments that a peer chose must have
  // gone through terminal_text.hpp.
  [[nodiscard]] std::string say(std::string_view id, std::initializer_list<language::Argument> arguments = {}) const {
    return speaker_.say(id, arguments);
  }
  [[nodiscard]] const language::Speaker& speaker() const { return speaker_; }

  [[nodiscard]] Time now() const { return environment_.now(); }
  [[nodiscard]] bool json() const { return json_; }
  // object writes one JSON object, "v" and "type" first.
  void object(std::string_view type, const boost::json::object& members);
  // line writes one or several lines for people.
  void line(std::string_view text);
  // note tells the person at the terminal what happens or what to do next; not with --json or --quiet.
  void note(std::string_view text);
  // warning must be seen, also with --quiet.
  void warning(std::string_view text);
  void error(const Error& error);

  // styled gives the text in a style where standard output is a terminal that wants colour, unchanged otherwise.
  [[nodiscard]] std::string styled(Style style, std::string_view text) const;
  // written is false once standard output could not take everything, e.g. a full disk or a closed pipe.
  [[nodiscard]] bool written() const { return environment_.out.good(); }
  [[nodiscard]] bool progress_visible() const { return environment_.err_is_terminal && !quiet_; }

 private:
  void complaint(std::string_view text);

  const Environment& environment_;
  language::Speaker speaker_;
  bool json_;
  bool quiet_;
  bool out_colour_;
  bool err_colour_;
};

}  // namespace valise::cli
