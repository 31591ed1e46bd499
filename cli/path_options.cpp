#include "cli/path_options.hpp"

#include <algorithm>

namespace valise::cli {
namespace {

namespace fs = std::filesystem;

bool names_a_path(const CLI::Option& option) {
  const auto type = option.get_type_name();
  return type.starts_with("FILE") || type.starts_with("DIR") || type.starts_with("PATH");
}

bool of_a_process(const fs::path& path) {
  const auto text = path.string();
  return text.starts_with("/dev/") || text.starts_with("/proc/");
}

// Gives what is wrong, and nothing where `text` was made absolute.
std::string resolve(std::string& text, const fs::path& folder) {
  if (text.empty() || text == "-") return {};
  const fs::path path = (folder / text).lexically_normal();
  std::error_code unknown;
  const auto status = fs::status(path, unknown);
  const bool special = fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
  if (special || of_a_process(path)) {
    return "usage.no_file";
  }
  text = path.string();
  return {};
}

}  // namespace

void resolve_paths(CLI::App& app, const fs::path& folder) {
  for (auto* option : app.get_options()) {
    if (names_a_path(*option)) {
      option->transform(CLI::Validator([folder](std::string& text) { return resolve(text, folder); }, "", "path"));
    }
  }
  for (auto* command : app.get_subcommands([](const CLI::App*) { return true; })) resolve_paths(*command, folder);
}

}  // namespace valise::cli
