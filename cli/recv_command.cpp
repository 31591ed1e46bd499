// valise recv: take in what waits at the relay, send what is queued; with --follow, stay.
//
// With --save, files are fetched between two calls of Client::receive, never inside its callback: a message with files ends the
// current call, the files are saved, and following goes on.
#include "cli/command_line.hpp"
#include "cli/delivery_text.hpp"
#include "cli/interruption.hpp"
#include "cli/json_views.hpp"
#include "cli/saving.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

struct RecvArguments {
  bool follow = false;
  std::filesystem::path save;
};

class Receiver {
 public:
  Receiver(Session& session, Client& client, const RecvArguments& arguments, const Interruption& interruption)
      : session_(session), client_(client), arguments_(arguments), interruption_(interruption) {}

  Result<ExitCode> run() {
    while (auto report = receive_once()) {
      total_.messages += report->messages;
      total_.sent += report->sent;
      total_.queued = report->queued;
      total_.failed = report->failed;
      save_pending();
      if (!arguments_.follow || interrupted() || !session_.output.written()) return finished();
    }
    return std::unexpected(std::move(error_));
  }

 private:
  bool interrupted() const { return interruption_.token().stop_requested(); }

  // receive_once gives nothing, and sets error_, when it failed.
  std::optional<ReceiveReport> receive_once() {
    round_ = std::stop_source();
    const std::stop_callback pass_on(interruption_.token(), [this] { round_.request_stop(); });
    auto report = client_.receive({.follow = arguments_.follow,
                                   .on_message = [this](const MessageView& message) { take(message); },
                                   .on_notice = [this](const Notice& notice) { take(notice); }},
                                  round_.get_token());
    if (report) return *report;
    error_ = std::move(report.error());
    return std::nullopt;
  }

  void take(const MessageView& message) {
    if (session_.output.json()) {
      session_.output.object("message", json_of(message));
    } else {
      session_.output.line(message_text(message, session_.output));
    }
    const bool to_save = !arguments_.save.empty() && !message.attachments.empty();
    if (to_save) pending_.push_back(message);
    // In follow mode only: otherwise what is waiting at the relay should come first.
    if ((to_save && arguments_.follow) || !session_.output.written()) round_.request_stop();
  }

  void take(const Notice& notice) {
    if (session_.output.json()) return session_.output.object("notice", json_of(notice));
    session_.output.line(notice_text(notice, session_.output));
  }

  // A file that cannot be had must not end the receiving of other people's messages: the error is shown now and decides the exit
  // code later.
  void save_pending() {
    for (const auto& message : std::exchange(pending_, {})) {
      if (interrupted()) return;
      const auto saved = save_files(session_, client_, message, arguments_.save);
      if (saved) continue;
      session_.output.error(about_message(saved.error(), message));
      if (!save_failure_) save_failure_ = exit_code_of(saved.error().kind);
    }
  }

  static Error about_message(Error error, const MessageView& message) {
    error.message = "message " + short_id(message.id) + ": " + error.message;
    error.arguments.insert(error.arguments.begin(), {"context", short_id(message.id)});
    return error;
  }

  ExitCode finished() {
    if (session_.output.json()) {
      session_.output.object(
          "received",
          {{"messages", total_.messages}, {"sent", total_.sent}, {"queued", total_.queued}, {"failed", total_.failed}});
    } else {
      session_.output.note(session_.output.say("recv.done", {{"received", total_.messages}, {"sent", total_.sent}}));
    }
    warn_of_failed(total_.failed, session_.output);
    if (total_.queued > 0) session_.output.warning(session_.output.say("recv.still_queued", {{"count", total_.queued}}));
    if (interruption_.signal_number() == SIGINT) return ExitCode::interrupted;
    if (save_failure_) return *save_failure_;
    if (total_.failed > 0) return ExitCode::failed;
    return total_.queued > 0 ? ExitCode::network : ExitCode::ok;
  }

  Session& session_;
  Client& client_;
  const RecvArguments& arguments_;
  const Interruption& interruption_;
  std::stop_source round_;
  std::vector<MessageView> pending_;
  ReceiveReport total_;
  Error error_;
  std::optional<ExitCode> save_failure_;
};

Result<ExitCode> run_recv(Session& session, const RecvArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const Interruption interruption(session.environment);
  return Receiver(session, *client, arguments, interruption).run();
}

}  // namespace

void add_recv(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("recv");
  auto arguments = std::make_shared<RecvArguments>();
  command->add_flag("--follow", arguments->follow);
  command->add_option("--save", arguments->save)->type_name("DIR");
  command->footer(R"(
valise recv
valise recv --save incoming
valise recv --follow --json)");
  on_chosen(command, action, arguments, run_recv);
}

}  // namespace valise::cli
