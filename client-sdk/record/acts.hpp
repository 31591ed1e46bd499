// Acts: what the signed content says about another message, as a word for people and programs; and a form as the record has it.
#pragma once

#include "client-sdk/record/record.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::record {

// act_of gives "take", "in_progress", "edit" and the like; empty for other messages and unknown acts. about_of gives the id of
// the message that it is about, hexadecimal; empty where there is none.
[[nodiscard]] std::string act_of(const v1::Content& content);
[[nodiscard]] std::string about_of(const v1::Content& content);
// words_of gives the words that stand in a record as they were signed: a text, a reason, a remark. Nothing for other kinds, of
// which a record has what they mean.
[[nodiscard]] std::optional<std::string> words_of(const v1::Content& content);
// form_of gives the form of a message; nothing for others.
[[nodiscard]] std::optional<Form> form_of(const v1::Content& content);

// act_text gives the id of the catalogue's text for an act; empty for none.
[[nodiscard]] std::string act_text(const std::string& act);

}  // namespace valise::sdk::record
