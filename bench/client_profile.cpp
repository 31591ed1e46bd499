#include "bench/client_profile.hpp"

#include <array>
#include <stdexcept>

#include "client-sdk/client/effects.hpp"
#include "client-sdk/client/reference.hpp"
#include "client-sdk/client/words.hpp"
#include "tests/simulation/office_context.hpp"

namespace valise::bench {
namespace {

namespace client = sdk::client;
namespace store = sdk::store;

constexpr std::size_t kRooms = 100;
constexpr std::size_t kAtOnce = 1'000;     // messages of one transaction
constexpr std::size_t kRareEvery = 1'000;  // of the messages of a language
constexpr std::size_t kWords = 25;         // of a message

struct Tongue {
  const char* name;
  const char* rare;    // as it is written
  const char* typed;   // as it is typed
  const char* common;  // as it is typed
  std::array<const char*, 12> words;
};

constexpr std::array<Tongue, 6> kTongues{{
    {"English",
     "façade",
     "facade",
     "preserve",
     {"please", "preserve", "the", "traffic", "data", "of", "this", "account", "until", "request", "follows", "court"}},
    {"French",
     "perquisitionnée",
     "perquisitionnee",
     "conserver",
     {"veuillez", "conserver", "les", "données", "du", "compte", "jusqu’à", "la", "demande", "formelle", "procédure", "pénale"}},
    {"Spanish",
     "allanamiento",
     "allanamiento",
     "penal",
     {"sírvase", "conservar", "los", "datos", "de", "la", "cuenta", "hasta", "que", "llegue", "petición", "penal"}},
    {"Russian",
     "самолёт",
     "самолет",
     "сохранить",
     {"просим", "сохранить", "данные", "учётной", "записи", "до", "получения", "запроса", "суда", "по", "уголовному", "делу"}},
    {"Arabic",
     "مُصادَرة",
     "مصادرة",
     "السجل",
     {"يرجى", "حفظ", "السجل", "والبيانات", "حتى", "وصول", "الطلب", "الرسمي", "من", "المحكمة", "في", "القضية"}},
    {"Chinese",
     "引渡令状",
     "引渡令状",
     "保存",
     {"请", "保存", "该账户", "的", "流量数据", "直至", "正式请求", "送达", "法院", "已", "立案", "调查"}},
}};

void must(const base::Result<>& done) {
  if (!done) throw std::runtime_error("client_profile: " + done.error().message());
}

}  // namespace

ClientProfile::ClientProfile()
    : offices_(simulation::make_offices(random_, random_.id<base::RelayId>(), 2, 1)),
      context_(simulation::context_of(offices_, 0, folder_ / "profile", clock_, random_)) {
  make_rooms();
}

void ClientProfile::make_rooms() {
  v1::RoomState state;
  for (const auto& post : offices_.posts) state.add_participants(post);
  must(context_->store.transaction([&](store::Transaction& tx) -> base::Result<> {
    for (std::size_t i = 0; i < kRooms; ++i) {
      rooms_.push_back(random_.id<base::RoomId>());
      state.set_subject("Case " + std::to_string(i));
      auto put =
          tx.rooms().put({.id = rooms_.back(), .subject = state.subject(), .state = base::to_bytes(state.SerializeAsString())});
      if (!put) return put;
    }
    return {};
  }));
}

v1::Content ClientProfile::content(std::size_t device) {
  v1::Content out;
  out.set_message_id(random_.id<base::MessageId>().string());
  out.set_sent_at_ms(base::to_wire(clock_.now()));
  out.set_from_post(offices_.posts[offices_.office_of[device]]);
  return out;
}

std::string ClientProfile::text(std::size_t number) {
  const auto& tongue = kTongues[number % kTongues.size()];
  const bool rare = number / kTongues.size() % kRareEvery == kRareEvery / 10;
  std::string out;
  for (std::size_t i = 0; i < kWords; ++i) {
    out += tongue.words[random_.array<1>()[0] % tongue.words.size()];
    out += ' ';
    if (rare && i == kWords / 2) out += std::string(tongue.rare) + ' ';
  }
  return out + std::to_string(number);
}

void ClientProfile::write_messages(std::size_t count) {
  for (std::size_t begun = 0; begun < count; begun += kAtOnce) {
    must(context_->store.transaction([&](store::Transaction& tx) -> base::Result<> {
      for (std::size_t n = begun; n < std::min(begun + kAtOnce, count); ++n) {
        auto said = content(1);
        said.mutable_text()->set_text(text(n));
        const auto message = next_message(1, rooms_[n % rooms_.size()], said);
        if (auto inserted = tx.messages().insert(message); !inserted) return base::pass_on(inserted);
        if (auto indexed = client::index_words(tx, message, said); !indexed) return indexed;
      }
      return {};
    }));
  }
}

std::map<std::string, std::string> ClientProfile::rare_words() const {
  std::map<std::string, std::string> out;
  for (const auto& tongue : kTongues) out.emplace(tongue.name, tongue.typed);
  return out;
}
std::map<std::string, std::string> ClientProfile::common_words() const {
  std::map<std::string, std::string> out;
  for (const auto& tongue : kTongues) out.emplace(tongue.name, tongue.common);
  return out;
}

store::Message ClientProfile::next_message(std::size_t device, const base::RoomId& room, const v1::Content& said) {
  return simulation::message_of(said, offices_.devices[device].id, device == 0,
                                {.room = room, .seq = base::RoomSeq(++seq_), .at = clock_.now()});
}

void ClientProfile::put(std::size_t device, const base::RoomId& room, const v1::Content& said) {
  const auto message = next_message(device, room, said);
  must(context_->store.transaction([&](store::Transaction& tx) -> base::Result<> {
    if (auto inserted = tx.messages().insert(message); !inserted) return base::pass_on(inserted);
    return client::take_effect(tx, *context_, message, said);
  }));
}

v1::Content ClientProfile::put_question() {
  auto asked = content(0);
  asked.set_asks(offices_.posts[1]);
  asked.mutable_form()->set_kind("status-question");
  asked.mutable_form()->set_version(1);
  put(0, rooms_.front(), asked);
  return asked;
}

void ClientProfile::open_forms(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) put_question();
}

void ClientProfile::settle_forms(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto asked = put_question();
    auto answer = content(1);
    *answer.mutable_status_change()->mutable_form() =
        client::reference_to({*base::MessageId::parse(asked.message_id()), offices_.devices[0].id});
    answer.mutable_status_change()->set_status(v1::FORM_STATUS_ANSWERED);
    put(1, rooms_.front(), answer);
  }
}

}  // namespace valise::bench
