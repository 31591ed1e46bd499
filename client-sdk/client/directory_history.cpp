#include "valise/directory_history.hpp"

#include <algorithm>
#include <optional>

#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "keys/directory/statement.hpp"

namespace valise {
namespace {

using base::fail;
using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;
namespace store = sdk::store;
using Statement = v1::Statement;

// Facts are what is told of one statement.
struct Facts {
  std::string authority;
  const char* kind;
  std::string about = {};
  std::string name = {};
};

template <class Body>
Facts of_officer(const char* kind, const Body& officer) {
  return {officer.authority_id(), kind, officer.authority_id() + "/@" + officer.officer_id()};
}
Facts of_named(const char* kind, const v1::Officer& officer) {
  auto out = of_officer(kind, officer);
  out.name = officer.name();
  return out;
}
template <class Body>
Facts of_post(const char* kind, const Body& post) {
  return {post.authority_id(), kind, post.authority_id() + "/" + post.post_id()};
}
std::optional<Facts> of_enrolled(const std::string& bytes) {
  v1::Device device;
  if (!device.ParseFromString(bytes)) return std::nullopt;
  auto out = of_officer("device_enrolled", device);
  out.name = device.label();
  return out;
}

// The statement names the device only; whose it is, the directory knows.
std::optional<Facts> of_revoked(const Context& context, const std::string& id) {
  const auto parsed = base::DeviceId::parse(id);
  const auto* device = parsed ? context.directory().device(*parsed) : nullptr;
  if (device == nullptr) return std::nullopt;
  return Facts{device->officer.authority.string(), "device_revoked", device->officer.string()};
}

std::optional<Facts> of_authority(const Statement& s) {
  switch (s.body_case()) {
    case Statement::kAuthorityRegistered: return Facts{s.authority_registered().record().authority_id(), "registered"};
    case Statement::kAuthorityRecordChanged: return Facts{s.authority_record_changed().record().authority_id(), "record_changed"};
    case Statement::kAuthorityStatusChanged: return Facts{s.authority_status_changed().authority_id(), "status_changed"};
    case Statement::kAuthorityKeysRotated: return Facts{s.authority_keys_rotated().authority_id(), "keys_rotated"};
    case Statement::kAuthorityRecoveryAnnounced:
      return Facts{s.authority_recovery_announced().authority_id(), "recovery_announced"};
    case Statement::kAuthorityRecoveryContested:
      return Facts{s.authority_recovery_contested().authority_id(), "recovery_contested"};
    case Statement::kAuthorityRecoveryCompleted:
      return Facts{s.authority_recovery_completed().authority_id(), "recovery_completed"};
    default: return std::nullopt;
  }
}

std::optional<Facts> facts_of(const Context& context, const Statement& s) {
  switch (s.body_case()) {
    case Statement::kOfficerEnrolled: return of_named("officer_enrolled", s.officer_enrolled().officer());
    case Statement::kOfficerChanged: return of_named("officer_changed", s.officer_changed().officer());
    case Statement::kOfficerRetired: return of_officer("officer_retired", s.officer_retired());
    case Statement::kDeviceEnrolled: return of_enrolled(s.device_enrolled().device());
    case Statement::kDeviceRevoked: return of_revoked(context, s.device_revoked().device_id());
    case Statement::kPostDefined: return of_post("post_defined", s.post_defined().post());
    case Statement::kPostChanged: return of_post("post_changed", s.post_changed().post());
    case Statement::kPostRetired: return of_post("post_retired", s.post_retired());
    case Statement::kRosterPublished: return of_post("roster_published", s.roster_published());
    default: return of_authority(s);
  }
}

base::Result<std::vector<DirectoryEvent>> history(Context& context, const std::string& authority, std::size_t limit) {
  const auto id = directory::AuthorityId::parse(authority);
  if (!id) return fail(ClientError::address_invalid);
  if (context.directory().authority(*id) == nullptr) return fail(ClientError::address_unknown, authority);
  std::vector<DirectoryEvent> out;
  auto read = context.store.transaction([&](store::Transaction& tx) {
    return tx.directory_log().for_each(base::LogIndex(0), [&](base::LogIndex index, base::ByteView entry) -> base::Result<> {
      auto statement = directory::SignedStatement::parse(entry);
      if (!statement) return pass_on(statement);
      const auto facts = facts_of(context, statement->statement());
      if (!facts || facts->authority != authority) return {};
      out.push_back({.position = index.value(),
                     .made_at = base::from_wire(statement->statement().made_at_ms()),
                     .kind = facts->kind,
                     .about = facts->about,
                     .name = facts->name});
      return {};
    });
  });
  if (!read) return pass_on(read);
  std::ranges::reverse(out);
  if (out.size() > limit) out.resize(limit);
  return out;
}

}  // namespace

Result<std::vector<DirectoryEvent>> DirectoryHistory::of(const std::string& authority, std::size_t limit) {
  return publicly(history(internals(*client_).context(), authority, limit));
}

}  // namespace valise
