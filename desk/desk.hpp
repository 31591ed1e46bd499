// Desk: one profile, and the pages that look at it. Locked it holds no key; unlocked it holds a Live, whose answers and events it
// passes on. All of it runs on one io_context; the Live's thread and the one that opens the profile hand over by post.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <set>

#include "desk/answers.hpp"
#include "desk/commands.hpp"
#include "desk/files.hpp"
#include "desk/office.hpp"
#include "desk/uploads.hpp"
#include "desk/waiting.hpp"
#include "valise/live.hpp"
#include "valise/v1/desk.pb.h"

namespace valise::desk {

struct DeskOptions {
  std::filesystem::path profile;
  std::filesystem::path downloads;
  std::optional<OfficeOptions> office;                   // for a security officer
  std::optional<OfficeOptions> registrar;                // for a registrar
  std::chrono::seconds idle = std::chrono::minutes(15);  // after which it locks
};

// A browser's tab, after it has shown its bearer.
class Viewer {
 public:
  virtual ~Viewer() = default;
  virtual void show(const v1::FromDesk& frame) = 0;
};

class Desk {
 public:
  Desk(boost::asio::io_context& io, DeskOptions options);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  // shown_at says how to get an address of the page, for who starts the desk a second time.
  void shown_at(std::function<std::string()> address) { address_ = std::move(address); }

  // unlock opens the profile, after an earlier one was closed; `done` is called with what came of it.
  void unlock(std::string passphrase, std::function<void(Result<>)> done);

  void welcome(const std::shared_ptr<Viewer>& viewer, std::uint32_t request);
  void leave(const std::shared_ptr<Viewer>& viewer) { viewers_.erase(viewer); }
  void handle(const std::shared_ptr<Viewer>& viewer, v1::ToDesk request);

  // uploads is for whoever has shown a bearer, while it is unlocked.
  [[nodiscard]] Uploads* uploads() { return live_ ? &uploads_ : nullptr; }
  void person_is_there();

 private:
  enum class State { locked, opening, open, closing };

  void lock(bool idle);
  // set_aside seals the files that wait, and then it is locked.
  void set_aside();
  [[nodiscard]] v1::FromDesk state_frame() const;
  void watch_idleness();
  // Opening: the profile, what was set aside, and then all of it can be asked.
  struct Opening;
  void opened(const std::shared_ptr<Opening>& opening);
  void begin(Opening& opening);
  [[nodiscard]] LiveEvents events();
  [[nodiscard]] Commands::Host host();
  void tell_all(v1::FromDesk frame);
  void ask(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, Answer answer);
  void answer_status(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, bool examine);
  // send says something with files that were uploaded, and forgets them once it is queued.
  using Sending = std::function<Result<SendReport>(Client& client, const Uploads::Files& files)>;
  void send(const std::shared_ptr<Viewer>& viewer, std::uint32_t id, std::vector<std::string> uploads, Sending sending);

  boost::asio::io_context& io_;
  DeskOptions options_;
  State state_ = State::locked;
  std::function<std::string()> address_;
  Uploads uploads_;
  std::optional<UploadsKey> uploads_key_;  // for when it locks; the profile has it too
  Files files_;
  std::set<std::shared_ptr<Viewer>> viewers_;
  v1::DeskConnection connection_;
  std::chrono::steady_clock::time_point active_;
  boost::asio::steady_timer idleness_;
  Waiting waiting_;  // on the thread of the Live
  std::unique_ptr<Live> live_;
  std::unique_ptr<Office> office_, registrar_;
  boost::asio::thread_pool bench_{1};  // opening derives a key, closing waits for the network
  Commands commands_;                  // last: ends before what it uses
};

}  // namespace valise::desk
