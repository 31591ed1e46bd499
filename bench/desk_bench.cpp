// The desk with the profile of an office after years, beside an empty one: the real valise-desk and Chromium on the same machine,
// one after the other. desk_page.mjs measures in the page; what the desk itself takes is read from /proc.
#include <fmt/format.h>

#include <boost/json/parse.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include "bench/figures.hpp"
#include "tests/support/grown_profile.hpp"
#include "tests/support/json.hpp"
#include "tests/support/requests.hpp"
#include "tests/support/world.hpp"

namespace {

using namespace valise;
using namespace std::chrono_literals;

struct Settings {
  tests::ProfileSize size;
  bench::Form form = bench::Form::table;
};

Settings settings_of(int argc, char** argv) {
  Settings out;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    if (word == "--json") out.form = bench::Form::json;
    if (word == "--quick") out.size = {.rooms = 200, .messages = 4'000};
  }
  return out;
}

// A number of kB from /proc/PID/status.
double memory_mib(pid_t pid, const std::string& field) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; in >> word;) {
    double kib = 0;
    if (word == field + ":" && in >> kib) return kib / 1024;
  }
  return 0;
}

// One desk and what the page says of it.
struct Measured {
  boost::json::object page;
  double desk_mib = 0;
};

Measured measure(const tests::World& world, const std::string& device, std::size_t rooms = 0) {
  const auto log = world / ("desk-" + device);
  tests::Process desk(
      {.arguments = {tests::program("valise-desk"), "--profile", world / device, "--downloads", world / "downloads",
                     "--no-browser", "--idle", "600", "--passphrase-file", world / "passphrase"},
       .environment = {}},
      log);
  std::string address;
  for (int tries = 0; tries < 1'200 && address.empty(); ++tries, std::this_thread::sleep_for(50ms)) {
    const auto printed = tests::read_file(log.string() + ".out");
    address = printed.substr(0, std::min(printed.find('\n'), printed.size()));
    if (printed.find('\n') == std::string::npos) address.clear();
  }
  if (address.empty()) throw std::runtime_error("the desk printed no address: " + tests::read_file(log.string() + ".err"));
  const auto output = tests::run(
      {.arguments = {"/usr/bin/env", "node", VALISE_DESK_PAGE, address, std::to_string(rooms)}, .environment = {}}, 600s);
  if (output.code != 0) throw std::runtime_error(output.summary());
  return {boost::json::parse(output.out).as_object(), memory_mib(desk.pid(), "VmHWM")};
}

std::vector<bench::Figure> figures_of(const Measured& full, const Measured& empty) {
  const auto number = [](const Measured& of, const char* name) { return of.page.at(name).to_number<double>(); };
  std::vector<bench::Figure> out;
  const auto beside_empty = [&](const std::string& name, const char* field, std::string_view unit) {
    out.push_back({.name = name, .value = number(full, field), .unit = unit, .against = number(empty, field)});
  };
  out.push_back(
      {.name = "first view, beside a second", .value = number(full, "first"), .unit = "ms", .against = 1000, .target = 1});
  beside_empty("first view, beside an empty profile", "first", "ms");
  beside_empty("list of rooms", "rooms", "ms");
  beside_empty("a room", "room", "ms");
  beside_empty("the largest room", "largest", "ms");
  out.push_back({.name = "finding a room by its subject", .value = number(full, "finding"), .unit = "ms"});
  beside_empty("longest frame while typing in the largest room", "typing_longest", "ms");
  beside_empty("longest frame while scrolling rooms", "scrolling_longest", "ms");
  beside_empty("longest frame while scrolling the largest room", "reading_longest", "ms");
  out.push_back({.name = "frames over 50 ms while typing", .value = number(full, "typing_long"), .unit = "of 100"});
  out.push_back({.name = "frames over 50 ms while scrolling rooms", .value = number(full, "scrolling_long"), .unit = "of 100"});
  out.push_back(
      {.name = "frames over 50 ms while scrolling the largest room", .value = number(full, "reading_long"), .unit = "of 100"});
  beside_empty("heap of the page", "heap", "MiB");
  out.push_back({.name = "memory of the desk", .value = full.desk_mib, .unit = "MiB", .against = empty.desk_mib});
  return out;
}

int run(const Settings& settings) {
  tests::World world;
  tests::write_file(world / "passphrase", "correct horse battery\n");
  tests::write_file(world / "request.toml", tests::kPreservationRequest);
  auto& empty = world.enrol("claire-desk", "fr-bepi/@cmartin");
  auto& full = world.enrol("agnes-desk", "ug-dpp/@aokello");
  static_cast<void>(empty.call({"send", "ug-dpp/desk", "--subject", "Pattern", "--text", "Pattern"}));
  static_cast<void>(empty.call({"form", "new", "preservation-request", "ug-dpp/desk", "--from-file", world / "request.toml"}));
  static_cast<void>(full.call({"recv"}));
  const auto began = std::chrono::steady_clock::now();
  tests::fill_profile(full.folder(), "correct horse battery", "ug-dpp/desk", settings.size);
  fmt::print(stderr, "desk_bench: {} rooms and {} messages made in {:.0f} s\n", settings.size.rooms, settings.size.messages,
             std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  const auto beside = measure(world, "claire-desk");
  bench::print("desk", figures_of(measure(world, "agnes-desk", settings.size.rooms), beside), settings.form);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(settings_of(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "desk_bench: {}\n", error.what());
    return 1;
  }
}
