#include "client-sdk/client/words.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "client-sdk/client/content.hpp"
#include "client-sdk/client/room_group.hpp"
#include "keys/records/fold.hpp"

namespace valise::sdk::client {
namespace {

// Characters are taken from folded, valid UTF-8.
std::vector<std::string_view> characters(std::string_view word) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < word.size();) {
    std::size_t end = at + 1;
    while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) ++end;
    out.push_back(word.substr(at, end - at));
    at = end;
  }
  return out;
}

char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
  switch (character.size()) {
    case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    case 4: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    default: return byte(0);
  }
}

// Scripts that put no blanks between words: Thai, Lao, Khmer, Burmese, kana, Han.
bool has_no_blanks(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
         (c >= 0x3005 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

// pieces divides a folded word where a script without blanks begins or ends: "2026年" is 2026, 年.
std::vector<std::string> pieces(std::string_view word) {
  std::vector<std::string> out;
  bool joins = false;
  for (const auto character : characters(word)) {
    const bool alone = has_no_blanks(code_point(character));
    if (alone || !joins) out.emplace_back();
    out.back() += character;
    joins = !alone;
  }
  return out;
}

constexpr std::size_t shortest_stem = 3;

// stem_of gives an Arabic word without what is written together with it in front; empty where there is nothing.
std::string_view stem_of(std::string_view word) {
  static constexpr std::string_view prefixes[] = {"وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف", "ك"};
  for (const auto prefix : prefixes) {
    if (word.starts_with(prefix) && characters(word).size() >= characters(prefix).size() + shortest_stem) {
      return word.substr(prefix.size());
    }
  }
  return {};
}

// The article says nothing in a question.
std::string without_article(const std::string& word) {
  static constexpr std::string_view articles[] = {"وال", "بال", "كال", "فال", "ال"};
  for (const auto article : articles) {
    if (word.starts_with(article) && characters(word).size() >= characters(article).size() + shortest_stem) {
      return word.substr(article.size());
    }
  }
  return word;
}

void add(std::string& out, std::string_view text) {
  const auto words = index_of(text);
  if (!out.empty() && !words.empty()) out += ' ';
  out += words;
}

Result<std::string> room_words(store::Transaction& tx, const base::RoomId& id) {
  auto room = tx.rooms().find(id);
  if (!room) return pass_on(room);
  std::string out;
  if (!*room) return out;
  add(out, (*room)->subject);
  if (auto state = parse_room_state((*room)->state)) {
    for (const v1::Reference& reference : state->references()) add(out, reference.number());
  }
  return out;
}

constexpr int deepest = 6;

std::optional<std::uint64_t> varint(std::string_view& wire) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && !wire.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(wire.front());
    wire.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

bool legible(std::string_view bytes) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r'; };
  return base::is_utf8(bytes) && std::ranges::none_of(bytes, control);
}

// add_fields adds every legible field of a message, whatever its kind: protobuf's lite runtime knows no fields by name, and a
// kind of a later version is found by its words as well.
void add_fields(std::string& out, std::string_view wire, int depth) {
  while (!wire.empty()) {
    const auto tag = varint(wire);
    if (!tag) return;
    const auto type = *tag & 7;
    if (type == 0) {
      if (!varint(wire)) return;
    } else if (type == 1 || type == 5) {
      wire.remove_prefix(std::min<std::size_t>(type == 1 ? 8 : 4, wire.size()));
    } else if (type == 2) {
      const auto size = varint(wire);
      if (!size || *size > wire.size()) return;
      const auto value = wire.substr(0, static_cast<std::size_t>(*size));
      wire.remove_prefix(value.size());
      if (legible(value)) add(out, value);
      if (depth < deepest) add_fields(out, value, depth + 1);  // what looks legible may be a message all the same
    } else {
      return;
    }
  }
}

// body_of gives the content without what no person wrote.
std::string body_of(v1::Content content) {
  content.clear_message_id();
  content.clear_in_reply_to();
  content.clear_handling();
  content.clear_checkpoint();
  content.clear_epoch_authenticator();
  content.clear_previous_hash();
  content.clear_from_post();
  content.clear_attachments();
  if (content.has_form()) {
    for (v1::FormField& field : *content.mutable_form()->mutable_fields()) field.clear_name();
  }
  return content.SerializeAsString();
}

}  // namespace

std::string index_of(std::string_view text) {
  std::string out;
  const auto put = [&](std::string_view word) {
    if (!out.empty()) out += ' ';
    out += word;
  };
  for (const auto& word : records::words(text)) {
    for (const auto& piece : pieces(word)) {
      put(piece);
      if (const auto stem = stem_of(piece); !stem.empty()) put(stem);
    }
  }
  return out;
}

std::vector<store::SearchTerm> terms_of(std::string_view question) {
  std::vector<store::SearchTerm> out;
  for (const auto& word : records::words(question)) {
    bool run = false;
    for (auto& piece : pieces(word)) {
      const bool alone = has_no_blanks(code_point(characters(piece).front()));
      if (alone && run) {
        out.back().words.push_back(std::move(piece));
      } else {
        out.push_back({.words = {without_article(piece)}, .whole = alone});
      }
      run = alone;
    }
  }
  return out;
}

Result<> index_words(store::Transaction& tx, const store::Message& message, const v1::Content& content) {
  if (!message.spoken) return {};
  auto words = room_words(tx, message.room);
  if (!words) return pass_on(words);
  add(*words, content.text().text());
  if (content.body_case() != v1::Content::kText) add_fields(*words, body_of(content), 0);
  for (const v1::Attachment& file : content.attachments()) add(*words, file.name());
  auto files = tx.transfers().of_message(message.id, message.sender);
  if (!files) return pass_on(files);
  for (const store::Transfer& file : *files) {
    if (content.attachments().empty()) add(*words, file.name);
  }
  return tx.word_index().put(message.id, message.sender, *words);
}

}  // namespace valise::sdk::client
