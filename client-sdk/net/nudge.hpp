// Nudge: somebody on the same executor has something to do for a coroutine that waits long for something else. A nudge that comes
// while nobody listens is kept, once. One thread.
#pragma once

#include <functional>
#include <utility>

namespace valise::sdk::net {

class Nudge {
 public:
  // give wakes who listens; until it is taken, it is pending.
  void give() {
    pending_ = true;
    if (wake_) wake_();
  }
  [[nodiscard]] bool pending() const { return pending_; }
  // take says whether there was one, and forgets it.
  bool take() { return std::exchange(pending_, false); }

  // Listening calls `wake` at each nudge as long as it lives. One at a time.
  class Listening {
   public:
    Listening(Nudge& nudge, std::function<void()> wake) : nudge_(nudge) { nudge_.wake_ = std::move(wake); }
    ~Listening() { nudge_.wake_ = {}; }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

   private:
    Nudge& nudge_;
  };

 private:
  std::function<void()> wake_;
  bool pending_ = false;
};

}  // namespace valise::sdk::net
