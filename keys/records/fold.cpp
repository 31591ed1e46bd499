#include "keys/records/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uniset.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>

namespace valise::records {
namespace {

using icu::UnicodeString;

// Marks that people leave out when they search. Combining marks of other scripts are vowels, and stay.
constexpr const char16_t* kMarks =
    u"[[[:Mn:]&[[:sc=Zinh:][:sc=Latn:][:sc=Grek:][:sc=Cyrl:][:sc=Arab:][:sc=Hebr:]]]-[\\u3099\\u309A]]";
// Arabic and Persian letters that are written in several ways, and the ornament that makes words wider.
constexpr const char16_t* kArabic = u"\u0640 > ; \u0629 > \u0647 ; \u0649 > \u064a ; \u06cc > \u064a ; \u06a9 > \u0643 ;";

// One thread's tools; transliterators are not made for several.
class Folder {
 public:
  Folder() {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    nfkd_ = icu::Normalizer2::getNFKDInstance(status);
    nfkc_ = icu::Normalizer2::getNFKCInstance(status);
    marks_.applyPattern(kMarks, status);
    latin_.reset(icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, status));
    chinese_.reset(icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    arabic_.reset(icu::Transliterator::createFromRules("Arabic-Fold", kArabic, UTRANS_FORWARD, where, status));
    usable_ = U_SUCCESS(status);
  }

  [[nodiscard]] UnicodeString fold(UnicodeString text) const {
    if (!usable_) return text.foldCase();  // ICU without its data: better half a search than none
    UErrorCode status = U_ZERO_ERROR;
    text = without_marks(nfkd_->normalize(text, status));
    latin_->transliterate(text);
    text.foldCase();
    arabic_->transliterate(text);
    chinese_->transliterate(text);
    return nfkc_->normalize(text, status);
  }

 private:
  [[nodiscard]] UnicodeString without_marks(const UnicodeString& text) const {
    UnicodeString out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
      if (!marks_.contains(text.char32At(i))) out.append(text.char32At(i));
    }
    return out;
  }

  const icu::Normalizer2* nfkd_ = nullptr;
  const icu::Normalizer2* nfkc_ = nullptr;
  icu::UnicodeSet marks_;
  std::unique_ptr<icu::Transliterator> latin_;
  std::unique_ptr<icu::Transliterator> chinese_;
  std::unique_ptr<icu::Transliterator> arabic_;
  bool usable_ = false;
};

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

UnicodeString from_utf8(std::string_view text) {
  return UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

bool is_word_character(UChar32 c) {
  const auto mask = U_GET_GC_MASK(c);
  return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

}  // namespace

std::string fold(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return lower_ascii(text);
  static thread_local const Folder folder;
  std::string out;
  folder.fold(from_utf8(text)).toUTF8String(out);
  return out;
}

std::vector<std::string> words(std::string_view text) {
  const auto folded = from_utf8(fold(text));
  std::vector<std::string> out;
  UnicodeString word;
  const auto finish = [&] {
    if (!word.isEmpty()) word.toUTF8String(out.emplace_back());
    word.remove();
  };
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const auto c = folded.char32At(i);
    if (is_word_character(c)) {
      word.append(c);
    } else {
      finish();
    }
  }
  finish();
  return out;
}

bool matches_inside(std::string_view folded_word) {
  const auto word = from_utf8(folded_word);
  for (std::int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(word.char32At(i), &status)) {
      case USCRIPT_COMMON:
      case USCRIPT_INHERITED: continue;  // digits say nothing
      case USCRIPT_LATIN:
      case USCRIPT_GREEK:
      case USCRIPT_CYRILLIC:
      case USCRIPT_ARMENIAN:
      case USCRIPT_GEORGIAN: return false;
      default: return true;
    }
  }
  return false;
}

}  // namespace valise::records
