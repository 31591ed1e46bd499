// What a mail server or a webhook's host answers when it is told of an alert, through libcurl and a real socket: after each thing
// that is said to it, it says the next part of the input, then hangs up. Taken is only what was answered so; nobody is followed
// elsewhere, and no answer keeps the sender long.
#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "server/alert/curl.hpp"
#include "server/alert/smtp_channel.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace valise;
using namespace valise::server::alert;

// Script is one conversation on a port of its own, by a thread of its own.
class Script {
 public:
  explicit Script(std::vector<std::string> parts) : parts_(std::move(parts)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    fuzz::require(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 4) == 0);
    fuzz::require(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { play(); });
  }
  ~Script() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int visits() const { return visits_; }

 private:
  void play() {
    for (;;) {
      const int visitor = ::accept(listener_, nullptr, nullptr);
      if (visitor < 0) return;
      ++visits_;
      converse(visitor);
      ::close(visitor);
    }
  }
  static void patience(int visitor, std::chrono::milliseconds time) {
    const timeval value{.tv_sec = time.count() / 1000, .tv_usec = time.count() % 1000 * 1000};
    ::setsockopt(visitor, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
  }
  void converse(int visitor) const {
    std::array<char, 4096> heard;
    // Who waits for more than was said would wait for each other.
    patience(visitor, std::chrono::milliseconds(20));
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!parts_[i].empty() && ::send(visitor, parts_[i].data(), parts_[i].size(), MSG_NOSIGNAL) < 0) return;
      if (i + 1 < parts_.size() && ::recv(visitor, heard.data(), heard.size(), 0) == 0) return;
    }
    ::shutdown(visitor, SHUT_WR);
    patience(visitor, std::chrono::seconds(1));
    while (::recv(visitor, heard.data(), heard.size(), 0) > 0) continue;  // a close before would lose what was said
  }

  const std::vector<std::string> parts_;
  const int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> visits_ = 0;
  std::thread thread_;
};

const Message kMessage{.kind = Message::Kind::test, .address = "ke-odpp/duty", .at = {}, .code = "123456"};

void mail(const std::vector<std::string>& parts) {
  Script server(parts);
  SmtpChannel channel({.host = "127.0.0.1",
                       .port = server.port(),
                       .tls = SmtpTls::none,
                       .from = "valise@relay.example",
                       .user = {},
                       .password = {},
                       .ca_file = {},
                       .new_id = [] { return std::string("1"); }});
  const auto sent =
      channel.send({.kind = server::core::ChannelKind::email, .address = "duty@office.example", .secret = {}}, kMessage);
  std::string all;
  for (const auto& part : parts) all += part;
  if (sent) fuzz::require(all.find("35") != all.npos && all.find('2') != all.npos);
  fuzz::require(server.visits() <= 1);
}

void hook(std::vector<std::string> parts) {
  parts.insert(parts.begin(), std::string());  // the client speaks first
  Script server(parts);
  Transfer transfer;
  const auto url = "http://127.0.0.1:" + std::to_string(server.port()) + "/hook";
  const std::string body = "{}";
  curl_easy_setopt(transfer.handle(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(transfer.handle(), CURLOPT_POST, 1L);
  curl_easy_setopt(transfer.handle(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  transfer.connect_only_to([](const IpAddress&) { return true; });
  const auto status = transfer.run(body);
  if (status) fuzz::require(*status >= 100 && *status <= 999 && parts.size() > 1);
  fuzz::require(server.visits() <= 1);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool by_mail = input.u8() % 2 == 0;
  std::vector<std::string> parts;
  while (!input.empty() && parts.size() < 16) parts.push_back(base::to_string(input.bytes()));
  if (by_mail) {
    mail(parts);
  } else {
    hook(std::move(parts));
  }
  return 0;
}
