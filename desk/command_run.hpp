// CommandRun: one command of a command line, between the errand that runs it and the connection it came by.
//
// The errand's thread calls the functions of the first part; they wait for the person or the pipe at the other end beside the
// Live (valise::aside). The connection calls those of the second part, on the io_context.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "cli/interruption.hpp"
#include "cli/passphrase.hpp"
#include "valise/live.hpp"
#include "valise/v1/command.pb.h"

namespace valise::desk {

class CommandRun {
 public:
  // `wake` is called whenever there is something to send; from any thread.
  CommandRun(v1::CommandStart start, std::function<void()> wake);

  // run does the command and queues its last frame.
  void run(Client& client);

  // ---- of the command's streams ----
  // write queues output. It waits while much is queued, but not for progress, which is told on the thread of the Live: that is
  // left out then. False once nobody reads.
  bool write(Client& client, bool err, std::string_view data);
  // read gives what the person's standard input has next, empty at its end.
  std::string read(Client& client);
  Result<cli::Passphrase> ask(Client& client, std::string_view prompt);

  // ---- of the connection ----
  // next gives the next frame to send; nothing while there is none.
  [[nodiscard]] std::optional<std::string> next();
  // finished says that the last frame was given by next().
  [[nodiscard]] bool finished();
  void take(v1::CommandToDesk frame);
  // refuse makes this the last frame, and ends the command's waiting.
  void refuse(v1::CommandRefusal::Reason reason);
  // leave says that nobody is at the other end.
  void leave();

 private:
  template <class Ready>
  void wait_for(Client& client, Ready ready);
  void queue(const v1::CommandFromDesk& frame);
  void end(int code);
  void close();

  const v1::CommandStart start_;
  const std::function<void()> wake_;
  cli::LentSignals signals_;
  std::thread::id errand_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> frames_;
  std::size_t queued_ = 0;  // bytes in frames_
  bool closed_ = false;     // nothing more is queued, nothing more is awaited
  std::optional<std::string> input_;
  std::optional<v1::CommandTyped> typed_;
};

}  // namespace valise::desk
