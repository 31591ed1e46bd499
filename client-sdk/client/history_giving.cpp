// Handing a history over: written into encrypted files, which are queued all at once.
#include "base/text_encoding.hpp"
#include "client-sdk/client/history_parts.hpp"
#include "client-sdk/client/sealed_file.hpp"
#include "client-sdk/client/speech.hpp"

namespace valise::sdk::client {
namespace {

// What a history is put into until it is queued; files that were not are removed.
class Sealed {
 public:
  explicit Sealed(Context& context) : context_(context) {}
  Sealed(const Sealed&) = delete;
  Sealed& operator=(const Sealed&) = delete;
  ~Sealed() {
    std::error_code ignored;
    for (const store::NewTransfer& part : parts) std::filesystem::remove(part.path, ignored);
  }

  Result<> seal(const base::RoomId& room, const v1::History& part) {
    auto folder = context_.profile.staging_folder();
    if (!folder) return pass_on(folder);
    const auto path = *folder / (base::to_hex(context_.random.array<16>()) + ".out");
    std::string plain = part.SerializeAsString();
    auto sealed = seal_bytes(base::as_bytes(plain), path, context_.random);
    crypto::wipe(plain);
    if (!sealed) return pass_on(sealed);
    parts.push_back({.message = {},
                     .sender = context_.device(),
                     .room = room,
                     .position = 0,
                     .direction = store::TransferDirection::upload,
                     .state = store::TransferState::active,
                     .attachment = {},
                     .key = context_.random.id<base::IdempotencyKey>(),
                     .name = "history",
                     .media_type = "application/octet-stream",
                     .size = sealed->facts.size,
                     .sha256 = sealed->facts.sha256,
                     .stored_size = sealed->facts.stored_size,
                     .chunk_size = sealed->facts.chunk_size,
                     .file_key = std::move(sealed->key).retag<store::StoredFileKeyTag>(),
                     .path = path});
    return {};
  }

  std::vector<store::NewTransfer> parts;

 private:
  Context& context_;
};

Result<> queue_part(store::Transaction& tx, Context& context, const HistoryTerms& terms, Sealed& sealed, std::size_t number,
                    std::uint64_t messages) {
  store::NewTransfer& file = sealed.parts[number];
  Speech speech;
  speech.room = file.room;
  speech.from = terms.post;
  v1::HistoryBundle& bundle = *speech.content.mutable_history_bundle();
  bundle.set_purpose(terms.purpose);
  bundle.set_post(terms.post);
  bundle.set_receiver(terms.receiver.string());
  bundle.set_messages(messages);
  bundle.set_part(static_cast<std::uint32_t>(number + 1));
  bundle.set_parts(static_cast<std::uint32_t>(sealed.parts.size()));
  auto id = queue_speech(tx, context, std::move(speech));
  if (!id) return pass_on(id);
  file.message = *id;
  auto put = tx.transfers().put(file);
  return put ? Result<>{} : pass_on(put);
}

Result<HandedOver> queue_parts(store::Transaction& tx, Context& context, const base::RoomId& room, const HistoryTerms& terms,
                               Sealed& sealed) {
  std::vector<std::uint64_t> counts;
  const TakePart take = [&](const v1::History& part, std::uint64_t messages) {
    counts.push_back(messages);
    return sealed.seal(room, part);
  };
  if (auto written = write_history(tx, context, terms, take); !written) return pass_on(written);
  if (counts.empty() && terms.purpose == v1::HistoryBundle::OWN_DEVICE) {
    if (auto told = take({}, 0); !told) return pass_on(told);
  }
  HandedOver out{.parts = counts.size(), .messages = 0};
  for (std::size_t number = 0; number < counts.size(); ++number) {
    if (auto queued = queue_part(tx, context, terms, sealed, number, counts[number]); !queued) return pass_on(queued);
    out.messages += counts[number];
  }
  return out;
}

}  // namespace

Result<> hand_over(Context& context, const base::RoomId& room, const HistoryTerms& terms,
                   const std::function<Result<>(store::Transaction&, const HandedOver&)>& note_it) {
  Sealed sealed(context);
  auto done = context.store.transaction([&](store::Transaction& tx) -> Result<> {
    auto handed = queue_parts(tx, context, room, terms, sealed);
    return handed ? note_it(tx, *handed) : pass_on(handed);
  });
  if (done) sealed.parts.clear();
  return done;
}

}  // namespace valise::sdk::client
