#include "tests/simulation/office_context.hpp"

#include "client-sdk/client/effects.hpp"
#include "keys/directory/merkle.hpp"

namespace valise::simulation {

namespace client = sdk::client;
namespace store = sdk::store;

std::unique_ptr<client::Context> context_of(const Offices& offices, std::size_t device, const std::filesystem::path& folder,
                                            const base::Clock& clock, base::Random& random) {
  const auto& enrolled = offices.devices[device];
  auto profile = store::Profile::hold(folder, "test", clock).value();
  auto made = store::LocalStore::create(folder / "test.db", store::DatabaseKey::from_bytes(random.array<32>())).value();
  client::DeviceIdentity identity{.facts = {.directory = offices.directory_id(),
                                            .device = enrolled.id,
                                            .authority = enrolled.officer.authority.string(),
                                            .officer = enrolled.officer.officer.string(),
                                            .label = "test",
                                            .enrolment = store::Enrolment::complete},
                                  .officer = enrolled.officer,
                                  .signature_key = crypto::SigningKey::from_seed(enrolled.signature_key.expose_seed()),
                                  .transport_key = crypto::SigningKey::from_seed(enrolled.transport_key.expose_seed())};
  auto log = directory::Log::restore(offices.writer.entries(), offices.checkpoint().head()).value();
  return std::unique_ptr<client::Context>(new client::Context{.profile = std::move(profile),
                                                              .store = std::move(made),
                                                              .clock = clock,
                                                              .random = random,
                                                              .io = {},
                                                              .network_timeout = std::chrono::seconds(30),
                                                              .identity = std::move(identity),
                                                              .log = std::move(log),
                                                              .names = {}});
}

store::Message message_of(const v1::Content& said, const base::DeviceId& sender, bool own, const Place& place) {
  return {.id = *base::MessageId::parse(said.message_id()),
          .room = place.room,
          .room_seq = place.seq,
          .sender = sender,
          .direction = own ? store::Direction::outgoing : store::Direction::incoming,
          .state = own ? store::MessageState::sent : store::MessageState::received,
          .sent_at = place.at,
          .received_at = place.at,
          .urgency = static_cast<int>(said.urgency()),
          .content = base::to_bytes(said.SerializeAsString()),
          .body = static_cast<int>(said.body_case()),
          .spoken = client::is_spoken(said)};
}

}  // namespace valise::simulation
