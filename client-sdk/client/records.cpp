// valise::Records: fills a record of exchange from a profile, and judges one without.
#include "valise/record.hpp"

#include <cstdlib>
#include <fstream>

#include "base/text_encoding.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/compose.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/room_group.hpp"
#include "client-sdk/client/safe_name.hpp"
#include "client-sdk/client/transfer.hpp"
#include "client-sdk/record/acts.hpp"
#include "client-sdk/record/directory_part.hpp"
#include "client-sdk/record/json.hpp"
#include "client-sdk/record/package.hpp"
#include "client-sdk/record/page.hpp"
#include "client-sdk/record/pdf.hpp"
#include "client-sdk/record/signed_message.hpp"
#include "client-sdk/record/verify.hpp"
#include "keys/crypto/hash.hpp"

namespace valise {
namespace {

namespace fs = std::filesystem;
namespace record = sdk::record;
namespace store = sdk::store;
using base::fail;
using base::pass_on;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;

const char* word_of(Urgency urgency) {
  switch (urgency) {
    case Urgency::urgent: return "urgent";
    case Urgency::emergency: return "emergency";
    case Urgency::routine: break;
  }
  return "routine";
}

record::Person person_of(const Context& context, base::DeviceId device) {
  const auto view = sdk::client::member_view(context, device);
  return {.device = base::to_hex(device.view()), .officer = view.officer, .name = view.officer_name};
}

// Collector reads what a record needs from the store, in one transaction.
class Collector {
 public:
  Collector(const Context& context, store::Transaction& tx) : context_(context), tx_(tx) {}

  base::Result<> collect(const std::string& prefix, const std::string& language) {
    auto room = sdk::client::room_by(tx_, prefix);
    if (!room) return pass_on(room);
    room_ = room->id;
    if (auto described = describe(*room, language); !described) return described;
    auto messages = tx_.messages().in_room(room->id, {.offset = 0, .limit = Client::everything}, store::Which::all);
    if (!messages) return pass_on(messages);
    for (const store::Message& message : *messages) {
      if (message.state == store::MessageState::queued || message.state == store::MessageState::failed) continue;
      if (auto taken = take(message); !taken) return taken;
    }
    return add_directory();
  }

  record::Record record;
  record::Proof proof;
  std::vector<store::Transfer> transfers;  // of the lines' files, in their order

 private:
  base::Result<> describe(const store::Room& room, const std::string& language) {
    auto state = sdk::client::parse_room_state(room.state);
    if (!state) return pass_on(state);
    auto kept = tx_.retention().of(room.id);
    if (!kept) return pass_on(kept);
    record.room = base::to_hex(room.id.view());
    record.subject = room.subject;
    record.participants = sdk::client::participants_of(*state);
    for (const auto& reference : state->references()) record.references.push_back({reference.authority_id(), reference.number()});
    record.handling.assign(state->handling().begin(), state->handling().end());
    record.erased = kept->erased;
    record.exporter = person_of(context_, context_.device());
    record.exported_at = context_.clock.now();
    record.directory = base::to_hex(context_.directory().directory_id().view());
    record.language = language;
    part_.add(context_.device(), context_.identity->officer);
    return {};
  }

  base::Result<> take(const store::Message& message) {
    auto evidence = tx_.evidence().of(message.id, message.sender);
    if (!evidence) return pass_on(evidence);
    const auto* device = context_.directory().device(message.sender);
    if (device != nullptr) part_.add(message.sender, device->officer);
    const bool proven = *evidence && device != nullptr;
    if (proven) proof.said.push_back(said(message, **evidence));
    return message.spoken ? add_line(message, proven) : base::Result<>{};
  }

  record::Said said(const store::Message& message, const store::SignedBy& evidence) const {
    return {.id = base::to_hex(message.id.view()),
            .device = base::to_hex(message.sender.view()),
            .signed_bytes = record::signed_bytes(room_.view(), evidence.epoch, evidence.leaf, evidence.authenticated_data,
                                                 message.content, evidence.group_context),
            .signature = evidence.signature};
  }

