#include "desk/desk.hpp"

#include <boost/asio/post.hpp>

#include "desk/views.hpp"

namespace valise::desk {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMostMessages = 500;
constexpr std::size_t kMostAuthorities = 50;  // a person narrows the search rather than read more

v1::FromDesk failure(const Error& error) {
  v1::FromDesk out;
  *out.mutable_failure() = view_of(error);
  return out;
}

v1::FromDesk locked() {
  return failure({.kind = ErrorKind::not_authorised, .message = "The desk is locked.", .advice = "", .code = "desk.locked"});
}

v1::FromDesk done() {
  v1::FromDesk out;
  out.mutable_done();
  return out;
}

// answer gives what `put` makes of a Result, or its failure.
template <class T, class Put>
v1::FromDesk answer(const Result<T>& result, Put&& put) {
  if (!result) return failure(result.error());
  v1::FromDesk out;
  put(out, *result);
  return out;
}

v1::FromDesk inbox(Client& client, std::size_t limit) {
  return answer(client.inbox({.unread_only = false, .room = {}, .limit = limit}),
                [](v1::FromDesk& out, const auto& messages) { *out.mutable_messages() = view_of(messages); });
}

v1::FromDesk rooms(Client& client) {
  return answer(client.rooms(), [](v1::FromDesk& out, const auto& rooms) {
    out.mutable_rooms();
    for (const auto& room : rooms) *out.mutable_rooms()->add_rooms() = view_of(room);
  });
}

v1::FromDesk room(Client& client, const std::string& id, std::size_t limit) {
  const auto found = client.room(id);
  if (!found) return failure(found.error());
  return answer(client.history(id, limit), [&](v1::FromDesk& out, const auto& messages) {
    *out.mutable_room()->mutable_room() = view_of(*found);
    for (const auto& message : messages) *out.mutable_room()->add_messages() = view_of(message);
  });
}

v1::FromDesk authorities(const Result<std::vector<AuthorityView>>& found) {
  return answer(found, [](v1::FromDesk& out, const auto& all) {
    out.mutable_authorities();
    for (std::size_t n = 0; n < std::min(all.size(), kMostAuthorities); ++n)
      *out.mutable_authorities()->add_authorities() = view_of(all[n]);
  });
}

v1::FromDesk recipients(Client& client, const std::vector<std::string>& to) {
  return answer(client.recipients(to), [](v1::FromDesk& out, const auto& all) {
    out.mutable_recipients();
    for (const auto& recipient : all) *out.mutable_recipients()->add_recipients() = view_of(recipient);
  });
}

DirectoryQuery query_of(const v1::DeskSearch& search) {
  return {.text = search.text(),
          .country = search.country(),
          .mandate = search.mandate(),
          .network = search.network(),
          .language = search.language(),
          .on_duty = search.on_duty()};
}

Draft draft_of(const v1::DeskSend& request, std::vector<std::filesystem::path> files) {
  Draft draft;
  draft.to = {request.to().begin(), request.to().end()};
  draft.room = request.room();
  draft.in_reply_to = request.in_reply_to();
  draft.from = request.from();
  draft.subject = request.subject();
  draft.text = request.text();
  if (request.urgency() == v1::DESK_URGENCY_URGENT) draft.urgency = Urgency::urgent;
  if (request.urgency() == v1::DESK_URGENCY_EMERGENCY) draft.urgency = Urgency::emergency;
  draft.handling = {request.handling().begin(), request.handling().end()};
  draft.files = std::move(files);
  return draft;
}

v1::FromDesk send_now(Client& client, const Draft& draft) {
  return answer(client.send(draft), [](v1::FromDesk& out, const SendReport& report) {
    out.mutable_sent()->set_message(report.message);
    out.mutable_sent()->set_room(report.room);
    out.mutable_sent()->set_warning(report.warning);
  });
}

void devices_of_officer(Client& client, const Status& status, v1::DeskStatus& out) {
  const auto authority = client.authority(status.enrolment.authority);
  if (!authority) return;
  std::set<std::string> seen;
  for (const auto& post : authority->posts) {
    for (const auto& officer : post.officers) {
      if (officer.address != status.enrolment.officer) continue;
      for (const auto& device : officer.devices) {
        if (!seen.insert(device.id).second) continue;
        auto& added = *out.add_devices();
        added.set_id(device.id);
        added.set_label(device.label);
        added.set_active(device.active);
        added.set_self(device.id == status.enrolment.device);
      }
    }
  }
}

}  // namespace

