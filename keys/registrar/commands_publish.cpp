// publish: the handbook, as pages and as PDF.
#include <CLI/CLI.hpp>

#include "keys/registrar/commands.hpp"
#include "keys/registrar/handbook/handbook.hpp"
#include "keys/registrar/pdf.hpp"
#include "keys/registrar/record_input.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

struct PublishOptions {
  std::string folder;
  std::string language = "en";
  bool pdf = false;
};

Result<> make_folder(const Path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return error ? fail(RegistrarError::file_unwritable, folder.string()) : Result<>{};
}

Result<> write_pages(const Path& folder, const handbook::Pages& pages) {
  if (auto made = make_folder(folder); !made) return made;
  for (const auto& [name, content] : pages) {
    if (auto written = write_file(folder / name, content, Mode::shared, IfExists::replace); !written) return written;
  }
  return {};
}

Result<> print_pages(const Path& folder, const handbook::Pages& pages) {
  for (const auto& [name, content] : pages) {
    const Path page = folder / name;
    if (page.extension() != ".html") continue;
    if (auto printed = print_to_pdf(page, Path(page).replace_extension(".pdf")); !printed) return printed;
  }
  return {};
}

Result<> publish(Session& session, const PublishOptions& options) {
  handbook::Reader reader{.today = today(session)};
  if (!handbook::parse_language(options.language, reader.language)) {
    return fail(RegistrarError::bad_argument, "--language is one of en, fr, es, ar, ru, zh");
  }
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& log = (*workspace)->log();
  const auto pages = handbook::make_pages(log, reader);
  if (auto written = write_pages(options.folder, pages); !written) return written;
  if (options.pdf) {
    if (auto printed = print_pages(options.folder, pages); !printed) return printed;
  }
  session.output().show({{"folder", options.folder},
                         {"start", (Path(options.folder) / "index.html").string()},
                         {"pages", pages.size() - 1},
                         {"entries", log.head().size},
                         {"confirmed", (*workspace)->confirmed()},
                         {"root", hex(log.head().root.view())}});
  return {};
}

}  // namespace

void add_publish_command(const Commands& commands) {
  auto& session = commands.session;
  auto options = std::make_shared<PublishOptions>();
  auto& command = commands.command(commands.app, "publish", "Make the handbook of the directory: pages by country and by article",
                                   [&session, options] { return publish(session, *options); });
  command.add_option("FOLDER", options->folder, "Folder for the pages; those of before are replaced")->required();
  command.add_option("--language", options->language, "Of the handbook's own words, and of texts where they exist in it")
      ->type_name("en|fr|es|ar|ru|zh")
      ->capture_default_str();
  command.add_flag("--pdf", options->pdf, "Also as PDF, one file a page (needs Debian's package weasyprint)");
}

}  // namespace valise::registrar
