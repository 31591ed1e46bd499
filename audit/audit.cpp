#include "audit/audit.hpp"

#include <algorithm>
#include <functional>

#include "base/text_encoding.hpp"

namespace valise::audit {
namespace {

using base::Bytes;
using base::fail;
using base::Result;

constexpr std::uint64_t kWidth = 256;

std::string three(std::uint64_t value) {
  std::string out = std::to_string(1000 + value % 1000);
  return out.substr(1);
}

// "tile/entries/x001/234.p/56"
std::string file_name(std::string_view level, std::uint64_t index, std::uint64_t width) {
  std::string out = three(index);
  while ((index /= 1000) > 0) out = "x" + three(index) + "/" + out;
  out = "tile/" + std::string(level) + "/" + out;
  return width == kWidth ? out : out + ".p/" + std::to_string(width);
}

Result<> take_entries(const Bytes& bundle, const std::string& name, std::vector<Bytes>& out) {
  for (std::size_t at = 0; at < bundle.size();) {
    if (bundle.size() - at < 2) return fail(AuditError::malformed, name);
    const std::size_t length = static_cast<std::size_t>(bundle[at]) << 8U | bundle[at + 1];
    at += 2;
    if (bundle.size() - at < length) return fail(AuditError::malformed, name);
    out.emplace_back(bundle.begin() + static_cast<std::ptrdiff_t>(at), bundle.begin() + static_cast<std::ptrdiff_t>(at + length));
    at += length;
  }
  return {};
}

Result<std::vector<Bytes>> read_entries(Source& source, std::uint64_t size) {
  std::vector<Bytes> out;
  while (out.size() < size) {
    const auto width = std::min(kWidth, size - out.size());
    const auto name = file_name("entries", out.size() / kWidth, width);
    auto bundle = source.get(name);
    if (!bundle) return pass_on(bundle);
    const auto before = out.size();
    if (auto taken = take_entries(*bundle, name, out); !taken) return pass_on(taken);
    if (out.size() - before != width) return fail(AuditError::malformed, name);
  }
  return out;
}

// The tiles of leaf hashes are not needed here, but others rely on them.
Result<> check_tiles(Source& source, const std::vector<Hash>& leaves) {
  for (std::uint64_t first = 0; first < leaves.size(); first += kWidth) {
    const auto width = std::min<std::uint64_t>(kWidth, leaves.size() - first);
    const auto name = file_name("0", first / kWidth, width);
    const auto tile = source.get(name);
    if (!tile) return base::Unexpected(tile.error());
    Bytes expected;
    for (std::uint64_t i = 0; i < width; ++i) base::append(expected, leaves[first + i]);
    if (*tile != expected) return fail(AuditError::tile_differs, name);
  }
  return {};
}

Result<> check_log_signature(const Note& note, const Replay& replay, Findings& findings) {
  for (const auto& [name, relay] : replay.relays()) {
    if (relay.origin != note.origin) continue;
    const auto verdict = signed_by_log(note, relay.origin, relay.log_key).verdict;
    if (verdict == Signed::Verdict::wrong) return fail(AuditError::log_signature_wrong);
    if (verdict == Signed::Verdict::right) findings.relay = name;
  }
  if (findings.relay.empty()) return fail(AuditError::log_unsigned);
  return {};
}

Result<> check_witnesses(const Note& note, const Replay& replay, Findings& findings) {
  std::vector<std::uint64_t> times;
  for (const auto& witness : replay.witnesses()) {
    const auto cosigned = signed_by_witness(note, witness.name, witness.key);
    if (cosigned.verdict == Signed::Verdict::wrong) return fail(AuditError::witness_signature_wrong, witness.name);
    if (cosigned.verdict != Signed::Verdict::right) continue;
    findings.vouching.push_back(witness.name);
    times.push_back(cosigned.at);
  }
  findings.witnesses_needed = replay.witnesses_needed();
  if (times.size() < findings.witnesses_needed) {
    return fail(AuditError::witnesses_missing, std::to_string(times.size()) + " of " + std::to_string(findings.witnesses_needed));
  }
  if (findings.witnesses_needed == 0) return {};
  std::ranges::sort(times, std::greater{});
  findings.vouched_at = times[findings.witnesses_needed - 1];
  return {};
}

Result<> check_since(const EarlierHead& since, const std::vector<Hash>& leaves) {
  const bool fits = since.size <= leaves.size() && root_of(std::span(leaves).first(since.size)) == since.root;
  return fits ? Result<>{} : fail(AuditError::earlier_head_differs);
}

}  // namespace

Result<EarlierHead> read_earlier_head(std::string_view text) {
  if (const auto note = read_note(text)) return EarlierHead{note->size, note->root};
  while (text.ends_with('\n')) text.remove_suffix(1);
  const auto colon = text.find(':');
  const auto digits = text.substr(0, colon);
  const auto root = colon == text.npos ? std::nullopt : base::parse_hex(text.substr(colon + 1));
  EarlierHead out;
  if (!root || root->size() != out.root.size() || digits.empty() || digits.size() > 18 ||
      digits.find_first_not_of("0123456789") != digits.npos) {
    return fail(AuditError::bad_argument, "an earlier head is a checkpoint, or size:root");
  }
  out.size = std::stoull(std::string(digits));
  std::ranges::copy(*root, out.root.begin());
  return out;
}

Result<Findings> audit_log(Source& source, const Expectations& expectations) {
  const auto bytes = source.get("checkpoint");
  if (!bytes) return base::Unexpected(bytes.error());
  auto note = read_note(base::as_text(*bytes));
  if (!note) return pass_on(note);
  auto entries = read_entries(source, note->size);
  if (!entries) return pass_on(entries);

  std::vector<Hash> leaves;
  for (const auto& entry : *entries) leaves.push_back(leaf_hash(entry));
  if (root_of(leaves) != note->root) return fail(AuditError::root_differs);
  if (auto checked = check_tiles(source, leaves); !checked) return pass_on(checked);

  Findings out{.origin = note->origin,
               .size = note->size,
               .root = note->root,
               .directory_id = {},
               .relay = {},
               .vouching = {},
               .changes = {}};
  Replay replay;
  for (const auto& entry : *entries) {
    auto change = replay.apply(entry);
    if (!change) return pass_on(change);
    out.changes.push_back(std::move(*change));
  }
  out.directory_id = replay.directory_id();
  if (!expectations.directory_id.empty() && out.directory_id != expectations.directory_id)
    return fail(AuditError::other_directory);
  if (auto checked = check_log_signature(*note, replay, out); !checked) return pass_on(checked);
  if (auto checked = check_witnesses(*note, replay, out); !checked) return pass_on(checked);
  if (expectations.since) {
    if (auto checked = check_since(*expectations.since, leaves); !checked) return pass_on(checked);
    out.changes.erase(out.changes.begin(), out.changes.begin() + static_cast<std::ptrdiff_t>(expectations.since->size));
  }
  return out;
}

}  // namespace valise::audit
