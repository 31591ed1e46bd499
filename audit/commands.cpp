#include "audit/commands.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "audit/audit.hpp"
#include "audit/proof.hpp"
#include "base/text_encoding.hpp"

namespace valise::audit {
namespace {

namespace json = boost::json;
using base::fail;
using base::Result;

constexpr int kFailed = 1;
constexpr int kWrong = 6;

int complain(const Streams& streams, const base::Error& error) {
  streams.err << "valise-audit: " << error.message() << '\n';
  static const auto& own = make_error_code(AuditError::unreadable).category();
  const bool wrong = error.code.category() == own && error.code.value() >= static_cast<int>(AuditError::malformed);
  return wrong ? kWrong : kFailed;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(AuditError::unreadable, path);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

std::string utc(std::uint64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

// A terminal must not be told anything by a name in the log.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out;
}

// ---- log ----

Result<std::unique_ptr<Source>> open(const LogOptions& options) {
  if (!options.source.starts_with("https://")) return open_folder(options.source);
  const auto bytes = base::parse_hex(options.pin);
  const auto pin = bytes ? base::RelayId::parse(base::ByteView(*bytes)) : std::nullopt;
  if (!pin) return fail(AuditError::bad_argument, "--pin: 64 hexadecimal digits");
  Server server{.url = options.source, .pin = *pin, .token = {}};
  if (!options.token_file.empty()) {
    auto token = read_file(options.token_file);
    if (!token) return pass_on(token);
    while (token->ends_with('\n')) token->pop_back();
    server.token = std::move(*token);
  }
  return open_server(std::move(server));
}

Result<Expectations> expectations(const LogOptions& options) {
  Expectations out;
  if (!options.directory_id.empty()) {
    const auto id = base::parse_hex(options.directory_id);
    if (!id || id->size() != 32) return fail(AuditError::bad_argument, "--directory-id: 64 hexadecimal digits");
    out.directory_id = base::to_string(*id);
  }
  if (options.since.empty()) return out;
  std::string text = options.since;
  if (std::error_code error; std::filesystem::exists(options.since, error)) {
    auto content = read_file(options.since);
    if (!content) return pass_on(content);
    text = std::move(*content);
  }
  auto head = read_earlier_head(text);
  if (!head) return pass_on(head);
  out.since = *head;
  return out;
}

json::object json_of(const Change& change) {
  json::object out{{"type", "change"},
                   {"index", change.index},
                   {"made_at", utc(change.made_at_ms / 1000)},
                   {"authority", change.authority},
                   {"what", change.what},
                   {"subject", change.subject}};
  json::array signers;
  for (const auto& signer : change.signers) signers.emplace_back(signer);
  out["signed_by"] = std::move(signers);
  return out;
}

json::object json_of(const Findings& findings) {
  json::object out{{"type", "audit"},
                   {"verified", true},
                   {"origin", findings.origin},
                   {"size", findings.size},
                   {"root", base::to_hex(findings.root)},
                   {"directory_id", base::to_hex(base::as_bytes(findings.directory_id))},
                   {"signed_by_relay", findings.relay},
                   {"witnesses_needed", findings.witnesses_needed}};
  json::array vouching;
  for (const auto& name : findings.vouching) vouching.emplace_back(name);
  out["witnesses"] = std::move(vouching);
  if (findings.vouched_at > 0) out["vouched_at"] = utc(findings.vouched_at);
  return out;
}

void print(const Findings& findings, std::ostream& out) {
  out << "Verified   " << findings.size << " entries of " << printable(findings.origin) << '\n'
      << "Root       " << base::to_hex(findings.root) << '\n'
      << "Directory  " << base::to_hex(base::as_bytes(findings.directory_id)) << '\n'
      << "Signed by  relay " << printable(findings.relay) << '\n';
  if (findings.witnesses_needed == 0) {
    out << "Witnesses  none are configured\n";
    return;
  }
  out << "Witnesses  " << findings.vouching.size() << " (" << findings.witnesses_needed << " needed), at "
      << utc(findings.vouched_at) << " or later:";
  for (const auto& name : findings.vouching) out << ' ' << printable(name);
  out << '\n';
}

void print(const Change& change, std::ostream& out) {
  out << change.index << "  " << utc(change.made_at_ms / 1000) << "  ";
  if (!change.authority.empty()) out << printable(change.authority) << ": ";
  out << change.what;
  if (!change.subject.empty()) out << ": " << printable(change.subject);
  out << "  [";
  for (std::size_t i = 0; i < change.signers.size(); ++i) out << (i == 0 ? "" : ", ") << printable(change.signers[i]);
  out << "]\n";
}

// ---- proofs ----

Result<std::string> check_proof_file(const std::string& file) {
  const auto content = read_file(file);
  if (!content) return base::Unexpected(content.error());
  auto checked = check_proof(*content);
  if (!checked) return with_context(file, std::move(checked.error()));
  return checked;
}

}  // namespace

int audit_log_command(const LogOptions& options, const Streams& streams) {
  auto expected = expectations(options);
  if (!expected) return complain(streams, expected.error());
  auto source = open(options);
  if (!source) return complain(streams, source.error());
  const auto findings = audit_log(**source, *expected);
  if (!findings) return complain(streams, findings.error());
  if (streams.json) {
    streams.out << json::serialize(json_of(*findings)) << '\n';
    if (expected->since) {
      for (const auto& change : findings->changes) streams.out << json::serialize(json_of(change)) << '\n';
    }
    return 0;
  }
  print(*findings, streams.out);
  if (!expected->since) return 0;
  streams.out << findings->changes.size() << " changes since size " << expected->since->size << '\n';
  for (const auto& change : findings->changes) print(change, streams.out);
  return 0;
}

int audit_proof_command(const std::string& file, const Streams& streams) {
  const auto proved = check_proof_file(file);
  if (!proved) return complain(streams, proved.error());
  if (streams.json) {
    streams.out << json::serialize(json::object{{"type", "proof"}, {"verified", true}, {"proves", *proved}}) << '\n';
  } else {
    streams.out << "Proved: " << *proved << '\n';
  }
  return 0;
}

}  // namespace valise::audit
