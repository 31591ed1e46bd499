#include "cli/help.hpp"

namespace valise::cli {
namespace {

class HelpFormat final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return {};
    const auto name = option->get_type_name();
    auto out = " " + name.substr(0, name.find(':'));  // what checks add to it comes behind a colon
    if (option->get_expected_max() == CLI::detail::expected_max_vector_size) out += " ...";
    if (option->get_required() && !option->get_positional()) out += " (required)";
    return out;
  }
  std::string make_footer(const CLI::App* app) const override {
    const auto footer = app->get_footer();
    const auto first = footer.find_first_not_of('\n');
    return first == std::string::npos ? std::string() : footer.substr(first) + "\n";
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_format() { return std::make_shared<HelpFormat>(); }

void point_to_commands(CLI::App& app, const std::string& path) {
  for (auto* command : app.get_subcommands({})) {
    const auto inner = path + " " + command->get_name();
    if (command->get_subcommands({}).empty()) continue;
    command->footer("`" + inner + " COMMAND --help` shows a command's options and examples.");
    point_to_commands(*command, inner);
  }
}

}  // namespace valise::cli
