// The program `valise-desk`.
#include <fmt/format.h>
#include <signal.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdlib>
#include <fstream>

#include "cli/help.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_width.hpp"
#include "cli/usage_problem.hpp"
#include "desk/browser.hpp"
#include "desk/running.hpp"
#include "desk/server.hpp"
#include "desk/settings.hpp"
#include "keys/crypto/process.hpp"
#include "keys/crypto/random.hpp"
#include "language/language.hpp"
#include "language/speaker.hpp"

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace valise;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path default_profile() {
  if (const auto named = variable("VALISE_PROFILE"); !named.empty()) return named;
  const auto data = variable("XDG_DATA_HOME");
  return (data.empty() ? fs::path(variable("HOME")) / ".local/share" : fs::path(data)) / "valise/default";
}

fs::path default_downloads() {
  const auto named = variable("XDG_DOWNLOAD_DIR");
  return named.empty() ? fs::path(variable("HOME")) / "Downloads" : fs::path(named);
}

// The first line of the file; the SDK wipes what it is given.
std::optional<std::string> passphrase_in(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  return std::getline(in, line) ? std::optional(std::move(line)) : std::nullopt;
}

// A line for the person at the terminal, in the language of the environment.
const language::Speaker& speaker() {
  static const language::Speaker one(language::choose_language([](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }));
  return one;
}

void tell(std::string_view line) { fmt::print(stderr, "valise-desk: {}\n", line); }

int refuse(const Error& error) {
  const auto said = cli::problem_text(error, speaker());
  tell(said.advice.empty() ? said.message : said.message + "\n  → " + said.advice);
  return static_cast<int>(error.kind);
}

// show opens the address in the browser, or prints it where that is not wanted or does not work. `again`: of a desk that runs.
asio::awaitable<void> show(const desk::Settings& settings, std::string address, bool again = false) {
  if (!settings.no_browser && co_await desk::open_browser(address)) {
    tell(speaker().say(again ? "launch.opened_again" : "launch.opened"));
    co_return;
  }
  fmt::print("{}\n", address);
  std::fflush(stdout);
  tell(speaker().say(again ? "launch.address_again" : "launch.address"));
}

// A closed tab is no dead end: started again on the same profile, this shows the page of the desk that runs.
std::optional<int> show_running(const desk::Settings& settings) {
  const auto page = desk::page_of_running(settings.profile);
  if (!page) return refuse(page.error());
  if (!*page) return std::nullopt;
  asio::io_context io(1);
  asio::co_spawn(io, show(settings, **page, true), asio::detached);
  io.run();
  return 0;
}

int run(const desk::Settings& settings) {
  if (const auto code = show_running(settings)) return *code;
  asio::io_context io(1);
  base::SystemClock clock;
  crypto::SystemRandom random;
  desk::Desk office(io, {.profile = settings.profile,
                         .downloads = settings.downloads,
                         .office = settings.office.folder.empty() ? std::nullopt : std::optional(settings.office),
                         .registrar = settings.registrar.folder.empty() ? std::nullopt : std::optional(settings.registrar),
                         .idle = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::duration<double, std::ratio<60>>(settings.idle_minutes))});
  desk::Server server(io, settings.port, clock, random, office);
  office.shown_at([&server] { return server.address(); });
  const auto show_page = [&] { asio::co_spawn(io, show(settings, server.address()), asio::detached); };
  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { io.stop(); });
  // Another address, for who closed the tab: ask for it with SIGUSR1.
  asio::signal_set again(io, SIGUSR1);
  std::function<void()> listen = [&] {
    again.async_wait([&](boost::system::error_code failed, int) {
      if (failed) return;
      show_page();
      listen();
    });
  };
  listen();
  asio::co_spawn(io, server.run(), asio::detached);
  int code = 0;
  const auto begin = [&](const Result<>& unlocked) {
    if (unlocked) return show_page();
    code = refuse(unlocked.error());
    io.stop();
  };
  if (settings.passphrase_file.empty()) {
    begin({});
  } else if (auto passphrase = passphrase_in(settings.passphrase_file)) {
    office.unlock(std::move(*passphrase), begin);
  } else {
    return refuse(cli::problem(ErrorKind::not_found, "launch.no_passphrase", {{"file", settings.passphrase_file.string()}}));
  }
  io.run();
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);
  desk::Settings settings{.profile = default_profile(), .downloads = default_downloads()};
  CLI::App app("", "valise-desk");
  desk::add_options(app, settings);
  try {
    app.parse(argc, argv);
    if (const auto hardened = crypto::harden_process(); !hardened) {
      tell(hardened.error().message());
      return 1;
    }
    return run(settings);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", cli::help_page(app, speaker(), cli::terminal_width()));
    return 0;
  } catch (const CLI::Success& version) {
    return app.exit(version);
  } catch (const CLI::ParseError& refusal) {
    return refuse(cli::usage_problem(refusal, app));
  } catch (const std::exception& error) {
    tell(error.what());
    return 1;
  }
}
