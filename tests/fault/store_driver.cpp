#include "tests/fault/store_driver.hpp"

#include "server/store/task.hpp"

namespace valise::tests {
namespace {

using server::store::StoreError;

Answer answer_of(base::Result<>&) { return Done{}; }
Answer answer_of(base::Result<std::size_t>&) { return Done{}; }
Answer answer_of(base::Result<bool>&) { return Done{}; }
Answer answer_of(base::Result<core::AttachmentInfo>&) { return Done{}; }
Answer answer_of(base::Result<core::CommitOutcome>& done) {
  return std::visit([](auto outcome) { return Answer(outcome); }, *done);
}
template <class T>
Answer answer_of(base::Result<T>& done) {
  return std::move(*done);
}

// file_of gives the file that a request is about.
const char* file_of(const Ask& ask) {
  return std::holds_alternative<Upload>(ask) || std::holds_alternative<Chunk>(ask) ? kAttachmentPath : kStorePath;
}

bool is_refusal(const base::Error& error) { return error.code.category() == make_error_code(core::Refusal{}).category(); }

}  // namespace

StoreDriver::StoreDriver(SimDisk& disk, const StoppedClock& clock, RelayHistory& history)
    : disk_(disk), clock_(clock), history_(history), random_(history.requests().size() + 1) {}

StoreDriver::~StoreDriver() {
  store_.reset();
  attachments_.reset();
}

base::Result<> StoreDriver::open() {
  const auto options = [this](const char* path) {
    return server::store::SqlcipherOptions{.path = path,
                                           .limits = {},
                                           .clock = &clock_,
                                           .on_fatal =
                                               [this, path](const base::Error& error) {
                                                 failed_.insert(path);
                                                 meet(server::store::to_store_error(error));
                                               },
                                           .files = &disk_,
                                           .executor = &executor_,
                                           .log_bytes = 150'000};
  };
  auto store = server::store::open_store(options(kStorePath), store_key(1));
  if (!store) return base::pass_on(store);
  auto attachments = server::store::open_attachment_store(options(kAttachmentPath), store_key(2), random_);
  if (!attachments) return base::pass_on(attachments);
  store_ = std::move(*store);
  attachments_ = std::move(*attachments);
  return {};
}

std::size_t StoreDriver::ask(Ask what) {
  const std::size_t request = history_.asked(std::move(what));
  send(request);
  return request;
}

void StoreDriver::send(std::size_t request) {
  const Ask ask = history_.requests()[request].ask;
  std::visit([&](const auto& what) { deliver(request, what); }, ask);
}

template <class T>
server::store::Completion<T> StoreDriver::completion(std::size_t request) {
  return [this, request](base::Result<T> done) {
    if (!done) return note_error(request, done.error());
    note(request, answer_of(done));
  };
}

void StoreDriver::note(std::size_t request, Answer answer) {
  if (failed_.contains(file_of(history_.requests()[request].ask)))
    history_.problem("acknowledged after the disk failed: request " + std::to_string(request) + " (R5)");
  if (!disk_.has_power()) history_.problem("acknowledged without power: request " + std::to_string(request) + " (R5)");
  history_.answered(request, std::move(answer));
}

void StoreDriver::meet(const base::Error& error) {
  last_error_ = error;
  met_.insert(error.code);
}

void StoreDriver::note_error(std::size_t request, const base::Error& error) {
  if (is_refusal(error)) {
    const auto why = static_cast<core::Refusal>(error.code.value());
    // An entry that is there already was appended by the try whose answer was lost.
    const bool appended = std::holds_alternative<server::store::AppendEntry>(history_.requests()[request].ask);
    if (appended && why == core::Refusal::conflict) return;
    return note(request, Refused{why});
  }
  meet(error);
  if (settling_) history_.problem("request " + std::to_string(request) + " failed: " + error.message());
}

void StoreDriver::deliver(std::size_t request, const core::CommitSubmission& ask) {
  store_->submit_commit(ask, completion<core::CommitOutcome>(request));
}
void StoreDriver::deliver(std::size_t request, const core::MessageSubmission& ask) {
  store_->submit_message(ask, completion<core::Submitted>(request));
}
void StoreDriver::deliver(std::size_t request, const Acknowledge& ask) {
  store_->acknowledge(ask.device, ask.up_to, completion<void>(request));
}
void StoreDriver::deliver(std::size_t request, const Publish& ask) {
  store_->publish_key_packages(ask.device, ask.packages, {}, completion<std::size_t>(request));
}
void StoreDriver::deliver(std::size_t request, const Claim& ask) {
  store_->claim_key_packages({.claimer = ask.claimer, .key = ask.key, .devices = ask.devices},
                             completion<std::vector<core::ClaimedKeyPackage>>(request));
}
void StoreDriver::deliver(std::size_t request, const server::store::AppendEntry& ask) {
  store_->append_entry(ask, completion<base::LogIndex>(request));
}
void StoreDriver::deliver(std::size_t request, const Upload& ask) {
  attachments_->create(ask.attachment, completion<base::AttachmentId>(request));
}
void StoreDriver::deliver(std::size_t request, const Chunk& ask) {
  const Request& upload = history_.requests()[ask.upload];
  const auto* id = std::get_if<base::AttachmentId>(&upload.answer);
  if (id == nullptr) return;  // the device waits for that answer first
  attachments_->write_chunk(*id, std::get<Upload>(upload.ask).attachment.uploader, ask.offset, ask.bytes,
                            completion<core::AttachmentInfo>(request));
}
// Both stores are swept; the store's answer stands for both.
void StoreDriver::deliver(std::size_t request, const Sweep&) {
  history_.expired_before(clock_.now() - core::Limits{}.retention);
  attachments_->sweep([this](const base::Result<bool>& done) {
    if (!done) meet(done.error());
  });
  store_->sweep(completion<bool>(request));
}

void StoreDriver::fetch_after(const base::DeviceId& device, base::MailboxSeq after) {
  for (bool more = true; more;) {
    more = false;
    store_->read_deliveries({.device = device, .after = after, .max_count = 10},
                            [&](const base::Result<std::vector<core::Delivery>>& read) {
                              if (!read) return fail_reading("mailbox", read.error());
                              history_.given(device, *read);
                              if (read->empty()) return;
                              after = read->back().seq;
                              more = true;
                            });
    run();
  }
}

void StoreDriver::fail_reading(std::string_view what, const base::Error& error) {
  meet(error);
  if (settling_) history_.problem(std::string(what) + " cannot be read: " + error.message());
}

void StoreDriver::send_unanswered() {
  for (std::size_t i = 0; i < history_.requests().size(); ++i) {
    if (!history_.requests()[i].answered()) send(i);
    if (std::holds_alternative<Upload>(history_.requests()[i].ask)) run();  // its chunks need the answer
  }
  run();
}

void StoreDriver::settle() {
  settling_ = true;
  for (const auto& device : history_.devices()) fetch_again(device);
  send_unanswered();
  for (std::size_t i = 0; i < history_.requests().size(); ++i) {
    const Request& request = history_.requests()[i];
    const bool repeats = std::holds_alternative<core::Submitted>(request.answer) || std::holds_alternative<Claim>(request.ask) ||
                         std::holds_alternative<Upload>(request.ask);
    if (repeats && history_.may_repeat(request)) send(i);
  }
  run();
  find_everything();
  settling_ = false;
}

void StoreDriver::find_everything() {
  for (const auto& device : history_.devices()) {
    fetch(device);
    store_->count_key_packages(device, [this, device](const base::Result<std::size_t>& count) {
      if (!count) return fail_reading("key packages", count.error());
      history_.found_key_packages(device, *count);
    });
  }
  store_->read_log({}, [this](base::Result<std::vector<base::Bytes>> log) {
    if (!log) return fail_reading("log", log.error());
    // Entries whose answers were lost are found here, as a registrar finds them.
    for (std::size_t i = 0; i < history_.requests().size(); ++i) {
      const Request& request = history_.requests()[i];
      const auto* entry = std::get_if<server::store::AppendEntry>(&request.ask);
      if (entry == nullptr || request.answered() || entry->expected.value() >= log->size()) continue;
      if ((*log)[entry->expected.value()] == entry->entry) history_.answered(i, entry->expected);
    }
    history_.found_log(std::move(*log));
  });
  for (std::size_t i = 0; i < history_.requests().size(); ++i) {
    const auto* id = std::get_if<base::AttachmentId>(&history_.requests()[i].answer);
    if (id == nullptr || !history_.may_repeat(history_.requests()[i])) continue;
    attachments_->read(*id, 0, SIZE_MAX, [this, i](base::Result<base::Bytes> content) {
      if (!content && content.error().code == core::Refusal::incomplete) return;  // nobody sent the rest yet
      history_.found_attachment(i, std::move(content));
    });
  }
  run();
}

}  // namespace valise::tests
