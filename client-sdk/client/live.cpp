#include "valise/live.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <thread>

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/exchange.hpp"
#include "client-sdk/client/file_io.hpp"
#include "client-sdk/client/transfer.hpp"
#include "client-sdk/net/error.hpp"

namespace valise {
namespace {

namespace asio = boost::asio;
namespace internal = sdk::client;
using namespace std::chrono_literals;
using base::fail;
using base::pass_on;
using Paths = std::vector<std::filesystem::path>;

constexpr auto kAfterFailure = 5min;   // after a failure that does not go away by itself
constexpr unsigned kMostErrands = 16;  // at a time; each has a thread, which mostly waits
constexpr auto kOrderlyEnd = 500ms;    // then what is still under way is cancelled: as safe as a crash, which is safe anywhere

}  // namespace

class Live::Impl final : private internal::Following {
 public:
  Impl(Client client, LiveEvents events);
  ~Impl() override;

  void post(std::function<void(Client&)> work);
  void retry();
  void errand(std::function<void(Client&)> work);
  void fetch(std::string message, std::optional<std::size_t> only, std::filesystem::path folder, Progress progress, Saved done,
             std::stop_token stop);
  void read(std::string message, std::size_t position, std::uint64_t most, Progress progress, Read done, std::stop_token stop);

 private:
  // Following: what functions of the Client ask for.
  void nudge() override { nudge_.give(); }
  void look() override {
    look_ = true;
    nudge_.give();
  }
  internal::Link link() override { return link_; }

  internal::Context& context() { return internals(client_).context(); }
  void run();
  // follow_once runs the exchange until it ends; an empty result: it was cancelled.
  std::optional<base::Result<ReceiveReport>> follow_once();
  internal::ExchangeOptions options();
  asio::awaitable<void> pause();
  void begin_to_end();
  void tell(Connection connection);
  void tell_end(const base::Result<>& ended);
  void begin_errands();
  // step lets an errand go on until it waits or ends.
  void step(const std::shared_ptr<internal::LiveErrand>& errand);
  // files_of gives the files of a message, or the one in a position.
  base::Result<std::vector<sdk::store::Transfer>> files_of(const std::string& message, std::optional<std::size_t> only);
  asio::awaitable<base::Result<Paths>> save(std::string message, std::optional<std::size_t> only, std::filesystem::path folder,
                                            Progress progress, std::stop_token stop);
  asio::awaitable<base::Result<base::Bytes>> content(std::string message, std::size_t position, std::uint64_t most,
                                                     Progress progress, std::stop_token stop);
  // begin runs a download, which ends before this does, and gives what came of it to `done`.
  template <class T>
  void begin(std::function<asio::awaitable<base::Result<T>>()> work, std::function<void(Result<T>)> done);

