// Gate: who may talk to the desk. Other programs of this computer, other users of it and pages of the web that the same browser
// shows all reach the loopback address; only the page that this desk served itself gets further. No I/O; one thread.
//
// - The Host header is the address itself, letter for letter: a name that was made to point here (DNS rebinding) is refused.
// - A request says where it comes from: Sec-Fetch-Site `same-origin`, or `none` for the address typed or opened; a socket or
//   anything that is not a GET names our own Origin. A missing header is a refusal.
// - The address opened in the browser carries a code behind `#`: good once and for a minute. It is exchanged for a bearer, which
//   the page keeps for its tab.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace valise::desk {

// What a browser says of a request. Missing headers are empty.
struct Approach {
  std::string_view method;
  std::string_view path;  // without the query
  std::string_view host;
  std::string_view origin;
  std::string_view fetch_site;
  bool socket = false;  // asks for a WebSocket
};

class Gate {
 public:
  static constexpr auto kCodeLife = std::chrono::seconds(60);

  Gate(std::string host, const base::Clock& clock, base::Random& random);

  // admits says whether a request may be looked at further.
  [[nodiscard]] bool admits(const Approach& approach) const;

  // new_code gives a code for one opening of the page; earlier ones that were not used stay good until their time is over.
  [[nodiscard]] std::string new_code();
  // exchange gives a bearer for a code, once.
  [[nodiscard]] std::optional<std::string> exchange(std::string_view code);
  // knows says whether this desk gave out the bearer.
  [[nodiscard]] bool knows(std::string_view bearer) const;

  // host is "127.0.0.1:PORT"; origin the same with its scheme.
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] std::string origin() const { return "http://" + host_; }

 private:
  [[nodiscard]] std::string secret();

  std::string host_;
  const base::Clock& clock_;
  base::Random& random_;
  std::map<std::string, base::Monotonic> codes_;  // and when they end
  std::vector<std::string> bearers_;
};

}  // namespace valise::desk
