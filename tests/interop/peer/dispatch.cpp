#include "tests/interop/peer/dispatch.hpp"

#include <array>
#include <istream>
#include <ostream>

#include "tests/interop/peer/commands.hpp"

namespace valise::interop {
namespace {

struct Request {
  std::string_view name;
  Command run;
};

Result<Fields> commands(Peer& peer, Arguments& in);

constexpr std::array requests{
    Request{"name", name},
    Request{"suites", suites},
    Request{"commands", commands},
    Request{"create", create},
    Request{"keypackage", key_package},
    Request{"secrets", secrets},
    Request{"join", join},
    Request{"groupinfo", group_info},
    Request{"tree", tree},
    Request{"wire", wire},
    Request{"psk", psk},
    Request{"propose", propose},
    Request{"commit", commit},
    Request{"merge", merge},
    Request{"drop", drop},
    Request{"handle", handle},
    Request{"protect", protect},
    Request{"unprotect", unprotect},
    Request{"export", export_secret},
    Request{"info", info},
    Request{"roster", roster},
    Request{"restart", restart},
    Request{"free", free_group},
};

Result<Fields> commands(Peer& /*peer*/, Arguments& in) {
  if (auto read = in.finish(); !read) return base::pass_on(read);
  Fields out;
  for (const Request& request : requests) out += (out.empty() ? "" : " ") + std::string(request.name);
  return out;
}

Result<Fields> run(Peer& peer, std::string_view line) {
  Arguments in(line);
  const std::string_view word = in.word();
  const auto* const found = std::ranges::find(requests, word, &Request::name);
  if (found == requests.end()) return base::fail(PeerError::unknown_request);
  return found->run(peer, in);
}

enum class Line { read, too_long, none };

// read_line keeps at most longest_line bytes, whatever comes.
Line read_line(std::istream& in, std::string& line) {
  line.clear();
  bool too_long = false;
  std::streambuf& from = *in.rdbuf();
  for (int next = from.sbumpc(); next != '\n'; next = from.sbumpc()) {
    if (next == std::istream::traits_type::eof()) {
      if (line.empty() && !too_long) return Line::none;
      break;
    }
    if (line.size() < longest_line) {
      line.push_back(static_cast<char>(next));
    } else {
      too_long = true;
    }
  }
  return too_long ? Line::too_long : Line::read;
}

std::string refusal(const base::Error& error) { return "err " + error.message(); }

}  // namespace

std::string answer(Peer& peer, std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(' ') == std::string_view::npos || line.starts_with('#')) return {};
  const auto fields = run(peer, line);
  if (!fields) return refusal(fields.error());
  return fields->empty() ? "ok" : "ok " + *fields;
}

void serve(Peer& peer, std::istream& in, std::ostream& out) {
  for (std::string line;;) {
    const Line outcome = read_line(in, line);
    if (outcome == Line::none || line == "quit") return;
    const bool too_long = outcome == Line::too_long;
    const std::string text = too_long ? refusal({PeerError::line_too_long, {}}) : answer(peer, line);
    if (!text.empty()) out << text << '\n' << std::flush;
  }
}

}  // namespace valise::interop
