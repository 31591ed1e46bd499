// An invite as a person pastes it, and an enrolment request as the relay hands it over.
#include "keys/directory/enrolment.hpp"
#include "tests/fuzz/target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  const base::ByteView input(data, size);
  const auto invite = directory::Invite::parse(base::as_text(input));
  if (invite) {
    const auto again = directory::Invite::parse(base::as_text(invite->text().expose()));
    fuzz::require(again && again->hash() == invite->hash());
  }
  static_cast<void>(directory::enrolment_request_hash(input));
  return 0;
}
