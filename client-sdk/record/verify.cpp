#include "client-sdk/record/verify.hpp"

#include <algorithm>
#include <map>

#include "base/text_encoding.hpp"
#include "client-sdk/mls/extension.hpp"
#include "client-sdk/record/acts.hpp"
#include "client-sdk/record/error.hpp"
#include "client-sdk/record/json.hpp"
#include "client-sdk/record/package.hpp"
#include "client-sdk/record/signed_message.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/directory/cosignature.hpp"
#include "keys/directory/state.hpp"
#include "language/speaker.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::record {
namespace {

using Kind = valise::RecordFinding::Kind;
using language::Argument;

const char* urgency_word(v1::Urgency urgency) {
  switch (urgency) {
    case v1::URGENCY_URGENT: return "urgent";
    case v1::URGENCY_EMERGENCY: return "emergency";
    default: return "routine";
  }
}

std::vector<std::string> copied(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

// Judge goes through a package in the order in which each step rests on the one before: directory, seal, files, messages.
class Judge {
 public:
  Judge(const Files& files, Record record, Proof proof, std::string directory)
      : files_(files), record_(std::move(record)), proof_(std::move(proof)), wanted_(std::move(directory)) {
    verdict_.room = record_.room;
    verdict_.subject = record_.subject;
    verdict_.directory = record_.directory;
  }

  valise::RecordVerdict judge(const std::vector<FileFault>& faults) {
    judge_files(faults);
    if (judge_directory()) {
      judge_seal(faults.empty());
      judge_messages();
      judge_chains();
      judge_lines();
    }
    judge_attachments();
    say_limits();
    verdict_.intact = std::ranges::none_of(verdict_.findings, [](const auto& finding) { return finding.kind == Kind::wrong; });
    return std::move(verdict_);
  }

 private:
  struct Spoken {
    std::string device;
    v1::Content content;
    base::Bytes bytes;
  };

  void find(Kind kind, const std::string& code, std::initializer_list<Argument> arguments = {}) {
    const auto id = "record." + code;
    valise::RecordFinding finding{.kind = kind, .text = english_.say(id, arguments), .code = code, .arguments = {}};
    for (const auto& argument : arguments) {
      const auto* number = std::get_if<std::int64_t>(&argument.value);
      finding.arguments.push_back(
          {argument.name, number != nullptr ? std::to_string(*number) : std::get<std::string>(argument.value)});
    }
    verdict_.findings.push_back(std::move(finding));
  }

  void judge_files(const std::vector<FileFault>& faults) {
    for (const auto& fault : faults) {
      switch (fault.kind) {
        case FileFault::Kind::altered: find(Kind::wrong, "file_altered", {{"file", fault.name}}); break;
        case FileFault::Kind::missing: find(Kind::wrong, "file_missing", {{"file", fault.name}}); break;
        case FileFault::Kind::extra: find(Kind::wrong, "file_extra", {{"file", fault.name}}); break;
      }
    }
  }

  // The statements are replayed under the directory's own rules, so thresholds and signatures are those that every member checks.
  bool judge_directory() {
    for (const auto& entry : proof_.log) {
      if (!state_.apply(entry.entry)) return find(Kind::wrong, "statement_wrong", {{"index", entry.index}}), false;
    }
    const auto id = base::to_hex(state_.directory_id().view());
    if (proof_.log.empty() || id != record_.directory) return find(Kind::wrong, "directory_other"), false;
    if (!wanted_.empty() && id != wanted_) return find(Kind::wrong, "genesis_other", {{"found", id}, {"wanted", wanted_}}), false;
    verdict_.anchored = !wanted_.empty();
    verdict_.anchored ? find(Kind::proven, "genesis", {{"id", id}}) : find(Kind::open, "genesis_unknown", {{"id", id}});
    return judge_checkpoint();
  }

  bool judge_checkpoint() {
    const auto checkpoint = directory::Checkpoint::parse(proof_.checkpoint);
    const auto signed_by_relay = [&](const auto& relay) {
      return checkpoint->verify(relay.second.log_origin, relay.second.log_key).has_value();
    };
    if (!checkpoint || std::ranges::none_of(state_.tables().relays, signed_by_relay)) {
      return find(Kind::wrong, "checkpoint_wrong"), false;
    }
    for (const auto& entry : proof_.log) {
      const auto& head = checkpoint->head();
      if (!directory::verify_inclusion(directory::leaf_hash(entry.entry), entry.index, head.size, entry.proof, head.root)) {
        return find(Kind::wrong, "inclusion_wrong", {{"index", entry.index}}), false;
      }
    }
    find(Kind::proven, "log", {{"count", proof_.log.size()}, {"size", checkpoint->head().size}});
    return judge_witnesses(*checkpoint);
  }

  bool judge_witnesses(const directory::Checkpoint& checkpoint) {
    const auto& set = state_.tables().witnesses;
    if (set.threshold == 0) return find(Kind::open, "unwitnessed"), true;
    const auto quorum = directory::require_quorum(checkpoint, set);
    if (!quorum) return find(Kind::wrong, "witnesses_wrong"), false;
    return find(Kind::proven, "witnessed", {{"count", quorum->vouching.size()}, {"needed", set.threshold}}), true;
  }

  const directory::Device* device(const std::string& hex) const {
    const auto bytes = base::parse_hex(hex);
    const auto id = bytes ? base::DeviceId::parse(base::ByteView(*bytes)) : std::nullopt;
    return id ? state_.device(*id) : nullptr;
  }

  bool names_right(const Person& person) const {
    const auto* known = device(person.device);
    return known != nullptr && known->officer.string() == person.officer;
  }

  void judge_seal(bool all_files) {
    const auto* exporter = device(record_.exporter.device);
    if (exporter == nullptr || !names_right(record_.exporter) || !seal_holds(files_, exporter->signature_key)) {
      return find(Kind::wrong, "seal_wrong");
    }
    if (all_files) {
      find(Kind::proven, "seal",
           {{"count", files_.size()}, {"officer", exporter->officer.string()}, {"device", record_.exporter.device}});
    } else {
      find(Kind::proven, "seal_of_others", {{"officer", exporter->officer.string()}, {"device", record_.exporter.device}});
    }
    if (exporter->revoked_at) find(Kind::open, "exporter_revoked", {{"officer", exporter->officer.string()}});
  }

  void judge_messages() {
    std::uint64_t genuine = 0;
    for (const auto& said : proof_.said) {
      if (judge_message(said)) {
        ++genuine;
      } else {
        find(Kind::wrong, "message_wrong", {{"message", said.id}});
      }
    }
    if (genuine > 0) find(Kind::proven, "messages", {{"count", genuine}});
    for (const auto& [hex, name] : revoked_) find(Kind::open, "sender_revoked", {{"officer", name}, {"device", hex}});
  }

  bool judge_message(const Said& said) {
    const auto* sender = device(said.device);
    if (sender == nullptr) return false;
    auto message = verify_message(sender->signature_key, said.signed_bytes, said.signature);
    if (!message || base::to_hex(message->framed.group_id) != record_.room) return false;
    Spoken spoken{.device = said.device, .content = {}, .bytes = message->content()};
    if (!spoken.content.ParseFromArray(spoken.bytes.data(), static_cast<int>(spoken.bytes.size()))) return false;
    if (base::to_hex(base::as_bytes(spoken.content.message_id())) != said.id) return false;
    if (sender->revoked_at) revoked_[said.device] = sender->officer.string();
    return spoken_.emplace(std::pair(said.id, said.device), std::move(spoken)).second;
  }

  // Each message names the hash of the one before it by the same device: order cannot be changed, and a gap is seen.
  void judge_chains() {
    std::map<std::string, std::map<std::uint64_t, const Spoken*>> by_device;
    for (const auto& [key, spoken] : spoken_) by_device[spoken.device][spoken.content.sender_counter()] = &spoken;
    std::uint64_t linked = 0;
    for (const auto& [hex, chain] : by_device) linked += judge_chain(hex, chain);
    if (linked > 0) find(Kind::proven, "order", {{"count", linked}});
  }

  std::uint64_t judge_chain(const std::string& hex, const std::map<std::uint64_t, const Spoken*>& chain) {
    std::uint64_t linked = 0;
    std::uint64_t missing = chain.empty() ? 0 : chain.begin()->first - 1;
    const Spoken* before = nullptr;
    std::uint64_t last = 0;
    for (const auto& [counter, spoken] : chain) {
      if (before != nullptr && counter == last + 1) {
        const auto hash = crypto::Sha256::of(before->bytes);
        if (!base::equal(hash, base::as_bytes(spoken->content.previous_hash())))
          find(Kind::wrong, "chain_wrong", {{"device", hex}});
        ++linked;
      } else if (before != nullptr) {
        missing += counter - last - 1;
      }
      before = spoken;
      last = counter;
    }
    if (missing > 0) find(Kind::open, "gap", {{"count", missing}, {"device", hex}});
    return linked;
  }

  // What people read in record.json must be what was signed.
  void judge_lines() {
    std::uint64_t unproven = 0;
    std::uint64_t reworded = 0;
    for (const auto& line : record_.lines) {
      const auto found = spoken_.find({line.id, line.sender.device});
      if (!line.proven && found == spoken_.end()) {
        ++unproven;
      } else if (found == spoken_.end() || !says(line, found->second.content)) {
        find(Kind::wrong, "line_wrong", {{"message", line.id}});
      } else if (!words_of(found->second.content) && !line.text.empty()) {
        ++reworded;
      }
    }
    if (unproven > 0) find(Kind::open, "unsigned", {{"count", unproven}});
    if (reworded > 0) find(Kind::open, "reworded", {{"count", reworded}});
    if (record_.erased > 0) find(Kind::open, "erased", {{"count", record_.erased}});
  }

  static std::optional<Origin> origin_of(const v1::Content& content) {
    if (!content.has_forwarded()) return std::nullopt;
    const v1::Forwarded& claim = content.forwarded();
    return Origin{.message = base::to_hex(base::as_bytes(claim.message().message_id())),
                  .post = claim.from_post(),
                  .officer = claim.officer(),
                  .name = claim.officer_name(),
                  .sent_at = base::from_wire(claim.sent_at_ms()),
                  .handling = copied(claim.handling()),
                  .permitted_by = claim.permitted_by(),
                  .edit = base::to_hex(base::as_bytes(claim.edit().message_id()))};
  }

  bool says(const Line& line, const v1::Content& content) const {
    const auto words = words_of(content);
    const auto form = form_of(content);
    return (!words || *words == line.text) && form == line.form && (!form || line.text.empty()) && act_of(content) == line.act &&
           about_of(content) == line.about && origin_of(content) == line.origin && names_right(line.sender) &&
           content.from_post() == line.post && base::from_wire(content.sent_at_ms()) == line.sent_at &&
           base::to_hex(base::as_bytes(content.in_reply_to())) == line.in_reply_to &&
           urgency_word(content.urgency()) == line.urgency && copied(content.handling()) == line.handling &&
           static_cast<int>(content.body_case()) == line.body && has_files(line, content);
  }

  static bool has_files(const Line& line, const v1::Content& content) {
    return std::ranges::equal(line.files, content.attachments(), [](const File& file, const v1::Attachment& described) {
      return file.sha256 == base::to_hex(base::as_bytes(described.sha256())) && file.size == described.size();
    });
  }

  void judge_attachments() {
    std::uint64_t whole = 0;
    std::uint64_t absent = 0;
    for (const auto& line : record_.lines) {
      for (const auto& file : line.files) {
        if (file.path.empty()) {
          ++absent;
          continue;
        }
        const auto found = files_.find(file.path);
        const bool same = found != files_.end() && base::to_hex(crypto::Sha256::of(found->second)) == file.sha256;
        same ? void(++whole) : find(Kind::wrong, "attachment_wrong", {{"file", file.path}});
      }
    }
    if (whole > 0) find(Kind::proven, "attachments", {{"count", whole}});
    if (absent > 0) find(Kind::open, "attachments_absent", {{"count", absent}});
  }

  void say_limits() {
    find(Kind::open, "limit_time");
    find(Kind::open, "limit_number");
    find(Kind::open, "limit_whole");
    find(Kind::open, "limit_person");
    find(Kind::open, "limit_page");
  }

  const Files& files_;
  Record record_;
  Proof proof_;
  std::string wanted_;
  language::Speaker english_;
  directory::DirectoryState state_;
  std::map<std::pair<std::string, std::string>, Spoken> spoken_;  // by message and device
  std::map<std::string, std::string> revoked_;
  valise::RecordVerdict verdict_;
};

base::ByteView content_of(const Files& files, const char* name) {
  const auto found = files.find(name);
  return found == files.end() ? base::ByteView{} : base::ByteView(found->second);
}

}  // namespace

base::Result<valise::RecordVerdict> verify(const Files& files, const std::string& directory) {
  auto faults = faults_of(files);
  if (!faults) return base::pass_on(faults);
  auto record = parse_record(content_of(files, kRecord));
  if (!record) return base::pass_on(record);
  auto proof = parse_proof(content_of(files, kEvidence));
  if (!proof) return base::pass_on(proof);
  return Judge(files, std::move(*record), std::move(*proof), directory).judge(*faults);
}

}  // namespace valise::sdk::record
