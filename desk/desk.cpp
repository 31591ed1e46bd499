#include "desk/desk.hpp"

#include <boost/asio/post.hpp>
#include <cstring>

#include "desk/form_views.hpp"
#include "desk/reply.hpp"
#include "desk/status.hpp"
#include "keys/crypto/random.hpp"
#include "valise/notepad.hpp"

namespace valise::desk {
namespace {

namespace asio = boost::asio;

v1::FromDesk locked() {
  return failure({.kind = ErrorKind::not_authorised, .message = "The desk is locked.", .advice = "", .code = "desk.locked"});
}

Draft draft_of(const v1::DeskSend& request, const Uploads::Files& files) {
  Draft draft;
  draft.to = {request.to().begin(), request.to().end()};
  draft.room = request.room();
  draft.in_reply_to = request.in_reply_to();
  draft.from = request.from();
  draft.subject = request.subject();
  draft.text = request.text();
  if (request.urgency() == v1::DESK_URGENCY_URGENT) draft.urgency = Urgency::urgent;
  if (request.urgency() == v1::DESK_URGENCY_EMERGENCY) draft.urgency = Urgency::emergency;
  if (request.acknowledge_by() > 0) draft.acknowledge_by = Time(std::chrono::milliseconds(request.acknowledge_by()));
  draft.handling = {request.handling().begin(), request.handling().end()};
  draft.files = files.paths;
  draft.file_names = files.names;
  return draft;
}

// The key under which files of drafts wait while the desk is locked stands in the profile; with each unlocking there is another.
struct UploadsKeys {
  UploadsKey last, next;
};

UploadsKeys change_keys(Client& client) {
  const std::string name = std::string(kOwnNotes) + "uploads";
  crypto::SystemRandom random;
  const auto any = [&] { return UploadsKey::make([&](std::span<base::Byte, UploadsKey::size> key) { random.fill(key); }); };
  UploadsKeys out{.last = any(), .next = any()};
  Notepad notes(client);
  if (const auto all = notes.all(); all && all->contains(name) && all->at(name).size() == UploadsKey::size) {
    std::string kept = all->at(name);
    out.last =
        UploadsKey::make([&](std::span<base::Byte, UploadsKey::size> key) { std::memcpy(key.data(), kept.data(), key.size()); });
  }
  // Where it cannot be kept, what waits is lost at the next lock, and the page says so.
  const auto next = out.next.expose();
  static_cast<void>(notes.keep(name, std::string(reinterpret_cast<const char*>(next.data()), next.size())));
  return out;
}

}  // namespace

struct Desk::Opening {
  std::function<void(Result<>)> done;
  std::optional<Result<Client>> client;
  std::optional<UploadsKeys> keys;
};

Desk::Desk(asio::io_context& io, DeskOptions options)
    : io_(io),
      options_(std::move(options)),
      uploads_(options_.profile),
      files_(io, options_.downloads, [this](v1::FromDesk frame) { tell_all(std::move(frame)); }),
      idleness_(io),
      commands_(io, options_.profile, host()) {
  if (options_.office) office_ = std::make_unique<Office>(*options_.office);
  if (options_.registrar) {
    options_.registrar->proposals_only = true;
    registrar_ = std::make_unique<Office>(*options_.registrar);
  }
  commands_.listen();
}

Desk::~Desk() { bench_.join(); }

// What the command lines need of the desk; a command may have read or queued something, so that the pages look again.
Commands::Host Desk::host() {
  return {.profile =
              [this] {
                if (state_ == State::open) return Commands::Profile::open;
                return state_ == State::locked ? Commands::Profile::locked : Commands::Profile::changing;
              },
          .errand =
              [this](std::function<void(Client&)> work) {
                live_->errand([this, work = std::move(work)](Client& client) {
                  work(client);
                  waiting_.forget();
                });
              },
          .ended =
              [this] {
                v1::FromDesk frame;
                frame.mutable_queue_changed();
                tell_all(std::move(frame));
              },
          .page = [this] { return address_(); }};
}

void Desk::tell_all(v1::FromDesk frame) {
  for (const auto& viewer : viewers_) viewer->show(frame);
}

LiveEvents Desk::events() {
  const auto tell = [this](v1::FromDesk frame) {
    waiting_.forget();
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
  out.on_file = files_.sending();
  out.on_change = out.on_queue = [tell](Client&) {
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
  auto opening = std::make_shared<Opening>(std::move(done));
  asio::post(bench_, [this, options = std::move(options), opening]() mutable {
    opening->client.emplace(Client::open(std::move(options)));
    if (*opening->client) opening->keys.emplace(change_keys(**opening->client));
    asio::post(io_, [this, opening] { opened(opening); });
  });
}

void Desk::opened(const std::shared_ptr<Opening>& opening) {
  if (!*opening->client) {
    state_ = State::closing;
    set_aside();
    return opening->done(std::unexpected(opening->client->error()));
  }
  auto files = std::make_shared<Uploads::All>(uploads_.take());
  asio::post(bench_, [this, opening, files] {
    *files = unsealed(std::move(*files), opening->keys->last, options_.profile);
    asio::post(io_, [this, opening, files] {
      uploads_.give(std::move(*files));
      begin(*opening);
    });
  });
}

void Desk::begin(Opening& opening) {
  uploads_key_ = std::move(opening.keys->next);
  waiting_.forget();
  live_ = std::make_unique<Live>(std::move(**opening.client), events());
  state_ = State::open;
  commands_.listen();
  person_is_there();
  watch_idleness();
  tell_all(state_frame());
  opening.done({});
}

void Desk::lock(bool idle) {
  if (state_ != State::open) return;
  state_ = State::closing;
  idleness_.cancel();
  commands_.break_off(v1::CommandRefusal::LOCKED_MEANWHILE);
  files_.forget_all(locked());
  std::shared_ptr<Live> live(std::move(live_));
  v1::FromDesk frame;
  frame.mutable_locked()->set_idle(idle);
  tell_all(std::move(frame));
  asio::post(bench_, [this, live = std::move(live)]() mutable {
    live.reset();
    asio::post(io_, [this] {
      if (state_ == State::closing) set_aside();
    });
  });
}

void Desk::set_aside() {
  const auto files = std::make_shared<Uploads::All>(uploads_key_ ? uploads_.take() : Uploads::All());
  const auto key = std::make_shared<std::optional<UploadsKey>>(std::exchange(uploads_key_, std::nullopt));
  asio::post(bench_, [this, files, key] {
    crypto::SystemRandom random;
    if (*key) *files = sealed(std::move(*files), **key, options_.profile, random);
    key->reset();
    asio::post(io_, [this, files] {
      uploads_.give(std::move(*files));
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
  frame.mutable_welcome()->set_office(office_ != nullptr);
  frame.mutable_welcome()->set_registrar(registrar_ != nullptr);
  frame.mutable_welcome()->set_idle_minutes(
      static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::minutes>(options_.idle).count()));
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
  auto work = [this, weak = std::weak_ptr(viewer), id, changes = answer.changes, make = std::move(answer.make)](Client& client) {
    auto frame = make(client);
    if (changes) waiting_.forget();
    frame.set_id(id);
    asio::post(io_, [weak, frame = std::move(frame)] {
      if (const auto page = weak.lock()) page->show(frame);
    });
  };
  answer.asks_relay ? live_->errand(std::move(work)) : live_->post(std::move(work));
}

void Desk::answer_status(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, bool examine) {
  ask(viewer, id, {[this, connection = connection_, examine](Client& client) {
        auto frame = status_of(client, waiting_, examine);
        if (frame.has_status()) *frame.mutable_status()->mutable_connection() = connection;
        return frame;
      }});
}

void Desk::send(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, std::vector<std::string> uploads, Sending sending) {
  auto files = uploads_.files(uploads);
  if (!files) {
    auto frame = failure({.kind = ErrorKind::not_found, .message = "A file is no longer there.", .advice = "Add it again."});
    frame.set_id(id);
    return viewer->show(frame);
  }
  ask(viewer, id, {[this, uploads, files = std::move(*files), sending = std::move(sending)](Client& client) {
        auto out = sent(sending(client, files));
        if (out.has_sent()) asio::post(io_, [this, uploads] { uploads_.forget(uploads); });
        return out;
      }});
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
    case Body::kGetStatus: return answer_status(viewer, id, request.get_status().examine());
    case Body::kSend: {
      const auto& wanted = request.send();
      return send(viewer, id, {wanted.uploads().begin(), wanted.uploads().end()},
                  [wanted](Client& client, const Uploads::Files& files) { return client.send(draft_of(wanted, files)); });
    }
    case Body::kSendForm: {
      const auto& wanted = request.send_form();
      return send(viewer, id, {wanted.uploads().begin(), wanted.uploads().end()},
                  [draft = draft_of(wanted.draft())](Client& client, const Uploads::Files& files) mutable {
                    draft.files = files.paths;
                    draft.file_names = files.names;
                    return Forms(client).send(draft);
                  });
    }
    case Body::kOfficeAct: {
      auto* office = request.office_act().registrar() ? registrar_.get() : office_.get();
      if (office == nullptr) break;
      return office->act(std::move(*request.mutable_office_act()), [this, reply](v1::FromDesk frame) {
        asio::post(io_, [reply, frame = std::move(frame)] { reply(frame); });
      });
    }
    case Body::kGetUploads: {
      v1::FromDesk frame;
      frame.mutable_uploads();
      for (auto& upload : uploads_.ids()) frame.mutable_uploads()->add_ids(std::move(upload));
      return reply(std::move(frame));
    }
    case Body::kSaveAttachment: return files_.save(*live_, request.save_attachment(), reply);
    case Body::kShowAttachment: return files_.show(*live_, request.show_attachment(), reply);
    case Body::kStopAttachment: return files_.stop(*live_, request.stop_attachment(), reply);
    default: break;
  }
  auto answer = inbox_answer_to(request, waiting_);
  if (!answer.make) answer = answer_to(request, options_.downloads);
  if (!answer.make) answer = work_answer_to(request);
  if (!answer.make) answer = form_answer_to(request);
  if (!answer.make) answer = room_answer_to(request);
  if (!answer.make) answer = link_answer_to(request);
  answer.changes = !only_reads(request.body_case());
  if (answer.make) return ask(viewer, id, std::move(answer));
  reply(failure({.kind = ErrorKind::usage, .message = "The page asks for something unknown.", .advice = ""}));
}

}  // namespace valise::desk
