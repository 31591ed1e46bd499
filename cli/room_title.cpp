#include "cli/room_title.hpp"

#include "cli/terminal_text.hpp"
#include "valise/room_titles.hpp"

namespace valise::cli {

std::string room_title(const std::string& subject, const Output& output) {
  const auto title = title_of(subject);
  if (!title) return terminal_line(subject);
  const auto post = title->arguments.empty() ? std::string() : terminal_line(title->arguments.front().value);
  return output.say(title->id, {{"post", post}});
}

}  // namespace valise::cli
