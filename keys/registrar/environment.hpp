// What the program takes from outside, so that tests can take its place: streams, clock, randomness, the person at the terminal,
// the relay.
#pragma once

#include <functional>
#include <memory>
#include <ostream>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "keys/crypto/argon2.hpp"
#include "keys/crypto/key_holder.hpp"
#include "keys/directory/enrolment.hpp"
#include "keys/directory/proposal.hpp"

namespace valise::registrar {

// Person answers at the terminal. Fails where there is none.
class Person {
 public:
  virtual ~Person() = default;
  [[nodiscard]] virtual base::Result<crypto::Passphrase> passphrase(std::string_view question) = 0;
  // confirm asks for "yes".
  [[nodiscard]] virtual base::Result<bool> confirm(std::string_view question) = 0;
};

// RelayTarget: where a relay is and by which key it is known.
struct RelayTarget {
  std::string address;
  base::RelayId id;
  base::DirectoryId directory;
};

// RelayLine is one session with a relay, unauthenticated or as an administrator.
class RelayLine {
 public:
  struct Appended {
    std::uint64_t index = 0;
    std::string checkpoint;
  };
  struct Page {
    std::vector<base::Bytes> entries;
    std::string checkpoint;
  };
  // BoxedProposal is what lies in the relay's box: nothing in it is verified.
  struct BoxedProposal {
    std::uint64_t number = 0;
    base::Bytes statement;
    base::UnixMillis submitted_at;
    base::Bytes refusal;  // empty: open
  };
  virtual ~RelayLine() = default;
  [[nodiscard]] virtual base::Result<Appended> append(base::ByteView statement) = 0;
  // The following need an administrator's session.
  [[nodiscard]] virtual base::Result<Page> entries(std::uint64_t first) = 0;
  [[nodiscard]] virtual base::Result<> register_invite(base::ByteView registration) = 0;
  // fetch_enrolment gives nothing as long as the device has not answered.
  [[nodiscard]] virtual base::Result<base::Bytes> fetch_enrolment(const directory::InviteHash& invite) = 0;
  [[nodiscard]] virtual base::Result<> submit_proposal(base::ByteView statement) = 0;
  // proposals gives a page of those after a number, of an authority or (empty) of all; none at the end.
  [[nodiscard]] virtual base::Result<std::vector<BoxedProposal>> proposals(std::uint64_t after, const std::string& authority) = 0;
  [[nodiscard]] virtual base::Result<> withdraw_proposal(const directory::ProposalId& proposal) = 0;
  [[nodiscard]] virtual base::Result<> refuse_proposal(base::ByteView refusal) = 0;
};
using ConnectRelay =
    std::function<base::Result<std::unique_ptr<RelayLine>>(const RelayTarget& relay, const crypto::KeyHolder* administrator)>;

struct Environment {
  std::ostream& out;
  std::ostream& err;
  const base::Clock& clock;
  base::Random& random;
  Person& person;
  ConnectRelay connect;
  crypto::Argon2Cost cost = crypto::Argon2Cost::moderate;
};

}  // namespace valise::registrar
