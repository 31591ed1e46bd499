// Forms: structured messages with a state. Kinds and their fields are data (valise/form_kinds.hpp); how a form stands follows
// from what officers say about it (valise/form_view.hpp).
#pragma once

#include "valise/client.hpp"
#include "valise/form_view.hpp"

namespace valise {

// FormDraft is a form that is being written. Drafts are kept in the profile until they are sent or discarded.
struct FormDraft {
  std::string id;  // of the kept draft; empty: not kept yet
  std::string kind;
  std::vector<std::string> to;  // addresses and selectors, for a new room; or
  std::string room;             // id or prefix of an existing one
  std::string predecessor;      // id or prefix of the form that this one extends, or of which it is another version: its room
  std::string asks;             // who is to answer; empty: the first other participant
  std::string from;             // own post; may stay empty where the officer staffs exactly one
  std::string subject;          // of a new room; empty: one is made of kind and reference
  Urgency urgency = Urgency::routine;
  std::optional<Time> acknowledge_by;
  std::vector<std::string> handling;
  FormFields fields;
  std::vector<std::filesystem::path> files;  // not kept with the draft
  std::vector<std::string> file_names;       // what they are called, in the same order, where that is not their name on the disk
  Time changed{};
};

struct FormFilter {
  bool open = true;  // only those of which somebody owes something
  std::string room;  // id or prefix; empty: all
  std::string kind;
};

// FormReport is what an officer says about a form.
struct FormReport {
  std::string act;                  // as FormStep::act
  std::string text;                 // required for "refused": the reason
  std::optional<Time> promised_by;  // until when an answer, or the formal request, is promised
};

// CommentDraft is a remark on a passage of a draft.
struct CommentDraft {
  std::string passage;  // words of the form, as they stand there; empty: the whole
  std::string text;
  std::string proposal;
};

class Forms {
 public:
  // The Client must outlive it.
  explicit Forms(Client& client) : client_(&client) {}

  // begin gives a draft of a kind with what the directory knows of both sides filled in. `predecessor`: its fields are taken
  // over, without the date. Not kept yet. ErrorKind: usage (no such kind), not_found, and those of Client::recipients.
  Result<FormDraft> begin(const FormDraft& wish);
  // keep stores a draft as it is, valid or not, and gives it with its id. drafts gives all, the newest first.
  Result<FormDraft> keep(FormDraft draft);
  Result<std::vector<FormDraft>> drafts();
  Result<FormDraft> draft(const std::string& id);
  Result<> discard(const std::string& id);

  // send queues the form durably, then tries to deliver it, like Client::send; a kept draft is discarded in doing so. ErrorKind:
  // usage (not as its description asks; check_form tells what), and those of Client::send.
  Result<SendReport> send(const FormDraft& draft, const Progress& progress = {});

  // list gives the forms of all rooms: those that wait for this officer first, then by the time until which something is owed.
  Result<std::vector<FormView>> list(const FormFilter& filter = {});
  // show gives one by the id of its message, or its beginning. ErrorKind: not_found, usage (no form).
  Result<FormView> show(const std::string& message);

  // report says how a form stands. The side that is asked says "acknowledged", "in_progress", "answered", "refused" and
  // "formal_received"; the sender's side "formal_to_follow". ErrorKind: not_found, usage (no form, no reason, a promise for a
  // time that has passed), not_authorised (another side's word).
  Result<SendReport> report(const std::string& message, const FormReport& report);
  // comment says something about a passage of a form. ErrorKind: not_found, usage (nothing said; the passage does not stand
  // there).
  Result<SendReport> comment(const std::string& message, const CommentDraft& comment);

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
