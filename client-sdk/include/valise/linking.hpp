// Linking: the history of one own device for another (docs/design/0030-own-devices-and-history.md).
//
// Both devices are enrolled, each by an invite of its own; members' programs let a new one into the rooms by themselves. What was
// said before it came it gets from the old device, if both know one code of 128 bits, which one of them shows and the person
// carries to the other. So a device that somebody else has had enrolled for this officer gets nothing. Either device may show the
// code, whatever its part. It is for one use, within an hour. The history then goes end-to-end encrypted through a room that only
// this officer's devices are in; both devices have to be online at some time, not at the same one, and either may be switched off
// meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "valise/client.hpp"
#include "valise/qr.hpp"

namespace valise {

// LinkPart is what a device does in a link.
enum class LinkPart {
  gives,     // its history
  receives,  // that of the other
};

// HistoryExtent is what would be handed over, to be said before anybody agrees to it.
struct HistoryExtent {
  std::uint64_t rooms = 0;
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;  // of what was said, without files: those are fetched from the relay as long as it has them
};

struct LinkOffer {
  std::string code;                 // "valise-link1:..."; a secret until it was used
  QrCode qr;                        // the same
  LinkPart part = LinkPart::gives;  // of this device
  Time expires{};
};

struct DeviceLinkView {
  enum class State {
    shown,      // a code was shown here, and nobody has answered it
    agreed,     // both know the code, and nothing was handed over yet
    under_way,  // the history is being handed over
    done,
    ended,  // run out or cancelled
  };
  LinkPart part = LinkPart::gives;  // of this device
  State state = State::shown;
  std::string device;  // the other one, where it is known
  std::string label;
  Time expires{};                // of the code; later of the handing over
  std::uint64_t messages = 0;    // handed over, or taken in so far
  std::uint64_t parts = 0;       // that the history was divided into
  std::uint64_t parts_done = 0;  // receiving
};

class Linking {
 public:
  explicit Linking(Client& client) : client_(&client) {}

  // history gives what this device would hand over. No network.
  Result<HistoryExtent> history();
  // show makes a code; one that was shown before and not used ends. No network.
  Result<LinkOffer> show(LinkPart part);
  // read gives what the device that entered a code would do, and what the other one is called, without doing anything. No
  // network. ErrorKind: usage for what is no code or has run out; not_authorised for one of another officer's device, or this
  // one's own.
  Result<DeviceLinkView> read(const std::string& code);
  // enter answers a code that the other device shows; the rest is done by the next visits to the relay of both. No network; the
  // same errors.
  Result<DeviceLinkView> enter(const std::string& code);
  // list gives all links, the newest first. No network.
  Result<std::vector<DeviceLinkView>> list();
  // cancel ends all links that are not over, and gives their number. What was handed over before stays there.
  Result<std::uint64_t> cancel();

 private:
  Client* client_;
};

}  // namespace valise
