#include "bench/peer_amqp.hpp"

#include <algorithm>
#include <stdexcept>

namespace valise::bench {
namespace {

constexpr char kMethod = 1;
constexpr char kHeader = 2;
constexpr char kBody = 3;
constexpr char kFrameEnd = '\xCE';
constexpr std::size_t kFrameHead = 7;
constexpr unsigned kPrefetch = 1000;
constexpr unsigned kDurable = 2;
constexpr unsigned kPersistent = 2;
constexpr unsigned kHasDeliveryMode = 0x1000;

std::uint64_t integer_at(std::string_view bytes, std::size_t at, std::size_t size) {
  if (bytes.size() < at + size) throw std::runtime_error("amqp: too short");
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(at, size)) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

std::string queue_name(int queue) { return "q.u" + std::to_string(queue); }

}  // namespace

AmqpFields& AmqpFields::octet(unsigned value) {
  bytes_ += static_cast<char>(value);
  return *this;
}
AmqpFields& AmqpFields::number16(unsigned value) { return octet(value >> 8U & 0xFFU).octet(value & 0xFFU); }
AmqpFields& AmqpFields::number32(std::uint32_t value) { return number16(value >> 16U).number16(value & 0xFFFFU); }
AmqpFields& AmqpFields::number64(std::uint64_t value) {
  return number32(static_cast<std::uint32_t>(value >> 32U)).number32(static_cast<std::uint32_t>(value));
}
AmqpFields& AmqpFields::short_text(std::string_view text) { return octet(static_cast<unsigned>(text.size())).raw(text); }
AmqpFields& AmqpFields::long_text(std::string_view text) { return number32(static_cast<std::uint32_t>(text.size())).raw(text); }
AmqpFields& AmqpFields::raw(std::string_view bytes) {
  bytes_ += bytes;
  return *this;
}

// ---- Amqp ----

void Amqp::frame(char type, int channel, std::string_view payload) {
  AmqpFields head;
  head.octet(static_cast<unsigned char>(type)).number16(static_cast<unsigned>(channel));
  put(head.long_text(payload).octet(static_cast<unsigned char>(kFrameEnd)).bytes());
}

void Amqp::call(int channel, Method method, const AmqpFields& arguments) {
  AmqpFields payload;
  frame(kMethod, channel, payload.number16(method / 1000).number16(method % 1000).raw(arguments.bytes()).bytes());
}

std::size_t Amqp::consume_frames(std::string_view bytes) {
  std::size_t used = 0;
  while (bytes.size() - used >= kFrameHead) {
    const auto rest = bytes.substr(used);
    const auto size = static_cast<std::size_t>(integer_at(rest, 3, 4));
    if (rest.size() < kFrameHead + size + 1) break;
    const auto payload = rest.substr(kFrameHead, size);
    used += kFrameHead + size + 1;
    if (rest[0] == kMethod) {
      log_in(static_cast<Method>(integer_at(payload, 0, 2) * 1000 + integer_at(payload, 2, 2)), payload.substr(4));
    } else if (rest[0] == kHeader) {
      on_header(payload);
    } else if (rest[0] == kBody) {
      on_body(payload);
    }
  }
  return used;
}

void Amqp::log_in(Method method, std::string_view arguments) {
  AmqpFields out;
  switch (method) {
    case 10010: {  // start
      const std::string response = std::string(1, '\0') + "u" + std::to_string(account_) + std::string(1, '\0') + "secret";
      return call(0, 10011, out.number32(0).short_text("PLAIN").long_text(response).short_text("en_US"));
    }
    case 10030:  // tune: as it says, but no heartbeats
      call(0, 10031, out.raw(arguments.substr(0, 6)).number16(0));
      return call(0, 10040, AmqpFields().short_text("/").short_text("").octet(0));
    case 10041: return call(1, 20010, out.short_text(""));
    case 20011: return opened();
    case 10050:
    case 20040: throw std::runtime_error("amqp: closed by the server");
    default: on_method(method, arguments);
  }
}

// ---- AmqpSender ----

void AmqpSender::opened() { call(1, 85010, AmqpFields().octet(0)); }

void AmqpSender::publish(int queue, std::string_view message) {
  call(1, 60040, AmqpFields().number16(0).short_text("").short_text(queue_name(queue)).octet(0));
  AmqpFields header;
  header.number16(60).number16(0).number64(message.size()).number16(kHasDeliveryMode).octet(kPersistent);
  frame(kHeader, 1, header.bytes());
  frame(kBody, 1, message);
}

// Confirms come in any order, for one message or for all up to one.
void AmqpSender::on_method(Method method, std::string_view arguments) {
  if (method == 85011) return ready();
  if (method != 60080) throw std::runtime_error("amqp: not a confirm");
  const auto tag = integer_at(arguments, 0, 8);
  if ((integer_at(arguments, 8, 1) & 1U) == 0) {
    confirmed_alone_.push_back(tag);
    return complete_one();
  }
  const auto known = std::erase_if(confirmed_alone_, [tag](std::uint64_t alone) { return alone <= tag; });
  const auto first = std::exchange(confirmed_up_to_, std::max(confirmed_up_to_, tag));
  for (auto left = confirmed_up_to_ - first - known; left > 0; --left) complete_one();
}

// ---- AmqpRecipient ----

void AmqpRecipient::opened() {
  AmqpFields arguments;
  arguments.short_text("x-queue-type").octet('S').long_text("quorum");
  call(1, 50010, AmqpFields().number16(0).short_text(queue_name(number())).octet(kDurable).long_text(arguments.bytes()));
}

void AmqpRecipient::on_method(Method method, std::string_view arguments) {
  AmqpFields out;
  switch (method) {
    case 50011: return call(1, 60010, out.number32(0).number16(kPrefetch).octet(0));
    case 60011: return call(1, 60020, out.number16(0).short_text(queue_name(number())).short_text("").octet(0).number32(0));
    case 60021: return ready();
    case 60060: tag_ = integer_at(arguments, 1 + static_cast<std::size_t>(integer_at(arguments, 0, 1)), 8); return;
    default: throw std::runtime_error("amqp: unexpected method");
  }
}

void AmqpRecipient::on_header(std::string_view payload) {
  size_ = static_cast<std::size_t>(integer_at(payload, 4, 8));
  body_.clear();
}

void AmqpRecipient::on_body(std::string_view payload) {
  body_ += payload;
  if (body_.size() < size_) return;
  arrived(body_);
  call(1, 60080, AmqpFields().number64(tag_).octet(0));
}

}  // namespace valise::bench