  static std::optional<record::Origin> origin_of(const MessageView& view) {
    if (!view.forwarded) return std::nullopt;
    return record::Origin{.message = view.forwarded->message,
                          .post = view.forwarded->from,
                          .officer = view.forwarded->officer,
                          .name = view.forwarded->officer_name,
                          .sent_at = base::UnixMillis(view.forwarded->sent_at.time_since_epoch()),
                          .handling = view.forwarded->handling,
                          .permitted_by = view.forwarded->permitted_by,
                          .edit = view.forwarded->edit};
  }

  base::Result<> add_line(const store::Message& message, bool proven) {
    auto view = sdk::client::view_of(context_, tx_, message);
    if (!view) return pass_on(view);
    record::Line line{.id = view->id,
                      .sender = person_of(context_, message.sender),
                      .post = view->from,
                      .room_seq = view->room_seq,
                      .sent_at = message.sent_at,
                      .received_at = view->received_at,
                      .text = view->text,
                      .in_reply_to = view->in_reply_to,
                      .urgency = word_of(view->urgency),
                      .handling = view->handling,
                      .body = message.body,
                      .files = {},
                      .proven = proven,
                      .origin = origin_of(*view)};
    if (const auto content = sdk::client::parse_content(message.content)) {
      line.sent_at = base::from_wire(content->sent_at_ms());
      line.form = record::form_of(*content);
      if (line.form) line.text.clear();  // its fields say it
      line.act = record::act_of(*content);
      line.about = record::about_of(*content);
    }
    auto files = tx_.transfers().of_message(message.id, message.sender);
    if (!files) return pass_on(files);
    for (store::Transfer& file : *files) {
      line.files.push_back({.name = sdk::client::safe_name(file.name),
                            .media_type = file.media_type,
                            .size = file.size,
                            .sha256 = base::to_hex(file.sha256),
                            .path = {}});
      transfers.push_back(std::move(file));
    }
    record.lines.push_back(std::move(line));
    return {};
  }

  base::Result<> add_directory() {
    auto head = tx_.meta().head();
    if (!head) return pass_on(head);
    if (!*head) return fail(ClientError::not_enrolled);
    proof.checkpoint = (*head)->checkpoint;
    return tx_.directory_log().for_each(base::LogIndex(0), [&](base::LogIndex index, base::ByteView entry) -> base::Result<> {
      const auto at = index.value();
      if (at >= (*head)->size) return {};
      auto statement = directory::SignedStatement::parse(entry);
      if (!statement) return pass_on(statement);
      if (!part_.wants(statement->statement())) return {};
      auto path = context_.log.tree().inclusion_proof(at, (*head)->size);
      if (!path) return pass_on(path);
      proof.log.push_back({.index = at, .entry = base::to_bytes(entry), .proof = std::move(*path)});
      return {};
    });
  }