Desk::Desk(asio::io_context& io, DeskOptions options)
    : io_(io), options_(std::move(options)), uploads_(options_.profile / "uploads"), idleness_(io) {}

Desk::~Desk() { bench_.join(); }

void Desk::tell_all(v1::FromDesk frame) {
  for (const auto& viewer : viewers_) viewer->show(frame);
}

LiveEvents Desk::events() {
  const auto tell = [this](v1::FromDesk frame) {
    asio::post(io_, [this, frame = std::move(frame)] {
      if (frame.has_connection()) connection_ = frame.connection();
      tell_all(frame);
    });
  };
  LiveEvents out;
  out.on_message = [tell](Client&, const MessageView& message) {
    v1::FromDesk frame;
    *frame.mutable_arrived() = view_of(message);
    tell(std::move(frame));
  };
  out.on_notice = [tell](Client&, const Notice& notice) {
    v1::FromDesk frame;
    *frame.mutable_notice() = view_of(notice);
    tell(std::move(frame));
  };
  out.on_connection = [tell](Client&, const Connection& connection) {
    v1::FromDesk frame;
    *frame.mutable_connection() = view_of(connection);
    tell(std::move(frame));
  };
  out.on_queue = [tell](Client&) {
    v1::FromDesk frame;
    frame.mutable_queue_changed();
    tell(std::move(frame));
  };
  return out;
}

void Desk::unlock(std::string passphrase, std::function<void(Result<>)> done) {
  if (state_ == State::open) return done({});
  if (state_ == State::opening) {
    return done(std::unexpected(Error{.kind = ErrorKind::busy, .message = "The desk is just being opened.", .advice = ""}));
  }
  state_ = State::opening;
  ProfileOptions options;
  options.folder = options_.profile;
  options.passphrase = std::move(passphrase);
  options.command = "valise-desk";
  asio::post(bench_, [this, options = std::move(options), done = std::move(done)]() mutable {
    auto client = std::make_shared<Result<Client>>(Client::open(std::move(options)));
    asio::post(io_, [this, client, done] { opened(std::move(*client), done); });
  });
}

void Desk::opened(Result<Client> client, const std::function<void(Result<>)>& done) {
  if (!client) {
    state_ = State::locked;
    return done(std::unexpected(client.error()));
  }
  live_ = std::make_unique<Live>(std::move(*client), events());
  state_ = State::open;
  person_is_there();
  watch_idleness();
  tell_all(state_frame());
  done({});
}

void Desk::lock(bool idle) {
  if (state_ != State::open) return;
  state_ = State::closing;
  idleness_.cancel();
  uploads_.forget_all();
  std::shared_ptr<Live> live(std::move(live_));
  v1::FromDesk frame;
  frame.mutable_locked()->set_idle(idle);
  tell_all(std::move(frame));
  asio::post(bench_, [this, live = std::move(live)]() mutable {
    live.reset();
    asio::post(io_, [this] {
      if (state_ == State::closing) state_ = State::locked;
    });
  });
}

void Desk::person_is_there() { active_ = std::chrono::steady_clock::now(); }

void Desk::watch_idleness() {
  idleness_.expires_at(active_ + options_.idle);
  idleness_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled || state_ != State::open) return;
    if (std::chrono::steady_clock::now() >= active_ + options_.idle) return lock(true);
    watch_idleness();
  });
}

v1::FromDesk Desk::state_frame() const {
  v1::FromDesk frame;
  frame.mutable_welcome()->set_version(VALISE_VERSION);
  frame.mutable_welcome()->set_locked(state_ != State::open);
  frame.mutable_welcome()->set_idle_minutes(static_cast<std::uint32_t>(options_.idle.count()));
  return frame;
}

void Desk::welcome(const std::shared_ptr<Viewer>& viewer, std::uint32_t request) {
  viewers_.insert(viewer);
  auto frame = state_frame();
  frame.set_id(request);
  viewer->show(frame);
}

// The answer is made on the thread of the Live and shown from this one; the page may be gone by then.
void Desk::ask(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, Answer answer) {
  live_->post([this, weak = std::weak_ptr(viewer), id, answer = std::move(answer)](Client& client) {
    auto frame = answer(client);
    frame.set_id(id);
    asio::post(io_, [weak, frame = std::move(frame)] {
      if (const auto page = weak.lock()) page->show(frame);
    });
  });
}

void Desk::answer_status(const std::shared_ptr<Viewer>& viewer, std::uint32_t id) {
  ask(viewer, id, [connection = connection_](Client& client) {
    return answer(client.status(), [&](v1::FromDesk& out, const Status& status) {
      *out.mutable_status() = view_of(status, client.doctor());
      devices_of_officer(client, status, *out.mutable_status());
      *out.mutable_status()->mutable_connection() = connection;
    });
  });
}

