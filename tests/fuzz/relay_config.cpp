// The relay's configuration file: what is accepted is written and read again as the same settings.
#include <unistd.h>

#include <filesystem>

#include "server/app/config.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/temp_folder.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  using namespace valise::server::app;
  static const std::filesystem::path file = "/dev/shm/valise-fuzz-" + std::to_string(::getpid()) + ".toml";
  tests::write_file(file, base::as_text(base::ByteView(data, size)));
  const auto config = load_config(file, {});
  std::filesystem::remove(file);
  if (!config) return 0;
  static_cast<void>(relay_options(*config));
  tests::write_file(file, config_text(*config));
  const auto again = load_config(file, {});
  std::filesystem::remove(file);
  fuzz::require(again.has_value() && settings_of(*again) == settings_of(*config));
  return 0;
}