  const Context& context_;
  store::Transaction& tx_;
  base::RoomId room_;
  record::DirectoryPart part_;
};

// A folder of this user's only, for attachments on their way into the package.
class WorkFolder {
 public:
  WorkFolder() {
    std::string name = (fs::temp_directory_path() / "valise-export-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

base::Bytes content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string numbered(std::size_t number, const std::string& name) {
  const auto digits = std::to_string(10'000 + number).substr(1);
  return "attachments/" + digits + "-" + name;
}

std::vector<std::string> all_handling(const record::Record& record) {
  std::vector<std::string> out = record.handling;
  for (const auto& line : record.lines) out.insert(out.end(), line.handling.begin(), line.handling.end());
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

}  // namespace

namespace {

// Exporter turns what was collected into files.
class Exporter {
 public:
  Exporter(Client& client, const RecordOptions& options, const Progress& progress)
      : client_(client), options_(options), progress_(progress) {}

  base::Result<RecordReport> run() {
    Context& context = internals(client_).context();
    if (!context.identity) return fail(ClientError::not_enrolled);
    std::error_code ignored;
    if (fs::exists(options_.out, ignored)) return fail(ClientError::record_exists, options_.out.string());
    auto collected = context.store.transaction([&](store::Transaction& tx) -> base::Result<> {
      Collector collector(context, tx);
      if (auto done = collector.collect(options_.room, options_.language); !done) return done;
      record_ = std::move(collector.record);
      proof_ = std::move(collector.proof);
      transfers_ = std::move(collector.transfers);
      return {};
    });
    if (!collected) return pass_on(collected);
    attach();
    write_forms();
    record::seal(files_, record_, context.identity->signature_key);
    if (auto written = record::write_package(files_, options_.out); !written) return pass_on(written);
    return finished();
  }

 private:
  void attach() {
    std::size_t number = 0;
    for (auto& line : record_.lines) {
      for (auto& file : line.files) {
        auto content = content_for(transfers_.at(number++), file);
        if (content.empty() && file.size > 0) {
          report_.missing.push_back(file.name);
          continue;
        }
        file.path = numbered(number, file.name);
        files_[file.path] = std::move(content);
        ++report_.attachments;
      }
    }
  }

  static bool is(const base::Bytes& content, const record::File& file) {
    return base::to_hex(crypto::Sha256::of(content)) == file.sha256;
  }

  // What a person saved is as good as what the relay has, if it is the same still.
  base::Bytes content_for(store::Transfer& transfer, const record::File& file) {
    if (transfer.direction == store::TransferDirection::download && transfer.state == store::TransferState::complete) {
      if (auto saved = content_of(transfer.path); is(saved, file)) return saved;
    }
    if (!options_.fetch || work_.path().empty() || !transfer.attachment) return {};
    auto& impl = internals(client_);
    const auto fetch = [&](sdk::client::Link link) {
      return sdk::client::fetch_file(impl.context(), std::move(link), std::move(transfer), work_.path(), progress_);
    };
    auto fetched = impl.over_link<fs::path>(fetch);
    if (!fetched) return {};
    auto content = content_of(*fetched);
    return is(content, file) ? content : base::Bytes{};
  }

  void write_forms() {
    const language::Speaker speaker(language::parse_language(options_.language).value_or(language::Language::en));
    const auto page = record::page(record_, speaker);
    files_[record::kRecord] = record::record_json(record_);
    files_[record::kEvidence] = record::proof_json(proof_);
    files_[record::kPage] = base::to_bytes(page);
    if (!options_.pdf) return;
    auto pdf = record::pdf_of(page);
    report_.pdf = pdf.has_value();
    pdf ? void(files_[record::kPdf] = std::move(*pdf)) : void(report_.pdf_problem = pdf.error().message());
  }

  RecordReport finished() {
    report_.room = record_.room;
    report_.out = options_.out;
    report_.messages = record_.lines.size();
    report_.without_evidence = static_cast<std::uint64_t>(std::ranges::count(record_.lines, false, &record::Line::proven));
    report_.erased = record_.erased;
    report_.handling = all_handling(record_);
    report_.directory = record_.directory;
    return std::move(report_);
  }

  Client& client_;
  const RecordOptions& options_;
  const Progress& progress_;
  WorkFolder work_;
  record::Record record_;
  record::Proof proof_;
  std::vector<store::Transfer> transfers_;
  record::Files files_;
  RecordReport report_;
};

bool is_hash(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// directory_of reads what the person gave as the root of their trust: the hash, a file with the hash, or the genesis itself.
base::Result<std::string> directory_of(const std::string& given) {
  if (given.empty() || is_hash(given)) return given;
  std::error_code failed;
  if (fs::file_size(given, failed) > directory::SignedStatement::max_size || failed)
    return fail(ClientError::file_unreadable, given);
  const auto bytes = content_of(given);
  const auto text = base::as_text(bytes);
  if (const auto hash = text.substr(0, text.find_last_not_of(" \r\n") + 1); is_hash(hash)) return std::string(hash);
  const auto statement = directory::SignedStatement::parse(bytes);
  if (!statement || !statement->statement().has_genesis()) return fail(ClientError::file_unreadable, given);
  return base::to_hex(directory::directory_id_of(statement->statement_bytes()).view());
}

}  // namespace

Result<RecordReport> Records::export_room(const RecordOptions& options, const Progress& progress) {
  return publicly(Exporter(*client_, options, progress).run());
}

Result<RecordVerdict> Records::verify(const std::filesystem::path& path, const std::string& genesis) {
  using Verdict = base::Result<RecordVerdict>;
  auto directory = directory_of(genesis);
  if (!directory) return publicly(Verdict(pass_on(directory)));
  auto files = record::read_package(path);
  if (!files) return publicly(Verdict(pass_on(files)));
  return publicly(record::verify(*files, *directory));
}

}  // namespace valise
