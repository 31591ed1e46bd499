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
    Request{"extjoin", ext_join},
    Request{"tree", tree},
    Request{"wire", wire},
    Request{"psk", psk},
    Request{"propose", propose},
    Request{"commit", commit},
    Request{"merge", merge},
    Request{"drop", drop},
    Request{"handle", handle},
    Request{"sender", sender},
    Request{"outside", outside},
    Request{"ask", ask},
    Request{"reinit", reinit},
    Request{"found", found},
    Request{"branch", branch},
    Request{"joinlinked", join_linked},
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

std::string refusal(const base::Error& error) { return "err " + error.message(); }

}  // namespace

std::string answer(Peer& peer, std::string_view line) {
  if (line.size() > longest_line) return refusal({PeerError::line_too_long, {}});
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(' ') == std::string_view::npos || line.starts_with('#')) return {};
  const auto fields = run(peer, line);
  if (!fields) return refusal(fields.error());
  return fields->empty() ? "ok" : "ok " + *fields;
}

void serve(Peer& peer, std::istream& in, std::ostream& out) {
  for (std::string line; std::getline(in, line) && line != "quit";) {
    const std::string text = answer(peer, line);
    if (!text.empty()) out << text << '\n' << std::flush;
  }
}

}  // namespace valise::interop
