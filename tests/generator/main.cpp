// valise-generate-directory: writes a made-up directory of real size, one file per statement, as `valised import-directory` takes
// them. With --announcement FILE (what `valised init --json` printed) that relay can serve it.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "base/text_encoding.hpp"
#include "tests/generator/generate.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

namespace fs = std::filesystem;
using namespace valise;

tests::RelayDescription invented_relay(base::Random& random) {
  return {.id = random.id<base::RelayId>(), .log_key = crypto::SigningKey::generate(random).verify_key()};
}

tests::RelayDescription announced_relay(const fs::path& file) {
  const auto announced = tests::parse_json(tests::read_file(file));
  const auto bytes = [&](std::string_view field) { return base::parse_hex(tests::text(announced, field)).value(); };
  return {.name = tests::text(announced, "name"),
          .address = tests::text(announced, "address"),
          .id = base::RelayId::parse(bytes("tls_spki_sha256")).value(),
          .log_key = crypto::VerifyKey::parse(bytes("log_public_key")).value(),
          .log_origin = tests::text(announced, "log_origin")};
}

void write(const fs::path& folder, const std::vector<base::Bytes>& entries) {
  fs::create_directories(folder);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    tests::write_file(folder / fmt::format("{:06}.statement", i), base::as_text(entries[i]));
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes a made-up directory of real size");
  tests::Scale scale;
  std::uint64_t seed = 1;
  fs::path folder, announcement;
  app.add_option("--authorities", scale.authorities)->capture_default_str();
  app.add_option("--officers", scale.officers)->capture_default_str();
  app.add_option("--devices", scale.devices)->capture_default_str();
  app.add_option("--seed", seed)->capture_default_str();
  app.add_option("--announcement", announcement, "The relay that is to serve it")->check(CLI::ExistingFile);
  app.add_option("--out", folder, "Folder for the statements")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    tests::SeededRandom random(seed);
    const auto relay = announcement.empty() ? invented_relay(random) : announced_relay(announcement);
    const auto made = tests::generate(scale, relay, random);
    write(folder, made.entries);
    fmt::print("{} statements with {} signatures in {}\n", made.entries.size(), made.signatures, folder.string());
  } catch (const std::exception& error) {
    fmt::print(stderr, "valise-generate-directory: {}\n", error.what());
    return 1;
  }
  return 0;
}
