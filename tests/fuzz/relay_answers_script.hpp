// What an input of relay_answers is made of; shared with the program that writes its seeds.
#pragma once

#include "base/ids.hpp"
#include "tests/support/every_request.hpp"

namespace valise::fuzz {

template <class Id>
Id filled(base::Byte byte) {
  base::ByteArray<Id::size> bytes;
  bytes.fill(byte);
  return Id(bytes);
}

// The relay that is meant, and its directory.
inline const base::RelayId kRelay = filled<base::RelayId>('R');
inline const base::DirectoryId kDirectory = filled<base::DirectoryId>('D');

// plain_requests gives those that a client makes by RelayLink::request.
inline std::vector<v1::ClientFrame> plain_requests() {
  auto out = tests::every_request({.id = std::string(16, 'I'),
                                   .hash = std::string(32, 'H'),
                                   .signature = std::string(64, 's'),
                                   .text = "text",
                                   .address = "ke-odpp/duty",
                                   .email = "duty.desk@odpp.go.ke",
                                   .url = "https://hooks.odpp.go.ke:8443/valise"});
  std::erase_if(
      out, [](const v1::ClientFrame& frame) { return frame.has_authenticate() || frame.has_subscribe() || frame.has_credit(); });
  return out;
}

}  // namespace valise::fuzz
