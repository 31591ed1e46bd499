// Live: a Client that follows the relay on a thread of its own and answers at once meanwhile. For programs with a face.
//
// All work happens on that one thread: the following, the events, and the functions handed in, which run between two steps of the
// following. A step ends wherever it waits for the network, and no transaction of the store is ever open across such a wait; so
// what a function sees is always a whole state, and what it changes is never in the middle of another change. A function should
// take milliseconds: messages wait for it.
//
// Within a Live, Client::send queues durably, wakes the following and returns with the state `queued`; what becomes of the
// message is told by on_queue. So do all functions of the other classes that queue something (Matters, Duty, Rooms). Functions
// that ask the relay and wait for its answer (Alerts, Records, save_attachments) are for errand(): std::logic_error elsewhere.
// So are sync, receive and Delivery::wait, which there wait for what the following does. In an errand, functions that queue wait
// until it was tried, as they do without a Live. enrol and await_enrolment have no place here.
#pragma once

#include <concepts>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>

#include "valise/client.hpp"

namespace valise {

struct Connection {
  enum class State { connecting, online, offline, stopped };
  State state = State::connecting;
  std::optional<Error> reason;  // why offline; why stopped: a failure of trust or of the disk, at which nothing goes on by itself
  std::optional<Time> retry_at;  // offline: when the next attempt is made
};

// All are called on the thread of the Live, and may call into its Client.
struct LiveEvents {
  std::function<void(Client&, const MessageView&)> on_message{};  // received and stored
  std::function<void(Client&, const Notice&)> on_notice{};
  std::function<void(Client&, const Connection&)> on_connection{};
  std::function<void(Client&)> on_change{};                     // what came was no message: a room changed, a receipt
  std::function<void(Client&)> on_queue{};                      // a queued message or change went out, or was tried in vain
  std::function<void(Client&, const FileProgress&)> on_file{};  // a file of a queued message is on its way to the relay
};

// aside runs `work`, which may wait for a person or for a pipe and must not touch the Client, on the thread that calls: within an
// errand of a Live, while the Live and other functions go on; anywhere else it is simply run.
void aside(Client& client, const std::function<void()>& work);

class Live {
 public:
  // Takes an enrolled profile's Client and begins to follow. It reconnects by itself; after a failure of trust it looks again in
  // minutes, or when something is sent, and accepts nothing of what failed.
  explicit Live(Client client, LiveEvents events = {});
  // Ends the following within a second or so, whatever it waits for; functions that were posted before have run.
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  // post runs `work` soon on the thread of the Live. From any thread.
  void post(std::function<void(Client&)> work);

  // call runs `work` there and waits for what it gives. From any thread but that one.
  template <std::invocable<Client&> Work>
  auto call(Work work) {
    using Given = std::invoke_result_t<Work, Client&>;
    auto task = std::make_shared<std::packaged_task<Given(Client&)>>(std::move(work));
    auto given = task->get_future();
    post([task](Client& client) { (*task)(client); });
    return given.get();
  }

  // errand runs `work` like post, and it may wait for the relay: over the link that follows, and without stopping it; other
  // functions run meanwhile. ErrorKind::network from what asks while there is no link. `work` may run on another thread than
  // other functions, never at the same time. From any thread; a few at a time, the others after them.
  void errand(std::function<void(Client&)> work);

  using Saved = std::function<void(Result<std::vector<std::filesystem::path>>)>;
  // fetch downloads, verifies and names files of a message in `folder` like Client::save_attachments: all of them, or the one in
  // position `only`. `done` is called on the thread of the Live; with ErrorKind::network while there is no connection. Stopped it
  // ends within a moment with the code "net.aborted_by_caller"; the next one goes on from there, in another process as well,
  // unless valise/transfers.hpp discards what has come. Two at a time of one file are a mistake of the caller. From any thread.
  void fetch(std::string message, std::optional<std::size_t> only, std::filesystem::path folder, Progress progress, Saved done,
             std::stop_token stop = {});

  using Read = std::function<void(Result<std::vector<std::uint8_t>>)>;
  // read downloads, verifies and decrypts one file of a message into memory, at most `most` plain bytes (else ErrorKind::usage,
  // before anything is asked for), and leaves nothing of it in the profile that was not there before. Otherwise like fetch.
  void read(std::string message, std::size_t position, std::uint64_t most, Progress progress, Read done,
            std::stop_token stop = {});

  // retry looks for the relay now instead of later.
  void retry();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace valise
