#include "bench/peer_mqtt.hpp"

#include <stdexcept>

namespace valise::bench {
namespace {

constexpr char kConnect = 0x10;
constexpr char kConnectAcknowledged = 0x20;
constexpr char kVersion = 4;
constexpr char kNameAndPasswordAndCleanSession = static_cast<char>(0xC2);

std::string text(std::string_view content) {
  std::string out{'\0', static_cast<char>(content.size())};
  return out.append(content);
}

}  // namespace

// No keep-alive; the server makes up a client's id.
void MqttIdle::greet() {
  std::string body = text("MQTT");
  body.append({kVersion, kNameAndPasswordAndCleanSession, 0, 0}).append(text("")).append(text("u0")).append(text("secret"));
  send(std::string{kConnect, static_cast<char>(body.size())} + body);
}

std::size_t MqttIdle::consume(std::string_view bytes) {
  constexpr std::size_t size = 4;
  if (bytes.size() < size) return 0;
  if (bytes[0] != kConnectAcknowledged || bytes[3] != 0) throw std::runtime_error("mqtt: no login");
  ready();
  return size;
}

}  // namespace valise::bench
