// Following: what the functions of a Client may ask of the Live that follows for it; Ear: what an errand hears of it meanwhile.
//
// All of it on the thread that has the Live's turn (live_errand.hpp): there are no locks.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "client-sdk/client/connect.hpp"
#include "valise/messages.hpp"

namespace valise::sdk::client {

struct Ear {
  std::vector<valise::MessageView> messages;  // that came and were not taken from here yet
  std::vector<valise::Notice> notices;
  unsigned rounds = 0;                 // ends of trying all that is queued, with nothing left waiting in the mailbox
  std::optional<base::Error> failure;  // why a visit ended
  bool news = false;                   // something of the above changed
  std::function<void()> wake;
};

class Following {
 public:
  virtual ~Following() = default;

  // nudge says that something was queued: it is tried now, also where there was no connection.
  virtual void nudge() = 0;
  // look is a nudge that also fetches the directory and what came to the mailbox before now.
  virtual void look() = 0;
  // link gives the link that follows, nothing while there is none.
  [[nodiscard]] virtual Link link() = 0;

  // over says that the Live ends: what waits is to end, too.
  [[nodiscard]] bool over() const { return over_; }
  void listen(Ear& ear) { ears_.push_back(&ear); }
  void forget(Ear& ear) { std::erase(ears_, &ear); }

 protected:
  template <class Tell>
  void tell_ears(const Tell& tell) {
    for (Ear* ear : ears_) {
      tell(*ear);
      ear->news = true;
      if (ear->wake) ear->wake();
    }
  }
  void end_for_ears() {
    over_ = true;
    tell_ears([](Ear&) {});
  }

 private:
  std::vector<Ear*> ears_;
  bool over_ = false;
};

// Listening is an Ear at a Following as long as it lives.
class Listening {
 public:
  explicit Listening(Following& following) : following_(following) { following_.listen(ear_); }
  ~Listening() { following_.forget(ear_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  [[nodiscard]] Ear& ear() { return ear_; }

 private:
  Following& following_;
  Ear ear_;
};

}  // namespace valise::sdk::client
