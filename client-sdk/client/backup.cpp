// valise::Backups: the fields of a backup, in one order for writing and reading (docs/PROTOCOL.md, "Backup").
#include "valise/backup.hpp"

#include "client-sdk/client/backup_file.hpp"
#include "client-sdk/client/client_impl.hpp"
#include "client-sdk/client/error.hpp"
#include "client-sdk/client/history_backup.hpp"
#include "client-sdk/client/kept_reason.hpp"

namespace valise {
namespace {

namespace store = sdk::store;
using base::fail;
using base::pass_on;
using sdk::client::BackupReader;
using sdk::client::BackupWriter;
using sdk::client::ClientError;
using sdk::client::Context;
using sdk::client::publicly;

std::uint64_t optional_number(const std::optional<base::RoomSeq>& seq) { return seq ? seq->value() : 0; }

template <class Id>
Id id_of(BackupReader& in, bool& good) {
  const auto bytes = in.bytes();
  const auto id = Id::parse(base::ByteView(bytes));
  good = good && id.has_value();
  return id.value_or(Id{});
}

class Saver {
 public:
  Saver(const Context& context, store::Transaction& tx, BackupWriter& out) : context_(context), tx_(tx), out_(out) {}

  base::Result<> save() {
    out_.number(base::to_wire(context_.clock.now()));
    out_.text(context_.identity ? context_.identity->officer.string() : std::string());
    if (auto saved = save_directory(); !saved) return saved;
    auto rooms = tx_.rooms().list();
    if (!rooms) return pass_on(rooms);
    out_.number(rooms->size());
    for (const store::Room& room : *rooms) {
      if (auto saved = save_room(room); !saved) return saved;
    }
    return {};
  }

 private:
  base::Result<> save_directory() {
    auto head = tx_.meta().head();
    if (!head) return pass_on(head);
    const auto known = head->value_or(store::VerifiedHead{});
    out_.bytes(context_.directory().directory_id().view());
    out_.number(known.size);
    out_.bytes(known.root);
    out_.text(known.checkpoint);
    out_.number(base::to_wire(known.verified_at));
    return tx_.directory_log().for_each(base::LogIndex(0), [&](base::LogIndex index, base::ByteView entry) -> base::Result<> {
      if (index.value() < known.size) out_.bytes(entry);
      return {};
    });
  }

  base::Result<> save_room(const store::Room& room) {
    auto kept = tx_.retention().of(room.id);
    if (!kept) return pass_on(kept);
    auto messages = tx_.messages().in_room(room.id, {.offset = 0, .limit = Client::everything}, store::Which::all);
    if (!messages) return pass_on(messages);
    out_.bytes(room.id.view());
    out_.text(room.subject);
    out_.bytes(room.state);
    out_.number(room.epoch);
    out_.number(room.last_seq.value());
    out_.number(base::to_wire(room.created_at));
    out_.number(base::to_wire(room.active_at));
    out_.number(kept->days.value_or(0));
    out_.number(messages->size());
    for (const store::Message& message : *messages) {
      if (auto saved = save_message(message); !saved) return saved;
    }
    return {};
  }

  base::Result<> save_message(const store::Message& m) {
    out_.bytes(m.id.view());
    out_.bytes(m.sender.view());
    for (const auto number :
         {static_cast<std::uint64_t>(m.direction), static_cast<std::uint64_t>(m.state), optional_number(m.room_seq),
          base::to_wire(m.sent_at), base::to_wire(m.received_at), static_cast<std::uint64_t>(m.urgency), std::uint64_t{m.read},
          static_cast<std::uint64_t>(m.body), std::uint64_t{m.spoken}}) {
      out_.number(number);
    }
    out_.bytes(m.repeated_by ? base::ByteView(m.repeated_by->view()) : base::ByteView{});
    out_.bytes(m.content);
    auto evidence = tx_.evidence().of(m.id, m.sender);
    if (!evidence) return pass_on(evidence);
    out_.number(*evidence ? 1 : 0);
    if (*evidence) save_evidence(**evidence);
    auto files = tx_.transfers().of_message(m.id, m.sender);
    if (!files) return pass_on(files);
    out_.number(files->size());
    for (const store::Transfer& file : *files) save_file(file);
    return {};
  }

  void save_evidence(const store::SignedBy& evidence) {
    out_.number(evidence.epoch);
    out_.number(evidence.leaf);
    out_.bytes(evidence.authenticated_data);
    out_.bytes(evidence.signature);
    out_.bytes(evidence.group_context);
  }