  Client client_;
  LiveEvents events_;
  sdk::net::Nudge nudge_;
  bool look_ = false;  // at the nudge
  std::stop_source stop_;
  asio::cancellation_signal cancel_;
  internal::Link link_;  // while online
  unsigned fetching_ = 0;
  unsigned running_ = 0;  // errands
  std::deque<std::function<void(Client&)>> errands_;
  std::thread thread_;  // last: everything else is there before it runs
};

Live::Impl::Impl(Client client, LiveEvents events) : client_(std::move(client)), events_(std::move(events)) {
  internals(client_).followed_by(this);
  context().io.restart();
  thread_ = std::thread([this] { run(); });
}

Live::Impl::~Impl() {
  asio::post(context().io, [this] { begin_to_end(); });
  thread_.join();
}

void Live::Impl::post(std::function<void(Client&)> work) {
  asio::post(context().io, [this, work = std::move(work)] { work(client_); });
}

void Live::Impl::retry() {
  asio::post(context().io, [this] { nudge_.give(); });
}

void Live::Impl::errand(std::function<void(Client&)> work) {
  asio::post(context().io, [this, work = std::move(work)]() mutable {
    errands_.push_back(std::move(work));
    begin_errands();
  });
}

void Live::Impl::begin_errands() {
  while (!errands_.empty() && running_ < kMostErrands) {
    auto work = std::move(errands_.front());
    errands_.pop_front();
    ++running_;
    step(std::make_shared<internal::LiveErrand>([this, work = std::move(work)] { work(client_); }));
  }
}

void Live::Impl::step(const std::shared_ptr<internal::LiveErrand>& errand) {
  internals(client_).on_errand(errand.get());
  auto begin = errand->go();
  internals(client_).on_errand(nullptr);
  if (begin) return (*begin)([this, errand] { step(errand); });
  --running_;
  begin_errands();
}

void Live::Impl::begin_to_end() {
  stop_.request_stop();
  end_for_ears();
  nudge_.give();
  if (link_) link_->close();
  auto timer = std::make_shared<asio::steady_timer>(context().io, kOrderlyEnd);
  timer->async_wait([this, timer](boost::system::error_code) { cancel_.emit(asio::cancellation_type::terminal); });
}

void Live::Impl::tell(Connection connection) {
  if (events_.on_connection) events_.on_connection(client_, connection);
}

// Who waits for a round learns that this visit brings none.
void Live::Impl::tell_end(const base::Result<>& ended) {
  const base::Error why = ended ? base::Error{.code = sdk::net::NetError::closed, .context = {}} : ended.error();
  tell_ears([&](internal::Ear& ear) { ear.failure = why; });
}

internal::ExchangeOptions Live::Impl::options() {
  internal::ExchangeOptions options;
  options.follow = true;
  options.stop = stop_.get_token();
  options.nudge = &nudge_;
  options.on_message = [this](const MessageView& message) {
    tell_ears([&](internal::Ear& ear) { ear.messages.push_back(message); });
    if (events_.on_message) events_.on_message(client_, message);
  };
  options.on_notice = [this](const Notice& notice) {
    tell_ears([&](internal::Ear& ear) { ear.notices.push_back(notice); });
    if (events_.on_notice) events_.on_notice(client_, notice);
  };
  options.on_change = [this] {
    if (events_.on_change) events_.on_change(client_);
  };
  options.on_queue = [this] {
    if (events_.on_queue) events_.on_queue(client_);
  };
  options.on_file = [this](const FileProgress& progress) {
    if (events_.on_file) events_.on_file(client_, progress);
  };
  options.look = [this] { return std::exchange(look_, false); };
  options.on_round = [this] { tell_ears([](internal::Ear& ear) { ++ear.rounds; }); };
  options.on_open = [this](internal::Link link) {
    link_ = std::move(link);
    tell({.state = Connection::State::online, .reason = {}, .retry_at = {}});
  };
  options.on_closed = [this](const base::Result<>& ended, std::chrono::milliseconds next) {
    link_.reset();
    tell_end(ended);
    Connection connection{.state = Connection::State::offline, .reason = {}, .retry_at = {}};
    if (!ended) connection.reason = internal::to_public(ended.error());
    connection.retry_at = context().clock.now() + next;
    tell(std::move(connection));
  };
  return options;
}

std::optional<base::Result<ReceiveReport>> Live::Impl::follow_once() {
  std::optional<base::Result<ReceiveReport>> result;
  bool ended = false;
  auto work = [](internal::Context& context, internal::ExchangeOptions options,
                 std::optional<base::Result<ReceiveReport>>& into) -> asio::awaitable<void> {
    into.emplace(co_await internal::exchange(context, std::move(options)));
  };
  asio::co_spawn(context().io, work(context(), options(), result),
                 asio::bind_cancellation_slot(cancel_.slot(), [&](const std::exception_ptr& failure) {
                   ended = true;
                   if (failure && !stop_.stop_requested()) std::rethrow_exception(failure);
                 }));
  while (!ended) context().io.run_one();
  return result;
}

// Waits for a nudge, or some minutes.
asio::awaitable<void> Live::Impl::pause() {
  asio::steady_timer timer(context().io, kAfterFailure);
  const sdk::net::Nudge::Listening listening(nudge_, [&timer] { timer.cancel(); });
  if (nudge_.pending()) co_return;
  auto outcome = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  static_cast<void>(outcome);
}

void Live::Impl::run() {
  // Between a visit that failed and the next there may be nothing to wait for; a context that ran out of work runs nothing.
  const auto more_to_come = asio::make_work_guard(context().io);
  while (!stop_.stop_requested()) {
    tell({.state = Connection::State::connecting, .reason = {}, .retry_at = {}});
    const auto ended = follow_once();
    link_.reset();
    if (stop_.stop_requested()) break;
    Connection connection{.state = Connection::State::stopped, .reason = {}, .retry_at = {}};
    if (ended && !*ended) connection.reason = internal::to_public(ended->error());
    if (ended && !*ended) tell_end(base::Unexpected{base::Error(ended->error())});
    tell(std::move(connection));
    bool rested = false;
    asio::co_spawn(context().io, pause(), [&](const std::exception_ptr&) { rested = true; });
    while (!rested) context().io.run_one();
    nudge_.take();
  }
  // What was posted before the end has its turn, and downloads end with their links.
  while (fetching_ > 0 || running_ > 0) context().io.run_one();
  context().io.poll();
}

base::Result<std::vector<sdk::store::Transfer>> Live::Impl::files_of(const std::string& message,
                                                                     std::optional<std::size_t> only) {
  using Files = std::vector<sdk::store::Transfer>;
  return context().store.transaction([&](sdk::store::Transaction& tx) -> base::Result<Files> {
    auto found = internal::message_by(tx, message);
    if (!found) return pass_on(found);
    auto files = tx.transfers().of_message(found->id, found->sender);
    if (!files) return files;
    if (files->empty() || (only && *only >= files->size())) return fail(internal::ClientError::no_attachments);
    if (!only) return files;
    Files one;
    one.push_back(std::move((*files)[*only]));
    return one;
  });
}

asio::awaitable<base::Result<Paths>> Live::Impl::save(std::string message, std::optional<std::size_t> only,
                                                      std::filesystem::path folder, Progress progress, std::stop_token stop) {
  auto files = files_of(message, only);
  if (!files) co_return pass_on(files);
  std::error_code made;
  std::filesystem::create_directories(folder, made);
  if (made) co_return fail(internal::FileError::open_failed, folder.string());
  Paths out;
  for (const auto& file : *files) {
    const internal::Link link = link_;
    if (!link) co_return fail(sdk::net::NetError::unreachable);
    auto sealed = co_await internal::download(context(), link, file, progress, stop);
    if (!sealed) co_return pass_on(sealed);
    auto path = internal::unpack(context(), file, *sealed, folder);
    if (!path) co_return pass_on(path);
    out.push_back(std::move(*path));
  }
  co_return out;
}

asio::awaitable<base::Result<base::Bytes>> Live::Impl::content(std::string message, std::size_t position, std::uint64_t most,
                                                               Progress progress, std::stop_token stop) {
  auto files = files_of(message, position);
  if (!files) co_return pass_on(files);
  const auto& file = files->front();
  if (file.direction != sdk::store::TransferDirection::download) co_return fail(internal::ClientError::no_attachments);
  if (file.size > most) co_return fail(internal::ClientError::file_too_large);
  const internal::Link link = link_;
  if (!link) co_return fail(sdk::net::NetError::unreachable);
  auto sealed = co_await internal::download(context(), link, file, progress, stop);
  auto plain = sealed ? internal::unpack_bytes(file, *sealed) : base::Result<base::Bytes>(base::Unexpected(sealed.error()));
  // What a person had begun to save stays for that, unless it is damaged; otherwise nothing does.
  const bool damaged = sealed && !plain;
  if (file.transferred > 0 && !damaged) co_return plain;
  if (auto discarded = internal::discard_download(context(), file); !discarded) co_return pass_on(discarded);
  co_return plain;
}

template <class T>
void Live::Impl::begin(std::function<asio::awaitable<base::Result<T>>()> work, std::function<void(Result<T>)> done) {
  asio::post(context().io, [this, work = std::move(work), done = std::move(done)]() mutable {
    ++fetching_;
    asio::co_spawn(context().io, work(),
                   [this, done = std::move(done)](const std::exception_ptr& failure, base::Result<T> given) {
                     --fetching_;
                     if (failure) std::rethrow_exception(failure);
                     done(internal::publicly(std::move(given)));
                   });
  });
}

void Live::Impl::fetch(std::string message, std::optional<std::size_t> only, std::filesystem::path folder, Progress progress,
                       Saved done, std::stop_token stop) {
  begin<Paths>([this, message = std::move(message), only, folder = std::move(folder), progress = std::move(progress),
                stop = std::move(stop)] { return save(message, only, folder, progress, stop); },
               std::move(done));
}

void Live::Impl::read(std::string message, std::size_t position, std::uint64_t most, Progress progress, Read done,
                      std::stop_token stop) {
  begin<base::Bytes>([this, message = std::move(message), position, most, progress = std::move(progress),
                      stop = std::move(stop)] { return content(message, position, most, progress, stop); },
                     std::move(done));
}

Live::Live(Client client, LiveEvents events) : impl_(std::make_unique<Impl>(std::move(client), std::move(events))) {}
Live::~Live() = default;
void Live::post(std::function<void(Client&)> work) { impl_->post(std::move(work)); }
void Live::retry() { impl_->retry(); }
void Live::errand(std::function<void(Client&)> work) { impl_->errand(std::move(work)); }

void aside(Client& client, const std::function<void()>& work) {
  internal::LiveErrand* errand = internals(client).errand();
  if (errand == nullptr) return work();
  errand->aside(internals(client).context().io, work);
}
void Live::fetch(std::string message, std::optional<std::size_t> only, std::filesystem::path folder, Progress progress,
                 Saved done, std::stop_token stop) {
  impl_->fetch(std::move(message), only, std::move(folder), std::move(progress), std::move(done), std::move(stop));
}
void Live::read(std::string message, std::size_t position, std::uint64_t most, Progress progress, Read done,
                std::stop_token stop) {
  impl_->read(std::move(message), position, most, std::move(progress), std::move(done), std::move(stop));
}

}  // namespace valise