void Desk::send(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, v1::DeskSend request) {
  const std::vector<std::string> uploads(request.uploads().begin(), request.uploads().end());
  auto files = uploads_.files(uploads);
  if (!files) {
    auto frame = failure({.kind = ErrorKind::not_found, .message = "A file is no longer there.", .advice = "Add it again."});
    frame.set_id(id);
    return viewer->show(frame);
  }
  ask(viewer, id, [this, uploads, draft = draft_of(request, std::move(*files))](Client& client) {
    auto out = send_now(client, draft);
    if (out.has_sent()) asio::post(io_, [this, uploads] { uploads_.forget(uploads); });
    return out;
  });
}

void Desk::save(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, const v1::DeskSaveAttachment& request) {
  const auto show = [this, weak = std::weak_ptr(viewer)](v1::FromDesk frame) {
    asio::post(io_, [weak, frame = std::move(frame)] {
      if (const auto page = weak.lock()) page->show(frame);
    });
  };
  const auto progress = [show, id](const std::string& what, std::uint64_t done, std::uint64_t total) {
    v1::FromDesk frame;
    auto& told = *frame.mutable_progress();
    told.set_request(id);
    told.set_what(what);
    told.set_done(done);
    told.set_total(total);
    show(std::move(frame));
  };
  live_->fetch(request.message(), request.position(), options_.downloads, progress, [show, id](const auto& paths) {
    auto frame = answer(paths, [](v1::FromDesk& out, const auto& all) { out.mutable_saved()->set_path(all.at(0).string()); });
    frame.set_id(id);
    show(std::move(frame));
  });
}

void Desk::handle(const std::shared_ptr<Viewer>& viewer, v1::ToDesk request) {
  const std::uint32_t id = request.id();
  const auto reply = [viewer, id](v1::FromDesk frame) {
    frame.set_id(id);
    viewer->show(frame);
  };
  using Body = v1::ToDesk;
  if (request.body_case() == Body::kUnlock) {
    std::string passphrase;
    passphrase.swap(*request.mutable_unlock()->mutable_passphrase());
    return unlock(std::move(passphrase), [reply](const Result<>& result) { reply(result ? done() : failure(result.error())); });
  }
  if (state_ != State::open) return reply(locked());
  switch (request.body_case()) {
    case Body::kLock: lock(false); return reply(done());
    case Body::kActive: person_is_there(); return reply(done());
    case Body::kRetry: live_->retry(); return reply(done());
    case Body::kGetStatus: return answer_status(viewer, id);
    case Body::kSend: return send(viewer, id, std::move(*request.mutable_send()));
    case Body::kSaveAttachment: return save(viewer, id, request.save_attachment());
    case Body::kGetInbox:
      return ask(viewer, id, [n = std::min<std::size_t>(request.get_inbox().limit(), kMostMessages)](Client& client) {
        return inbox(client, n);
      });
    case Body::kGetRooms: return ask(viewer, id, rooms);
    case Body::kGetRoom:
      return ask(viewer, id, [what = request.get_room()](Client& client) {
        return room(client, what.room(), std::min<std::size_t>(what.limit(), kMostMessages));
      });
    case Body::kMarkRead:
      return ask(viewer, id, [message = request.mark_read().message()](Client& client) {
        return answer(client.read(message), [](v1::FromDesk& out, const auto&) { out.mutable_done(); });
      });
    case Body::kSearch:
      return ask(viewer, id, [query = query_of(request.search())](Client& client) { return authorities(client.search(query)); });
    case Body::kGetAuthority:
      return ask(viewer, id, [authority = request.get_authority().id()](Client& client) {
        return answer(client.authority(authority), [](v1::FromDesk& out, const auto& found) {
          *out.mutable_authorities()->add_authorities() = view_of(found);
        });
      });
    case Body::kGetRecipients: {
      const auto& to = request.get_recipients().to();
      return ask(viewer, id,
                 [to = std::vector<std::string>(to.begin(), to.end())](Client& client) { return recipients(client, to); });
    }
    case Body::kMarkAlarmsSeen:
      return ask(viewer, id, [](Client& client) {
        const auto marked = client.mark_alarms_seen();
        return marked ? done() : failure(marked.error());
      });
    default: return reply(failure({.kind = ErrorKind::usage, .message = "The page asks for something unknown.", .advice = ""}));
  }
}

}  // namespace valise::desk
