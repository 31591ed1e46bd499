#include "desk/files.hpp"

#include <boost/asio/post.hpp>
#include <chrono>

#include "desk/preview.hpp"
#include "desk/reply.hpp"
#include "valise/transfers.hpp"

namespace valise::desk {
namespace {

namespace asio = boost::asio;

constexpr auto kTellEvery = std::chrono::milliseconds(200);

// Pace lets through what a person can follow: the beginning, the end, and between them five times a second.
class Pace {
 public:
  bool due(std::uint64_t done, std::uint64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (done < total && told_ && now - *told_ < kTellEvery) return false;
    told_ = now;
    return true;
  }

 private:
  std::optional<std::chrono::steady_clock::time_point> told_;
};

Error not_shown() {
  return {.kind = ErrorKind::failed,
          .message = "A file of this kind is not shown here; save it.",
          .advice = "",
          .code = "desk.file.not_shown"};
}

v1::FromDesk shown(const Result<std::vector<std::uint8_t>>& content) {
  if (!content) return failure(content.error().code == "client.file_too_large" ? not_shown() : content.error());
  const auto preview = preview_of(*content);
  if (!preview) return failure(not_shown());
  v1::FromDesk out;
  auto& told = *out.mutable_shown();
  told.set_media_type(preview->media_type);
  if (!preview->media_type.empty()) told.set_picture(content->data(), content->size());
  told.set_text(preview->text);
  told.set_cut(preview->cut);
  return out;
}

v1::FromDesk saved(const Result<std::vector<std::filesystem::path>>& paths) {
  return answer(paths, [](v1::FromDesk& out, const auto& all) { out.mutable_saved()->set_path(all.at(0).string()); });
}

}  // namespace

Progress Files::progress_of(const Place& place) {
  return [this, place, pace = Pace()](const std::string&, std::uint64_t done, std::uint64_t total) mutable {
    if (!pace.due(done, total)) return;
    v1::FromDesk frame;
    auto& told = *frame.mutable_progress();
    told.set_message(place.message);
    told.set_position(place.position);
    told.set_done(done);
    told.set_total(total);
    asio::post(io_, [this, frame = std::move(frame)] { tell_(frame); });
  };
}

std::function<void(Client&, const FileProgress&)> Files::sending() {
  return [this, pace = Pace(), last = Place()](Client&, const FileProgress& file) mutable {
    Place place{file.message, static_cast<std::uint32_t>(file.position)};
    if (place != last) pace = Pace();
    last = place;
    if (!pace.due(file.done, file.total)) return;
    v1::FromDesk frame;
    auto& told = *frame.mutable_progress();
    told.set_message(place.message);
    told.set_position(place.position);
    told.set_done(file.done);
    told.set_total(file.total);
    asio::post(io_, [this, frame = std::move(frame)] { tell_(frame); });
  };
}

void Files::ended(const Place& place, v1::FromDesk frame) {
  asio::post(io_, [this, place, frame = std::move(frame)] {
    auto run = coming_.extract(place);
    if (run.empty()) return;
    for (const auto& reply : run.mapped().replies) reply(frame);
    if (run.mapped().what == Coming::What::save) tell_end(place);
    for (const auto& then : run.mapped().after) then();
  });
}

void Files::tell_end(const Place& place) {
  v1::FromDesk frame;
  auto& told = *frame.mutable_progress();
  told.set_message(place.message);
  told.set_position(place.position);
  told.set_ended(true);
  tell_(std::move(frame));
}

void Files::forget_all(const v1::FromDesk& frame) {
  for (const auto& [place, run] : std::exchange(coming_, {})) {
    for (const auto& reply : run.replies) reply(frame);
  }
}

bool Files::runs_already(const Place& place, const Reply& reply, Coming::What what) {
  const auto run = coming_.find(place);
  if (run == coming_.end()) {
    coming_[place] = {.what = what, .stop = {}, .replies = {reply}, .after = {}};
    return false;
  }
  if (run->second.what == what && !run->second.stop.stop_requested()) {
    run->second.replies.push_back(reply);
  } else {
    reply(failure(
        {.kind = ErrorKind::busy, .message = "This file is just being fetched.", .advice = "", .code = "desk.file.busy"}));
  }
  return true;
}

void Files::save(Live& live, const v1::DeskSaveAttachment& request, Reply reply) {
  const Place place{request.message(), request.position()};
  if (runs_already(place, reply, Coming::What::save)) return;
  live.fetch(
      place.message, place.position, downloads_, progress_of(place),
      [this, place](const auto& paths) { ended(place, saved(paths)); }, coming_[place].stop.get_token());
}

void Files::show(Live& live, const v1::DeskShowAttachment& request, Reply reply) {
  const Place place{request.message(), request.position()};
  if (runs_already(place, reply, Coming::What::show)) return;
  live.read(
      place.message, place.position, kMostShown, {}, [this, place](const auto& content) { ended(place, shown(content)); },
      coming_[place].stop.get_token());
}

void Files::stop(Live& live, const v1::DeskStopAttachment& request, Reply reply) {
  request.sending() ? stop_sending(live, request, std::move(reply)) : stop_coming(live, request, std::move(reply));
}

void Files::stop_coming(Live& live, const v1::DeskStopAttachment& request, Reply reply) {
  const Place place{request.message(), request.position()};
  auto finish = [this, &live, place, cancel = request.act() == v1::DeskStopAttachment::ACT_CANCEL, reply = std::move(reply)] {
    if (!cancel) return reply(done());
    live.post([this, place, reply](Client& client) {
      auto frame = done(Transfers(client).discard(place.message, place.position));
      asio::post(io_, [reply, frame = std::move(frame)] { reply(frame); });
    });
  };
  const auto run = coming_.find(place);
  if (run == coming_.end()) return finish();
  run->second.stop.request_stop();
  run->second.after.push_back(std::move(finish));
}

void Files::stop_sending(Live& live, const v1::DeskStopAttachment& request, Reply reply) {
  live.post([this, message = request.message(), act = request.act(), reply = std::move(reply)](Client& client) {
    Transfers transfers(client);
    auto frame = done(act == v1::DeskStopAttachment::ACT_RESUME   ? transfers.release(message)
                      : act == v1::DeskStopAttachment::ACT_CANCEL ? transfers.cancel(message)
                                                                  : transfers.hold(message));
    asio::post(io_, [this, reply, frame = std::move(frame)] {
      reply(frame);
      v1::FromDesk changed;
      changed.mutable_queue_changed();
      tell_(std::move(changed));
    });
  });
}

}  // namespace valise::desk
