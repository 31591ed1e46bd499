#include "desk/settings.hpp"

namespace valise::desk {
namespace {

// Somebody else's keys beside the officer's own profile: `--office`, `--office-key`, `--office-token`.
void add_keys(CLI::App& app, const std::string& name, OfficeOptions& options) {
  auto* folder = app.add_option("--" + name, options.folder)->type_name("DIR");
  app.add_option("--" + name + "-key", options.key_files)->type_name("FILE")->needs(folder)->allow_extra_args(false);
  app.add_option("--" + name + "-token", options.tokens)->type_name("URI")->needs(folder)->allow_extra_args(false);
}

}  // namespace

void add_options(CLI::App& app, Settings& settings) {
  app.set_version_flag("--version", VALISE_VERSION);
  app.add_option("--profile", settings.profile)->type_name("DIR")->capture_default_str();
  app.add_option("--downloads", settings.downloads)->type_name("DIR")->capture_default_str();
  app.add_option("--port", settings.port)->type_name("N");
  app.add_option("--idle", settings.idle_minutes)->type_name("MINUTES")->check(CLI::Range(0.05, 1440.0))->capture_default_str();
  app.add_option("--passphrase-file", settings.passphrase_file)->type_name("FILE");
  add_keys(app, "office", settings.office);
  add_keys(app, "registrar", settings.registrar);
  app.add_flag("--no-browser", settings.no_browser);
}

}  // namespace valise::desk
