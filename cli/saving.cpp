#include "cli/saving.hpp"

#include <boost/json/array.hpp>

#include "cli/progress_bar.hpp"
#include "cli/terminal_text.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {

Result<> save_files(Session& session, Client& client, const MessageView& message, const std::filesystem::path& folder) {
  if (message.attachments.empty()) return {};
  ProgressBar bar(session.environment.err, session.output.progress_visible(), session.environment.width);
  const auto paths = client.save_attachments(message.id, folder, bar.callback());
  bar.finish();
  if (!paths) return std::unexpected(paths.error());
  boost::json::array names;
  for (const auto& path : *paths) {
    names.emplace_back(path.string());
    if (!session.output.json())
      session.output.line(
          session.output.say("read.saved", {{"path", terminal_line(path.string())}, {"message", short_id(message.id)}}));
  }
  if (session.output.json()) session.output.object("saved", {{"message", message.id}, {"paths", names}});
  return {};
}

}  // namespace valise::cli
