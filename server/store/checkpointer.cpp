#include "server/store/checkpointer.hpp"

#include <utility>

#include "sql/error.hpp"

namespace valise::server::store {

Checkpointer::Checkpointer(sql::Database database, Options options)
    : database_(std::move(database)), options_(std::move(options)), thread_([this] { serve(); }) {
  database_.leave_log(true);  // the writer's connection tidies up
}

Checkpointer::~Checkpointer() { static_cast<void>(stop()); }

bool Checkpointer::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  return failure_.has_value();
}

base::Result<bool> Checkpointer::log_is(int pages, int moved_from) {
  {
    const std::scoped_lock lock(mutex_);
    if (failure_) return base::Unexpected(*failure_);
    if (pages < length_) moved_ = 0;  // it has begun anew
    length_ = pages;
    if (pages < moved_from || wanted_) return false;
    if (pages - moved_ <= options_.last_pages) return true;
    wanted_ = true;
  }
  changed_.notify_one();
  return false;
}

void Checkpointer::serve() {
  while (wait_for_work()) {
    if (pass()) options_.on_moved();
  }
}

bool Checkpointer::wait_for_work() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return wanted_ || stopped_; });
  return !stopped_;
}

// pass says whether it brought the end nearer. What it could not move, because somebody reads an older state, is moved by a later
// one.
bool Checkpointer::pass() {
  const std::scoped_lock alone(passing_);
  auto moved = database_.checkpoint(sql::Checkpoint::passive);
  const std::scoped_lock lock(mutex_);
  wanted_ = false;
  if (!moved && moved.error().code != sql::SqlError::full) failure_ = std::move(moved.error());
  if (!moved || database_.copied_pages() > length_) return false;
  return database_.copied_pages() > std::exchange(moved_, database_.copied_pages());
}

}  // namespace valise::server::store
