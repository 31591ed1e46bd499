#include "desk/command_run.hpp"

#include <signal.h>

#include <cstring>
#include <istream>
#include <ostream>
#include <streambuf>
#include <vector>

#include "cli/problem.hpp"
#include "cli/run.hpp"
#include "local/frames.hpp"

namespace valise::desk {
namespace {

constexpr std::size_t kMostQueued = 256 << 10;

// Output goes off in pieces, at the end of a line if somebody may be looking.
class OutputTo final : public std::streambuf {
 public:
  OutputTo(CommandRun& run, Client& client, bool err, bool by_lines)
      : run_(run), client_(client), err_(err), by_lines_(by_lines) {}

 private:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char one = traits_type::to_char_type(c);
    return xsputn(&one, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* data, std::streamsize size) override {
    held_.append(data, static_cast<std::size_t>(size));
    const bool due = held_.size() >= local::kPiece || (by_lines_ && held_.ends_with('\n'));
    return !due || sync() == 0 ? size : 0;
  }
  int sync() override {
    bool written = true;
    for (std::size_t at = 0; written && at < held_.size(); at += local::kPiece) {
      written = run_.write(client_, err_, std::string_view(held_).substr(at, local::kPiece));
    }
    held_.clear();
    return written ? 0 : -1;
  }

  CommandRun& run_;
  Client& client_;
  bool err_;
  bool by_lines_;
  std::string held_;
};

class InputFrom final : public std::streambuf {
 public:
  InputFrom(CommandRun& run, Client& client) : run_(run), client_(client) {}

 private:
  int_type underflow() override {
    piece_ = run_.read(client_);
    setg(piece_.data(), piece_.data(), piece_.data() + piece_.size());
    return piece_.empty() ? traits_type::eof() : traits_type::to_int_type(piece_.front());
  }

  CommandRun& run_;
  Client& client_;
  std::string piece_;
};

Time now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

CommandRun::CommandRun(v1::CommandStart start, std::function<void()> wake) : start_(std::move(start)), wake_(std::move(wake)) {}

void CommandRun::run(Client& client) {
  errand_ = std::this_thread::get_id();
  InputFrom input(*this, client);
  OutputTo output(*this, client, false, start_.out_is_terminal()), errors(*this, client, true, true);
  std::istream in(&input);
  std::ostream out(&output), err(&errors);
  const cli::Environment environment{
      .in = in,
      .out = out,
      .err = err,
      .in_is_terminal = start_.in_is_terminal(),
      .out_is_terminal = start_.out_is_terminal(),
      .err_is_terminal = start_.err_is_terminal(),
      .width = start_.width(),
      .variable = [this](const char* name) -> std::optional<std::string> {
        const auto found = start_.variables().find(name);
        return found == start_.variables().end() ? std::nullopt : std::optional(found->second);
      },
      .now = now,
      .ask = [this, &client](std::string_view prompt) { return ask(client, prompt); },
      .at_desk = {},
      .client = &client,
      .folder = start_.folder(),
      .signals = &signals_,
  };
  const std::vector<std::string> arguments(start_.arguments().begin(), start_.arguments().end());
  const auto code = cli::run(arguments, environment);
  out.flush();
  err.flush();
  end(static_cast<int>(code));
}

// Waits beside the Live until `ready`, or nobody is there any more.
template <class Ready>
void CommandRun::wait_for(Client& client, Ready ready) {
  {
    const std::scoped_lock lock(mutex_);
    if (closed_ || ready()) return;
  }
  aside(client, [&] {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || ready(); });
  });
}

void CommandRun::queue(const v1::CommandFromDesk& frame) {
  auto bytes = local::encode(frame);
  if (!bytes) return;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return;
    queued_ += bytes->size();
    frames_.push_back(std::move(*bytes));
  }
  wake_();
}

bool CommandRun::write(Client& client, bool err, std::string_view data) {
  const auto has_room = [this] { return queued_ < kMostQueued; };
  if (std::this_thread::get_id() == errand_) wait_for(client, has_room);
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return false;
    if (!has_room()) return true;
  }
  v1::CommandFromDesk frame;
  frame.mutable_output()->set_err(err);
  frame.mutable_output()->set_data(data.data(), data.size());
  queue(frame);
  return true;
}

std::string CommandRun::read(Client& client) {
  v1::CommandFromDesk frame;
  frame.mutable_wants_input();
  queue(frame);
  wait_for(client, [this] { return input_.has_value(); });
  const std::scoped_lock lock(mutex_);
  return std::exchange(input_, std::nullopt).value_or("");
}

Result<cli::Passphrase> CommandRun::ask(Client& client, std::string_view prompt) {
  v1::CommandFromDesk frame;
  frame.mutable_ask()->set_prompt(prompt.data(), prompt.size());
  queue(frame);
  wait_for(client, [this] { return typed_.has_value(); });
  const std::scoped_lock lock(mutex_);
  auto typed = std::exchange(typed_, std::nullopt);
  if (!typed || !typed->given()) return std::unexpected(cli::problem(ErrorKind::not_authorised, "passphrase.no_terminal"));
  cli::Passphrase out;
  bool fits = true;
  for (const char c : typed->text()) fits = fits && out.append(c);
  explicit_bzero(typed->mutable_text()->data(), typed->text().size());
  if (fits) return out;
  return std::unexpected(cli::problem(ErrorKind::usage, "passphrase.too_long", {{"limit", cli::Passphrase::max_size}}));
}

void CommandRun::end(int code) {
  v1::CommandFromDesk frame;
  frame.mutable_end()->set_code(code);
  queue(frame);
  close();
}

void CommandRun::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  signals_.stop.request_stop();
  wake_();
}

std::optional<std::string> CommandRun::next() {
  const std::scoped_lock lock(mutex_);
  if (frames_.empty()) return std::nullopt;
  auto out = std::move(frames_.front());
  frames_.pop_front();
  queued_ -= out.size();
  changed_.notify_all();
  return out;
}

bool CommandRun::finished() {
  const std::scoped_lock lock(mutex_);
  return closed_ && frames_.empty();
}

void CommandRun::take(v1::CommandToDesk frame) {
  if (frame.has_signal()) {
    signals_.number = frame.signal().number();
    // A command that has no orderly end for it ends for the person at once, as a process would.
    return signals_.heard ? static_cast<void>(signals_.stop.request_stop()) : end(128 + frame.signal().number());
  }
  const std::scoped_lock lock(mutex_);
  if (frame.has_input()) input_ = std::move(*frame.mutable_input()->mutable_data());
  if (frame.has_typed()) typed_ = std::move(*frame.mutable_typed());
  changed_.notify_all();
}

void CommandRun::refuse(v1::CommandRefusal::Reason reason) {
  v1::CommandFromDesk frame;
  frame.mutable_refusal()->set_reason(reason);
  queue(frame);
  close();
}

void CommandRun::leave() {
  {
    const std::scoped_lock lock(mutex_);
    frames_.clear();
  }
  close();
}

}  // namespace valise::desk
