// Office: what an authority's security officer does in the desk: invites, requests for devices, posts and who staffs them. It
// speaks with the commands of keys/registrar, in this process, so that every rule and every check of a statement is theirs; it
// holds no key. The passphrase of the authority's key comes with each act, opens the key for it, and is wiped.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "desk/office_run.hpp"

namespace valise::desk {

class Office {
 public:
  explicit Office(OfficeOptions options) : options_(std::move(options)) {}
  ~Office() { bench_.join(); }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  // act does one thing on a thread of its own (it may wait for the relay, and derives a key) and hands the answer to `done`
  // there.
  void act(v1::DeskOfficeAct request, std::function<void(v1::FromDesk)> done);

 private:
  [[nodiscard]] v1::FromDesk answer(v1::DeskOfficeAct& request);
  [[nodiscard]] v1::FromDesk show(const std::string& authority) const;
  [[nodiscard]] v1::FromDesk invite(const v1::DeskOfficeAct& request) const;
  [[nodiscard]] v1::FromDesk look(const v1::DeskOfficeAct& request) const;
  [[nodiscard]] v1::FromDesk roster(const v1::DeskOfficeAct& request) const;

  OfficeOptions options_;
  boost::asio::thread_pool bench_{1};  // a workspace is for one at a time
};

}  // namespace valise::desk