  // Files are fetched again from the relay while it has them: their keys belong to the history.
  void save_file(const store::Transfer& file) {
    out_.number(file.position);
    out_.bytes(file.attachment ? base::ByteView(file.attachment->view()) : base::ByteView{});
    out_.text(file.name);
    out_.text(file.media_type);
    out_.number(file.size);
    out_.bytes(file.sha256);
    out_.number(file.stored_size);
    out_.number(file.chunk_size);
    out_.bytes(file.file_key.expose());
  }

  const Context& context_;
  store::Transaction& tx_;
  BackupWriter& out_;
};

// Loader reads the same, and stores it where there is a transaction.
class Loader {
 public:
  Loader(BackupReader& in, Context* context, store::Transaction* tx) : in_(in), context_(context), tx_(tx) {}

  base::Result<BackupReport> load() {
    report_.created = base::from_wire(in_.number());
    report_.officer = in_.text();
    if (auto loaded = load_directory(); !loaded) return pass_on(loaded);
    const auto rooms = in_.number();
    for (std::uint64_t i = 0; i < rooms && sound(); ++i) {
      if (auto loaded = load_room(); !loaded) return pass_on(loaded);
    }
    if (!sound()) return fail(ClientError::backup_malformed);
    if (auto whole = in_.finish(); !whole) return pass_on(whole);
    report_.rooms = rooms;
    return std::move(report_);
  }

 private:
  bool sound() const { return good_ && in_.good(); }

  // The directory is taken only where this profile belongs to the same one and has none yet.
  base::Result<> load_directory() {
    const auto id = in_.bytes();
    store::VerifiedHead head{.size = in_.number(), .root = {}, .checkpoint = {}, .verified_at = {}};
    const auto root = in_.bytes();
    good_ = good_ && root.size() == head.root.size();
    if (good_) std::ranges::copy(root, head.root.begin());
    head.checkpoint = in_.text();
    head.verified_at = base::from_wire(in_.number());
    std::vector<base::Bytes> entries;
    for (std::uint64_t i = 0; i < head.size && sound(); ++i) entries.push_back(in_.bytes());
    report_.entries = entries.size();
    const bool wanted = tx_ != nullptr && sound() && !entries.empty() && context_->log.head().size == 0 && context_->identity &&
                        base::equal(context_->identity->facts.directory.view(), id);
    if (!wanted) return {};
    if (auto kept = tx_->directory_log().append(base::LogIndex(0), entries); !kept) return kept;
    return tx_->meta().advance_head(head);
  }

  base::Result<> load_room() {
    store::Room room{.id = id_of<base::RoomId>(in_, good_), .membership = store::Membership::removed};
    room.subject = in_.text();
    room.state = in_.bytes();
    room.epoch = in_.number();
    room.last_seq = base::RoomSeq(in_.number());
    room.created_at = base::from_wire(in_.number());
    room.active_at = base::from_wire(in_.number());
    const auto days = static_cast<std::uint32_t>(in_.number());
    const auto messages = in_.number();
    if (tx_ != nullptr && sound()) {
      auto known = tx_->rooms().find(room.id);
      if (!known) return pass_on(known);
      if (!*known) {
        if (auto put = tx_->rooms().put(room); !put) return put;
        if (auto kept = days > 0 ? tx_->retention().set_days(room.id, days) : base::Result<>{}; !kept) return kept;
      }
    }
    for (std::uint64_t i = 0; i < messages && sound(); ++i) {
      if (auto loaded = load_message(room.id); !loaded) return loaded;
    }
    return {};
  }

  base::Result<> load_message(const base::RoomId& room) {
    store::Message m{
        .id = id_of<base::MessageId>(in_, good_), .room = room, .room_seq = {}, .sender = id_of<base::DeviceId>(in_, good_)};
    m.direction = static_cast<store::Direction>(in_.number());
    m.state = static_cast<store::MessageState>(in_.number());
    if (const auto seq = in_.number(); seq > 0) m.room_seq = base::RoomSeq(seq);
    m.sent_at = base::from_wire(in_.number());
    m.received_at = base::from_wire(in_.number());
    m.urgency = static_cast<int>(in_.number());
    m.read = in_.number() != 0;
    m.body = static_cast<int>(in_.number());
    m.spoken = in_.number() != 0;
    m.repeated_by = base::DeviceId::parse(base::ByteView(in_.bytes()));
    m.content = in_.bytes();
    // A draft that waited to be sent is not sent from here: its place in the sender's chain is another device's.
    if (m.state == store::MessageState::queued) {
      m.state = store::MessageState::failed;
      m.reason = sdk::client::kept({ClientError::restored_unsent, {}});
    }
    bool fresh = false;
    if (tx_ != nullptr && sound()) {
      auto inserted = tx_->messages().insert(m);
      if (!inserted) return pass_on(inserted);
      fresh = *inserted == store::Inserted::fresh;
    }
    report_.messages += m.spoken ? 1 : 0;
    report_.restored += fresh && m.spoken ? 1 : 0;
    if (auto loaded = load_evidence(m, fresh); !loaded) return loaded;
    const auto files = in_.number();
    for (std::uint64_t i = 0; i < files && sound(); ++i) {
      if (auto loaded = load_file(m, fresh); !loaded) return loaded;
    }
    return {};
  }

