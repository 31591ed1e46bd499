// Forms as they stand: what was asked, how far it is, who owes what until when, and what was said about a draft.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "valise/form_kinds.hpp"

namespace valise {

enum class FormState { sent, acknowledged, in_progress, answered, refused };
enum class FormalRequest { none, to_follow, received };

// FormStep is one thing that an officer said about a form.
struct FormStep {
  std::string act;  // "acknowledged", "in_progress", "answered", "refused", "formal_to_follow", "formal_received"
  std::string officer;
  std::string officer_name;
  std::string post;
  std::string text;
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> promised_by;
  std::string message;  // id of the message that says so
  std::chrono::sys_time<std::chrono::milliseconds> at{};
};

// FormDebt: who owes what until when. A promise whose time has passed wants a new date.
struct FormDebt {
  enum class What {
    acknowledgement,
    answer,
    formal_request,
    period,  // that of a preservation ends soon, or has ended: the sender's side extends it, or sends the formal request
  };
  What what = What::answer;
  std::string who;     // address of a post or officer; empty: anybody in the room but the sender's post
  bool mine = false;   // this officer is to act, alone or with colleagues
  bool yours = false;  // this officer's side waits for it
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> due;
  bool promised = false;  // `due` was promised, not only asked for
  bool overdue = false;
  std::string message;  // id of the message that promised, or of the form
};

// What became of a passage in a later version of the draft: it stands there as it was, other words stand in its place, it was
// taken out, or there is no telling.
enum class PassageFate { stands, changed, gone, unknown };

// CommentView is a remark on a passage of a draft.
struct CommentView {
  std::string message;  // id
  std::string officer;
  std::string officer_name;
  std::string post;
  std::string passage;   // the words that are meant; empty: the whole
  std::string text;      // may be empty where there is a proposal
  std::string proposal;  // what should stand there instead; may be empty
  bool found = false;    // the passage stands in the form as it was sent
  std::chrono::sys_time<std::chrono::milliseconds> at{};
  std::string version;                     // id of the form that it was said about
  PassageFate fate = PassageFate::stands;  // in the form that is shown
  std::string now;                         // the words that stand in the passage's place there, where they changed
};

struct FormView {
  std::string message;  // id
  std::string room;     // id
  std::string subject;
  std::string kind;
  std::uint32_t version = 0;
  bool known = false;  // this version of the program has the description; otherwise the fields are shown as they came
  FormFields fields;
  std::vector<FieldProblem> problems;  // where a sender did not keep to the description
  std::string from;                    // the sender's post
  std::string asked;                   // who is to answer; empty: anybody else in the room
  std::string officer;                 // who sent it
  std::string officer_name;
  std::chrono::sys_time<std::chrono::milliseconds> sent_at{};
  bool outgoing = false;  // of this device
  FormState state = FormState::sent;
  FormalRequest formal = FormalRequest::none;
  bool open = true;  // somebody owes something
  std::vector<FormDebt> debts;
  std::optional<std::chrono::sys_time<std::chrono::milliseconds>> period_ends;  // of a preservation
  std::string predecessor;              // id of the form that it extends, or is another version of
  std::vector<std::string> successors;  // ids
  std::vector<FormStep> history;
  std::vector<CommentView> comments;
  std::vector<CommentView> earlier_comments;  // of a draft: on the versions before this one, the oldest first
};

}  // namespace valise
