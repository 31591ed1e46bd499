// Transfer: one transfer with libcurl, bounded in time and size. Internal to this folder. What libcurl says in words is not
// passed on: a peer's text could be in it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "server/alert/addresses.hpp"
#include "server/alert/channel.hpp"

struct curl_slist;

namespace valise::server::alert {

class Transfer {
 public:
  Transfer();
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // connect_only_to judges the address of every connection right before it is made, whatever names resolve to.
  void connect_only_to(std::function<bool(const IpAddress&)> allowed) { allowed_ = std::move(allowed); }
  void trust_only(const std::string& ca_file);  // empty: the system's authorities
  void add_header(const std::string& line) { append(headers_, line); }
  void add_recipient(const std::string& mailbox) { append(recipients_, mailbox); }
  [[nodiscard]] void* handle() const { return handle_; }

  // run performs it; `upload` is what is sent, over whatever the handle has been set to. Gives the status of HTTP or SMTP.
  [[nodiscard]] base::Result<long> run(const std::string& upload);

 private:
  static void append(curl_slist*& list, const std::string& line);

  void* handle_;
  curl_slist* headers_ = nullptr;
  curl_slist* recipients_ = nullptr;
  std::function<bool(const IpAddress&)> allowed_;
};

}  // namespace valise::server::alert