  base::Result<> load_evidence(const store::Message& m, bool fresh) {
    if (in_.number() == 0) return {};
    store::SignedBy evidence{.epoch = in_.number(), .leaf = static_cast<std::uint32_t>(in_.number()), .authenticated_data = {}};
    evidence.authenticated_data = in_.bytes();
    evidence.signature = in_.bytes();
    evidence.group_context = in_.bytes();
    return fresh && sound() ? tx_->evidence().put(m.id, m.sender, evidence) : base::Result<>{};
  }

  base::Result<> load_file(const store::Message& m, bool fresh) {
    const auto position = static_cast<std::uint32_t>(in_.number());
    const auto attachment = in_.bytes();
    auto name = in_.text();
    auto media_type = in_.text();
    const auto size = in_.number();
    const auto hash = in_.bytes();
    const auto stored_size = in_.number();
    const auto chunk_size = static_cast<std::uint32_t>(in_.number());
    const auto key = in_.bytes();
    good_ = good_ && hash.size() == 32 && key.size() == 32;
    if (!sound() || !fresh) return {};
    const store::NewTransfer file{
        .message = m.id,
        .sender = m.sender,
        .room = m.room,
        .position = position,
        .attachment = base::AttachmentId::parse(base::ByteView(attachment)),
        .key = {},
        .name = std::move(name),
        .media_type = std::move(media_type),
        .size = size,
        .sha256 = base::to_array(base::FixedView<32>(base::ByteView(hash).first<32>())),
        .stored_size = stored_size,
        .chunk_size = chunk_size,
        .file_key = store::StoredFileKey::from_bytes(base::FixedView<32>(base::ByteView(key).first<32>())),
        .path = {}};
    auto put = tx_->transfers().put(file);
    return put ? base::Result<>{} : pass_on(put);
  }

  BackupReader& in_;
  Context* context_;
  store::Transaction* tx_;
  BackupReport report_;
  bool good_ = true;
};

base::Result<BackupReport> read_through(const std::filesystem::path& file, const crypto::Passphrase& passphrase, Context* context,
                                        store::Transaction* tx) {
  auto in = BackupReader::open(file, passphrase);
  if (!in) return pass_on(in);
  auto report = Loader(*in, context, tx).load();
  if (report) report->file = file;
  return report;
}

}  // namespace

base::Result<BackupReport> sdk::client::write_backup(Context& context, const std::filesystem::path& file,
                                                     const crypto::Passphrase& passphrase, crypto::Argon2Cost cost) {
  auto written = [&]() -> base::Result<> {
    auto out = BackupWriter::create(file, passphrase, cost, context.random);
    if (!out) return pass_on(out);
    auto saved = context.store.transaction([&](store::Transaction& tx) { return Saver(context, tx, *out).save(); });
    return saved ? out->finish() : saved;
  }();
  if (!written) {
    std::error_code ignored;
    if (written.error().code != FileError::open_failed) std::filesystem::remove(file, ignored);
    return pass_on(written);
  }
  return read_through(file, passphrase, nullptr, nullptr);
}

base::Result<BackupReport> sdk::client::take_backup(Context& context, const std::filesystem::path& file,
                                                    const crypto::Passphrase& passphrase) {
  auto restored =
      context.store.transaction([&](store::Transaction& tx) { return read_through(file, passphrase, &context, &tx); });
  if (!restored) return restored;
  if (auto loaded = load(context); !loaded) return pass_on(loaded);
  return restored;
}

Result<BackupReport> Backups::create(const std::filesystem::path& file, std::string passphrase, bool quick_key_derivation) {
  const auto secret = crypto::Passphrase::consume(passphrase);
  const auto cost = quick_key_derivation ? crypto::Argon2Cost::test_minimum : crypto::Argon2Cost::moderate;
  return publicly(sdk::client::write_backup(internals(*client_).context(), file, secret, cost));
}

Result<BackupReport> Backups::verify(const std::filesystem::path& file, std::string passphrase) {
  const auto secret = crypto::Passphrase::consume(passphrase);
  return publicly(read_through(file, secret, nullptr, nullptr));
}

Result<BackupReport> Backups::restore(const std::filesystem::path& file, std::string passphrase) {
  const auto secret = crypto::Passphrase::consume(passphrase);
  return publicly(sdk::client::take_backup(internals(*client_).context(), file, secret));
}

}  // namespace valise
