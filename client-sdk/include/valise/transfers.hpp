// Transfers: files that are on their way, stopped by the person. What goes on (Client::send, Live::fetch) goes on from where it
// was, also in another process and after a restart.
#pragma once

#include "valise/client.hpp"

namespace valise {

class Transfers {
 public:
  // The Client must outlive it.
  explicit Transfers(Client& client) : client_(&client) {}

  // hold keeps the files of a queued own message (id or unique prefix) back, and the message with them, until release. What was
  // queued after it in the same room goes on. What is being sent just now stops within a moment. ErrorKind: not_found, usage (no
  // file of it is on its way).
  Result<> hold(const std::string& message);
  // release lets them go on; it is tried at the next visit to the relay, within a Live at once.
  Result<> release(const std::string& message);
  // cancel gives up a queued message whose files are on their way: it has failed, nobody else gets anything of it, and the
  // encrypted copies of its files are gone from the profile. What the relay had of them it cannot read, and erases when its time
  // has come. ErrorKind: not_found, usage (no file of it is on its way, or all are there, and the message may be out already).
  Result<> cancel(const std::string& message);

  // discard removes what an unfinished download of a received file has brought. Not while it runs. ErrorKind: not_found.
  Result<> discard(const std::string& message, std::size_t position);

 private:
  Client* client_;
};

}  // namespace valise
