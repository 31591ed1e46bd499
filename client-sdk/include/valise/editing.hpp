// Editing: an author changes or takes back what they wrote. Nothing is erased: everybody in the room sees the first words, each
// change, who made it and when; so does a record of exchange.
#pragma once

#include "valise/client.hpp"

namespace valise {

class Editing {
 public:
  // The Client must outlive it.
  explicit Editing(Client& client) : client_(&client) {}

  // edit gives an own message (id or unique prefix; of any own device) another text. retract takes it back; a reason is required.
  // Queued durably, then tried to be delivered, like Client::send. ErrorKind: not_found, usage (not one's own, no text, taken
  // back already), not_authorised.
  Result<SendReport> edit(const std::string& message, const std::string& text);
  Result<SendReport> retract(const std::string& message, const std::string& reason);

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
