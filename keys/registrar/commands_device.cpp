// Commands on devices: invite, approve, revoke.
#include <CLI/CLI.hpp>

#include "base/text_encoding.hpp"
#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::Invite;
using directory::OfficerAddress;

constexpr std::string_view kRequestPrefix = "valise-enrolment1:";

struct InviteOptions {
  std::string officer;
  std::string valid_for = "72h";
  std::string out;
  bool offline = false;
  KeyOptions keys;
  RelayOptions relay;
};

// "90m", "72h", "7d"; at most 30 days.
Result<std::chrono::minutes> parse_duration(const std::string& text) {
  const auto wrong = [] { return fail(RegistrarError::bad_argument, "--valid-for is written like 90m, 72h or 7d, at most 30d"); };
  const std::map<char, int> units{{'m', 1}, {'h', 60}, {'d', 24 * 60}};
  if (text.size() < 2 || text.size() > 6 || !units.contains(text.back())) return wrong();
  int number = 0;
  for (char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') return wrong();
    number = number * 10 + (c - '0');
  }
  const std::chrono::minutes out(number * units.at(text.back()));
  if (out.count() == 0 || out > std::chrono::hours(24 * 30)) return wrong();
  return out;
}

Result<const directory::Officer*> find_officer(Session& session, const std::string& text) {
  auto address = OfficerAddress::parse(text);
  if (!address) return with_context(text, std::move(address.error()));
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& state = (*workspace)->state();
  if (!state.active(*address)) return fail(RegistrarError::not_found, text);
  return state.officer(*address);
}

Result<> register_at_relay(Session& session, const Invite& invite, const RelayTarget& relay, const InviteOptions& options) {
  auto keys = open_keys(session.environment(), options.keys);
  if (!keys) return pass_on(keys);
  if (keys->empty()) return fail(RegistrarError::nothing_to_sign_with, "or use --offline");
  auto registration = directory::make_invite_registration(invite, *keys->front());
  if (!registration) return pass_on(registration);
  auto line = session.connect(relay, keys->front().get());
  if (!line) return pass_on(line);
  return (*line)->register_invite(*registration);
}

Result<> hand_over(Session& session, const Invite& invite, const InviteOptions& options) {
  const auto text = invite.text();
  const auto view = base::as_text(text.expose());
  json::object shown{{"officer", options.officer},
                     {"invite_hash", hex(invite.hash().view())},
                     {"expires", time_text(invite.terms().expires)},
                     {"registered", !options.offline}};
  if (!options.out.empty() && options.out != "-") {
    if (auto written = write_file(options.out, view, Mode::secret, IfExists::refuse); !written) return written;
    shown["invite_file"] = options.out;
  } else {
    shown["invite"] = view;
  }
  session.output().show(shown);
  session.output().note("The invite is a secret: whoever has it can enrol a device for this officer, once you approve it.");
  return {};
}

Result<> invite(Session& session, const InviteOptions& options) {
  auto officer = find_officer(session, options.officer);
  if (!officer) return pass_on(officer);
  auto duration = parse_duration(options.valid_for);
  if (!duration) return pass_on(duration);
  auto relay = session.target(options.relay);
  if (!relay) return pass_on(relay);
  auto& environment = session.environment();
  const auto made = Invite::make(environment.random, {.directory = relay->directory,
                                                      .relay_address = relay->address,
                                                      .relay = relay->id,
                                                      .officer = (*officer)->address,
                                                      .officer_name = (*officer)->details.name(),
                                                      .expires = environment.clock.now() + *duration});
  if (!options.offline) {
    if (auto done = register_at_relay(session, made, *relay, options); !done) return done;
  }
  return hand_over(session, made, options);
}

struct ApproveOptions {
  std::string invite;
  std::string request;
  StatementOptions statement;
};

Result<Invite> read_invite(Session& session, const std::string& path) {
  auto content = read_file(path, 16 * 1024);
  if (!content) return pass_on(content);
  const auto secret = crypto::SecretBytes::consume(*content);
  auto parsed = Invite::parse(base::as_text(secret.expose()));
  if (!parsed) return with_context(path, std::move(parsed.error()));
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  if (parsed->terms().directory != (*workspace)->directory()) return fail(RegistrarError::other_directory, path);
  if (parsed->expired(session.environment().clock.now())) return fail(directory::EnrolmentError::invite_expired, path);
  return parsed;
}

// A request file has the bare bytes, or their text form.
Result<base::Bytes> read_request(const std::string& path) {
  auto content = read_file(path);
  if (!content) return pass_on(content);
  if (!content->starts_with(kRequestPrefix)) return base::to_bytes(std::string_view(*content));
  std::string_view digits = std::string_view(*content).substr(kRequestPrefix.size());
  while (digits.ends_with('\n') || digits.ends_with('\r')) digits.remove_suffix(1);
  auto bytes = base::parse_base64url(digits);
  if (!bytes) return fail(directory::EnrolmentError::request_malformed, path);
  return std::move(*bytes);
}

