#include "bench/peer_nats.hpp"

#include <stdexcept>

namespace valise::bench {
namespace {

constexpr std::string_view kEnd = "\r\n";
constexpr std::string_view kApiInbox = ".api";

std::string publication(std::string_view subject, std::string_view reply_to, std::string_view body) {
  std::string out = "PUB ";
  out.append(subject).append(" ");
  if (!reply_to.empty()) out.append(reply_to).append(" ");
  return out.append(std::to_string(body.size())).append(kEnd).append(body).append(kEnd);
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < line.size();) {
    const auto end = std::min(line.find(' ', at), line.size());
    if (end > at) out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

// ---- Nats ----

void Nats::hello() {
  put(R"(CONNECT {"verbose":false,"pedantic":false,"tls_required":true,"lang":"bench","version":"1","protocol":1,"user":")" +
      account_ + R"(","pass":"secret"})" + "\r\nPING\r\n");
}

void Nats::ask(const std::string& subject, std::string body) {
  requests_.push_back(publication("$JS.API." + subject, inbox() + std::string(kApiInbox), body));
}

void Nats::next() {
  if (requests_.empty()) return prepared();
  put(requests_.front());
  requests_.pop_front();
}

std::size_t Nats::consume_messages(std::string_view bytes) {
  std::size_t used = 0;
  for (;;) {
    const auto rest = bytes.substr(used);
    const auto end = rest.find(kEnd);
    if (end == std::string_view::npos) return used;
    const auto after = rest.substr(end + kEnd.size());
    const auto body = take_line(rest.substr(0, end), after);
    if (body > after.size()) return used;
    used += end + kEnd.size() + body;
  }
}

// take_line gives how many bytes after the line belong to it; it does nothing while they are not all there.
std::size_t Nats::take_line(std::string_view line, std::string_view after) {
  if (line == "PING") put("PONG\r\n");
  if (line == "PONG" && !std::exchange(logged_in_, true)) {
    put("SUB " + inbox() + ".* 1\r\n");
    logged_in();
    next();
  }
  if (line.starts_with("-ERR") || line.starts_with("HMSG")) throw std::runtime_error("nats: " + std::string(line));
  if (!line.starts_with("MSG ")) return 0;
  const auto fields = words(line);
  const auto size = static_cast<std::size_t>(std::stoul(std::string(fields.back())));
  const auto all = size + kEnd.size();
  if (after.size() < all) return all;
  const auto body = after.substr(0, size);
  if (fields[1].ends_with(kApiInbox)) {
    if (body.contains(R"("error")")) throw std::runtime_error("nats: " + std::string(body));
    next();
  } else {
    on_message(fields[1], fields.size() > 4 ? fields[3] : "", body);
  }
  return all;
}

// ---- NatsSender ----

void NatsSender::publish(int queue, std::string_view message) {
  send(publication("q.u" + std::to_string(queue), inbox() + ".ack", message));
}

void NatsSender::on_message(std::string_view /*subject*/, std::string_view /*reply_to*/, std::string_view body) {
  if (body.contains(R"("error")")) throw std::runtime_error("nats: " + std::string(body));
  complete_one();
}

// ---- NatsRecipient ----

void NatsRecipient::logged_in() {
  const auto name = "u" + std::to_string(number());
  put("SUB d." + name + " 2\r\n");
  ask("STREAM.CREATE.RELAY",
      R"({"name":"RELAY","subjects":["q.>"],"retention":"workqueue","storage":"file","num_replicas":1,"discard":"old"})");
  ask("CONSUMER.DURABLE.CREATE.RELAY." + name,
      R"({"stream_name":"RELAY","config":{"durable_name":")" + name + R"(","deliver_subject":"d.)" + name +
          R"(","ack_policy":"explicit","deliver_policy":"all","ack_wait":300000000000,"max_ack_pending":1000,)" +
          R"("filter_subject":"q.)" + name + R"("}})");
}

void NatsRecipient::on_message(std::string_view /*subject*/, std::string_view reply_to, std::string_view body) {
  arrived(body);
  send(publication(reply_to, "", ""));
}

}  // namespace valise::bench
