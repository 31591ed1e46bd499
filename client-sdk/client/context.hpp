// Context: what all parts of the client share while a profile is open. Owned by Client; one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>
#include <set>

#include "base/clock.hpp"
#include "base/key_series.hpp"
#include "base/random.hpp"
#include "client-sdk/client/past_directory.hpp"
#include "client-sdk/net/attachment_client.hpp"
#include "client-sdk/net/relay_session.hpp"
#include "client-sdk/store/local_store.hpp"
#include "client-sdk/store/profile.hpp"
#include "keys/crypto/ed25519.hpp"
#include "keys/directory/log.hpp"
#include "keys/records/search.hpp"

namespace valise::sdk::client {

namespace asio = boost::asio;
using base::fail;
using base::pass_on;
using base::Result;

// DeviceIdentity is this device: who it is in the directory, and its two private keys.
struct DeviceIdentity {
  store::Identity facts;
  directory::OfficerAddress officer;
  crypto::SigningKey signature_key;
  crypto::SigningKey transport_key;
};

struct Context {
  store::Profile profile;
  store::LocalStore store;
  const base::Clock& clock;
  base::Random& random;
  asio::io_context io;
  std::chrono::milliseconds network_timeout;
  std::optional<DeviceIdentity> identity;  // after an invite was accepted
  directory::Log log;                      // empty before the first sync
  records::SearchIndex names;              // of the directory; brought up to date by whoever searches
  net::Dial dial = net::RelaySession::connect;
  net::OpenHttps open_https = net::open_https;
  base::KeySeries keys{random};  // of messages
  PastDirectory past = {};
  std::set<base::RoomId> places_checked = {};  // of this session with the relay (state_loss.hpp)

  [[nodiscard]] const directory::DirectoryState& directory() const { return log.state(); }
  [[nodiscard]] base::DeviceId device() const { return identity->facts.device; }
  // enrolled says whether this device may take part; not_enrolled, enrolment_pending or device_revoked otherwise.
  [[nodiscard]] Result<> enrolled() const;
};

// load_identity reads identity and keys; nothing before an invite was accepted.
[[nodiscard]] Result<std::optional<DeviceIdentity>> load_identity(store::LocalStore& store);

// load fills identity and log from the store, when a profile was opened.
[[nodiscard]] Result<> load(Context& context);

// note stores something that the person has to be told; what stands among the unseen notices already is not repeated.
[[nodiscard]] Result<> note(store::Transaction& tx, const Context& context, store::NoticeKind kind, std::string text,
                            std::optional<base::RoomId> room);

// The same of something that the catalogue of languages can say; the English text is taken from there.
[[nodiscard]] Result<> note(store::Transaction& tx, const Context& context, store::NoticeKind kind,
                            std::vector<store::Sentence> said, std::optional<base::RoomId> room);

// notify is note within a transaction of its own.
Result<> notify(Context& context, store::NoticeKind kind, std::string text, std::optional<base::RoomId> room = {});
Result<> notify(Context& context, store::NoticeKind kind, std::vector<store::Sentence> said,
                std::optional<base::RoomId> room = {});

}  // namespace valise::sdk::client
