#include "tests/simulation/line.hpp"

#include <boost/asio/error.hpp>

namespace valise::simulation {

using base::Bytes;
using base::fail;
using base::Result;
using wire::WireError;

namespace {

constexpr std::size_t kBytesOnTheirWay = 128 * 1024;

}  // namespace

// ---- End ----

End::End(std::shared_ptr<Line> line, Side side, asio::any_io_executor executor, const wire::ChannelBinding& binding)
    : line_(std::move(line)), side_(side), executor_(executor), binding_(binding), changed_(executor), read_watch_(executor) {}

End::~End() {
  if (open_) line_->hang_up(side_);
}

asio::awaitable<Result<Bytes>> End::read(milliseconds deadline) {
  const auto self = shared_from_this();
  read_watch_.arm(deadline, [this] { end(WireError::timeout); });
  while (open_ && inbox_.empty()) co_await changed_.wait();
  read_watch_.disarm();
  if (inbox_.empty()) co_return fail(reason_);
  Bytes message = std::move(inbox_.front());
  inbox_.pop_front();
  if (message.size() <= read_limit_) co_return message;
  end(WireError::too_large);
  co_return fail(WireError::too_large);
}

asio::awaitable<Result<>> End::write(Bytes message) {
  const auto self = shared_from_this();
  while (open_ && !closing_ && outbound_bytes() + message.size() > outbound_limit_) co_await changed_.wait();
  if (!open_ || closing_) co_return fail(reason_);
  line_->send(side_, std::move(message));
  co_return Result<>{};
}

bool End::try_write(Bytes message) {
  if (!open_ || closing_ || outbound_bytes() + message.size() > outbound_limit_) return false;
  line_->send(side_, std::move(message));
  return true;
}

std::size_t End::outbound_bytes() const { return line_->on_its_way(side_); }

asio::awaitable<void> End::close(wire::CloseCode, milliseconds deadline) {
  const auto self = shared_from_this();
  if (!open_ || closing_) co_return;
  closing_ = true;
  wire::Watchdog watch(executor_);
  watch.arm(deadline, [this] { end(WireError::timeout); });
  while (open_ && outbound_bytes() > 0) co_await changed_.wait();
  end(WireError::closed);
}

void End::arrived(Bytes message) {
  if (!open_) return;
  inbox_.push_back(std::move(message));
  changed_.notify();
}

void End::end(WireError reason) {
  if (!std::exchange(open_, false)) return;
  reason_ = reason;
  line_->hang_up(side_);
  changed_.notify();
}

// ---- Pipe ----

Pipe::Pipe(std::shared_ptr<End> end) : end_(std::move(end)) { end_->set_outbound_limit(kBytesOnTheirWay); }

asio::awaitable<Pipe::Count> Pipe::read_some(base::MutableBytes into) {
  if (rest_.empty()) {
    auto came = co_await end_->read(wire::kNoDeadline);
    if (!came) co_return Count{.error = asio::error::eof};
    rest_ = std::move(*came);
  }
  const auto size = std::min(into.size(), rest_.size());
  std::ranges::copy(base::ByteView(rest_).first(size), into.begin());
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(size));
  co_return Count{.error = {}, .size = size};
}

asio::awaitable<boost::system::error_code> Pipe::write_whole(base::ByteView bytes) {
  const auto written = co_await end_->write(base::Bytes(bytes.begin(), bytes.end()));
  co_return written ? boost::system::error_code() : make_error_code(asio::error::broken_pipe);
}

// ---- Line ----

void Line::send(Side from, Bytes message) {
  Way& to = way(other(from));
  if (to.dead) return;
  to.bytes += message.size();
  if (stalled_) {
    to.waiting.push_back(std::move(message));
  } else {
    carry(other(from), std::move(message));
  }
}

void Line::carry(Side to, Bytes message) {
  Way& direction = way(to);
  const auto& options = network_.options();
  const Time at = VirtualTime::now() + network_.scheduler().within(options.least_latency, options.most_latency);
  direction.last = std::max(direction.last, at);
  const auto delay = std::chrono::ceil<milliseconds>(direction.last - VirtualTime::now());
  network_.scheduler().after(
      delay, [self = shared_from_this(), to, message = std::move(message)]() mutable { self->deliver(to, std::move(message)); });
}

void Line::deliver(Side to, Bytes message) {
  Way& direction = way(to);
  if (direction.dead) return;
  if (stalled_) {
    direction.waiting.push_back(std::move(message));
    return;
  }
  direction.bytes -= message.size();
  if (const auto end = direction.to.lock()) end->arrived(std::move(message));
  if (const auto sender = way(other(to)).to.lock()) sender->has_room();
}

void Line::end_later(Side to, milliseconds after, WireError reason) {
  network_.scheduler().after(after, [self = shared_from_this(), to, reason] {
    const auto end = self->way(to).to.lock();
    self->way(to).dead = true;
    if (end) end->end(reason);
  });
}

void Line::hang_up(Side by) {
  way(by).dead = true;
  if (std::exchange(hung_up_, true)) return;
  if (stalled_) return end_later(other(by), network_.options().idle_timeout, WireError::timeout);
  const auto rest = std::chrono::ceil<milliseconds>(std::max(way(other(by)).last - VirtualTime::now(), Time::duration::zero()));
  end_later(other(by), rest + network_.options().least_latency, WireError::closed);
}

void Line::break_off() {
  hung_up_ = true;
  for (const Side side : {Side::client, Side::relay}) {
    way(side).dead = true;
    const auto soon = network_.scheduler().chance(50) ? milliseconds(1) : network_.options().idle_timeout;
    end_later(side, network_.scheduler().within(milliseconds(0), soon), WireError::closed);
  }
}

void Line::vanish(Side who) {
  hung_up_ = true;
  way(who).dead = true;
  way(other(who)).dead = true;
  end_later(other(who), network_.options().idle_timeout, WireError::timeout);
}

// Both ends ping when it is silent, so a stall that lasts ends the line.
void Line::stall() {
  stalled_ = true;
  const int stall = ++stalls_;
  network_.scheduler().after(network_.options().idle_timeout, [self = shared_from_this(), stall] {
    if (self->stalled_ && self->stalls_ == stall) self->break_off();
  });
}

void Line::recover() {
  stalled_ = false;
  for (const Side side : {Side::client, Side::relay}) {
    auto waiting = std::exchange(way(side).waiting, {});
    for (auto& message : waiting) carry(side, std::move(message));
  }
}

}  // namespace valise::simulation
