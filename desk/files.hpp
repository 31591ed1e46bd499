// Files: attachments on their way between the relay and this computer, for all pages: saved, shown, paused, gone on with,
// cancelled. Runs on the io_context; what a Live tells from its own thread comes over by post.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <vector>

#include "valise/live.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

class Files {
 public:
  using Reply = std::function<void(v1::FromDesk)>;

  // `tell` gives all pages an event; on the io_context.
  Files(boost::asio::io_context& io, std::filesystem::path downloads, Reply tell)
      : io_(io), downloads_(std::move(downloads)), tell_(std::move(tell)) {}

  // save downloads a file into the folder for downloads. Who asks for one that is just being downloaded gets the same answer.
  void save(Live& live, const v1::DeskSaveAttachment& request, Reply reply);
  // show gives the content of a file if it may be shown (preview.hpp), from the relay and through memory only.
  void show(Live& live, const v1::DeskShowAttachment& request, Reply reply);
  void stop(Live& live, const v1::DeskStopAttachment& request, Reply reply);

  // sending gives what a Live tells of files that it sends.
  [[nodiscard]] std::function<void(Client&, const FileProgress&)> sending();

  // forget_all is for when the Live ends, and what is under way with it: who waits gets `frame`.
  void forget_all(const v1::FromDesk& frame);

 private:
  struct Place {
    std::string message;
    std::uint32_t position = 0;
    auto operator<=>(const Place&) const = default;
  };
  // A download that runs.
  struct Coming {
    enum class What { save, show };
    What what = What::save;
    std::stop_source stop;
    std::vector<Reply> replies;
    std::vector<std::function<void()>> after;  // to be done once it has ended
  };

  // runs_already says whether something runs for a file, which answers then; else what is to run now is noted.
  [[nodiscard]] bool runs_already(const Place& place, const Reply& reply, Coming::What what);
  [[nodiscard]] Progress progress_of(const Place& place);
  void tell_end(const Place& place);
  // ended answers all who asked. On the thread of the Live.
  void ended(const Place& place, v1::FromDesk frame);
  void stop_coming(Live& live, const v1::DeskStopAttachment& request, Reply reply);
  void stop_sending(Live& live, const v1::DeskStopAttachment& request, Reply reply);

  boost::asio::io_context& io_;
  std::filesystem::path downloads_;
  Reply tell_;
  std::map<Place, Coming> coming_;
};

}  // namespace valise::desk
