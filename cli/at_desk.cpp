#include "cli/at_desk.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/interruption.hpp"
#include "cli/problem.hpp"
#include "local/frames.hpp"
#include "local/socket.hpp"

namespace valise::cli {
namespace {

constexpr std::array told_variables{"VALISE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "TERM"};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

v1::CommandToDesk start_of(const DeskCall& call) {
  v1::CommandToDesk frame;
  auto& start = *frame.mutable_start();
  start.set_version(VALISE_VERSION);
  for (const auto& argument : call.arguments) start.add_arguments(argument);
  for (const char* name : told_variables) {
    if (const auto value = call.environment.variable(name)) (*start.mutable_variables())[name] = *value;
  }
  std::error_code unknown;
  start.set_folder(std::filesystem::current_path(unknown).string());
  start.set_in_is_terminal(call.environment.in_is_terminal);
  start.set_out_is_terminal(call.environment.out_is_terminal);
  start.set_err_is_terminal(call.environment.err_is_terminal);
  start.set_width(static_cast<std::uint32_t>(call.environment.width));
  return frame;
}

// Conversation: one command, from its start to the last frame. One thread; the frames are small and the desk reads them at once.
class Conversation {
 public:
  Conversation(int socket, const DeskCall& call) : socket_(socket), call_(call), signal_(::eventfd(0, EFD_CLOEXEC)) {}

  std::optional<ExitCode> run() {
    const Interruption interruption;
    const std::stop_callback wake(interruption.token(), [this] {
      const std::uint64_t one = 1;
      [[maybe_unused]] const auto written = ::write(signal_.get(), &one, sizeof one);
    });
    if (!send(start_of(call_))) return ended();
    while (!over_) {
      std::array<pollfd, 3> watched{
          {{socket_.get(), POLLIN, 0}, {signalled_ ? -1 : signal_.get(), POLLIN, 0}, {input(), POLLIN, 0}}};
      if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return ended();
      if (watched[1].revents != 0) pass_on(interruption.signal_number());
      if (watched[2].revents != 0) give_input();
      if (watched[0].revents != 0 && !receive()) return ended();
    }
    return code_;
  }

 private:
  [[nodiscard]] int input() const { return wants_input_ ? STDIN_FILENO : -1; }

  ExitCode report(const Error& error) {
    call_.output.error(error);
    return exit_code_of(error.kind);
  }
  ExitCode ended() { return report(problem(ErrorKind::failed, "session.desk_ended")); }
  void end_with(std::optional<ExitCode> code) {
    over_ = true;
    code_ = code;
  }

  bool send(const v1::CommandToDesk& frame) {
    auto bytes = local::encode(frame);
    if (!bytes) return false;
    std::size_t sent = 0;
    while (sent < bytes->size()) {
      const auto n = ::send(socket_.get(), bytes->data() + sent, bytes->size() - sent, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) break;
      sent += static_cast<std::size_t>(n);
    }
    explicit_bzero(bytes->data(), bytes->size());
    return sent == bytes->size();
  }

  void pass_on(int number) {
    signalled_ = true;
    v1::CommandToDesk frame;
    frame.mutable_signal()->set_number(number);
    static_cast<void>(send(frame));
  }

  void give_input() {
    std::string piece(local::kPiece, '\0');
    const auto got = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) return;
    wants_input_ = false;
    v1::CommandToDesk frame;
    frame.mutable_input()->set_data(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    static_cast<void>(send(frame));
  }

  void ask(const std::string& prompt) {
    auto typed = call_.environment.ask(prompt);
    v1::CommandToDesk frame;
    auto& told = *frame.mutable_typed();
    told.set_given(typed.has_value());
    std::string text = typed ? std::move(*typed).release() : std::string();
    told.set_text(text);
    static_cast<void>(send(frame));
    explicit_bzero(text.data(), text.size());
    explicit_bzero(told.mutable_text()->data(), told.text().size());
  }

  // False at the end of the connection.
  bool receive() {
    std::array<char, local::kPiece> piece;
    const auto got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    reader_.add({piece.data(), static_cast<std::size_t>(got)});
    v1::CommandFromDesk frame;
    while (!over_ && reader_.next(frame)) take(frame);
    return !reader_.broken();
  }

  void take(const v1::CommandFromDesk& frame) {
    switch (frame.body_case()) {
      case v1::CommandFromDesk::kOutput: return write(frame.output());
      case v1::CommandFromDesk::kWantsInput: wants_input_ = true; return;
      case v1::CommandFromDesk::kAsk: return ask(frame.ask().prompt());
      case v1::CommandFromDesk::kEnd: return end_with(static_cast<ExitCode>(frame.end().code()));
      case v1::CommandFromDesk::kRefusal: return end_with(refused(frame.refusal()));
      case v1::CommandFromDesk::kPage:  // nothing that a command asks for
      case v1::CommandFromDesk::BODY_NOT_SET: return;
    }
  }

  void write(const v1::CommandOutput& output) {
    std::ostream& stream = output.err() ? call_.environment.err : call_.environment.out;
    stream << output.data() << std::flush;
    if (!call_.environment.out.good()) end_with(report(problem(ErrorKind::failed, "session.output_failed")));
  }

  std::optional<ExitCode> refused(const v1::CommandRefusal& refusal) {
    switch (refusal.reason()) {
      case v1::CommandRefusal::LOCKED: return locked();
      case v1::CommandRefusal::LOCKED_MEANWHILE:
        return report(problem(ErrorKind::not_authorised, "session.desk_locked_meanwhile"));
      case v1::CommandRefusal::OTHER_VERSION:
        return report(problem(ErrorKind::busy, "session.desk_version", {{"version", refusal.version()}}));
      case v1::CommandRefusal::TOO_MANY: return report(problem(ErrorKind::busy, "session.desk_busy"));
      default: return ended();
    }
  }

  // A locked desk has given the profile back: whoever has the passphrase can open it here.
  std::optional<ExitCode> locked() {
    const auto& source = call_.globals.passphrase;
    if (source.file || source.descriptor) return std::nullopt;
    const int terminal = source.no_input ? -1 : ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return report(problem(ErrorKind::not_authorised, "session.desk_locked"));
    ::close(terminal);
    call_.output.note(call_.output.say("session.desk_locked_ask"));
    return std::nullopt;
  }

  Descriptor socket_;
  const DeskCall& call_;
  Descriptor signal_;
  local::FrameReader reader_;
  bool wants_input_ = false;
  bool signalled_ = false;
  bool over_ = false;
  std::optional<ExitCode> code_;
};

}  // namespace

std::optional<ExitCode> at_desk(const DeskCall& call) {
  const auto socket = local::connect_to(call.profile);
  if (!socket) return std::nullopt;
  return Conversation(*socket, call).run();
}

}  // namespace valise::cli