Result<base::Bytes> fetch_request(Session& session, const Invite& made, const ApproveOptions& options,
                                  const crypto::KeyHolder& key) {
  auto relay = session.target(options.statement.relay);
  if (!relay) return pass_on(relay);
  auto line = session.connect(*relay, &key);
  if (!line) return pass_on(line);
  auto request = (*line)->fetch_enrolment(made.hash());
  if (request && request->empty()) return fail(RegistrarError::request_missing);
  return request;
}

Result<base::Bytes> obtain_request(Session& session, const Invite& made, const ApproveOptions& options) {
  if (!options.request.empty()) return read_request(options.request);
  auto keys = session.keys(options.statement.keys);
  if (!keys) return pass_on(keys);
  if ((*keys)->empty()) return fail(RegistrarError::nothing_to_sign_with, "or name the request with --request");
  return fetch_request(session, made, options, *(*keys)->front());
}

void show_request(Session& session, const Invite& made, const directory::EnrolmentRequest& request) {
  session.output().show({{"officer", request.device.officer.string()},
                         {"name", made.terms().officer_name},
                         {"label", request.device.label},
                         {"device", hex(request.device.id.view())},
                         {"signature_key", hex(request.device.signature_key.view())},
                         {"transport_key", hex(request.device.transport_key.view())}});
}

Result<> approve(Session& session, const ApproveOptions& options) {
  auto made = read_invite(session, options.invite);
  if (!made) return pass_on(made);
  auto bytes = obtain_request(session, *made, options);
  if (!bytes) return pass_on(bytes);
  auto request = directory::check_enrolment_request(*made, *bytes);
  if (!request) return pass_on(request);
  show_request(session, *made, *request);
  if (auto sure = session.confirm("Enrol this device?"); !sure) return sure;
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  auto& body = *statement->mutable_device_enrolled();
  body.set_device(base::to_string(request->device_bytes));
  body.set_signature_key_proof(base::to_string(request->proofs.by_signature_key));
  body.set_transport_key_proof(base::to_string(request->proofs.by_transport_key));
  return session.finish(*statement, options.statement);
}

struct RevokeOptions {
  std::string device;
  std::string reason;
  StatementOptions statement;
};

Result<> revoke(Session& session, const RevokeOptions& options) {
  const auto bytes = base::parse_hex(options.device);
  const auto id = bytes ? base::DeviceId::parse(*bytes) : std::nullopt;
  if (!id) return fail(RegistrarError::bad_argument, "a device is named by 32 hexadecimal digits");
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  const auto* device = (*session.workspace())->state().device(*id);
  if (device == nullptr) return fail(RegistrarError::not_found, options.device);
  if (auto sure = session.confirm("Revoking " + device->label + " of " + device->officer.string() + " is final."); !sure)
    return sure;
  statement->mutable_device_revoked()->set_device_id(id->string());
  statement->mutable_device_revoked()->set_reason(options.reason);
  return session.finish(*statement, options.statement);
}

void add_invite_command(const Commands& commands, CLI::App& group) {
  auto& session = commands.session;
  auto options = std::make_shared<InviteOptions>();
  auto& command = commands.command(group, "invite", "Make an invite for an officer's new device",
                                   [&session, options] { return invite(session, *options); });
  command.add_option("OFFICER", options->officer, "E.g. ke-odpp/@jmwangi")->required();
  command.add_option("--valid-for", options->valid_for, "How long: 90m, 72h, 7d")->capture_default_str();
  command.add_option("-o,--out", options->out, "Write the invite to this file (mode 0600)");
  command.add_flag("--offline", options->offline, "Do not tell the relay; the device's request then comes by file");
  options->keys.add_to(command);
  options->relay.add_to(command);
}

}  // namespace

void add_device_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& group = commands.group("device", "Devices of officers");
  add_invite_command(commands, group);

  auto approving = std::make_shared<ApproveOptions>();
  auto& approve_command = commands.command(group, "approve", "Check a device's answer to an invite and enrol the device",
                                           [&session, approving] { return approve(session, *approving); });
  approve_command.add_option("INVITE", approving->invite, "File with the invite; - for standard input")->required();
  approve_command.add_option("--request", approving->request, "The device's answer as a file, instead of from the relay");
  approving->statement.add_to(approve_command);

  auto revoking = std::make_shared<RevokeOptions>();
  auto& revoke_command = commands.command(group, "revoke", "Revoke a device for good; the authority or the registrar signs",
                                          [&session, revoking] { return revoke(session, *revoking); });
  revoke_command.add_option("DEVICE", revoking->device, "Device id, 32 hexadecimal digits")->required();
  revoke_command.add_option("--reason", revoking->reason, "Reason, for everybody to read");
  revoking->statement.add_to(revoke_command);
}

}  // namespace valise::registrar
