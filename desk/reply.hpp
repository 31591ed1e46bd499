// Frames for the page: done, a failure, or what is made of a Result.
#pragma once

#include "desk/views.hpp"
#include "valise/lists.hpp"

namespace valise::desk {

[[nodiscard]] inline v1::FromDesk failure(const Error& error) {
  v1::FromDesk out;
  *out.mutable_failure() = view_of(error);
  return out;
}

[[nodiscard]] inline v1::FromDesk done() {
  v1::FromDesk out;
  out.mutable_done();
  return out;
}

[[nodiscard]] inline v1::FromDesk done(const Result<>& result) { return result ? done() : failure(result.error()); }

// answer gives what `put` makes of a Result, or its failure.
template <class T, class Put>
[[nodiscard]] v1::FromDesk answer(const Result<T>& result, Put&& put) {
  if (!result) return failure(result.error());
  v1::FromDesk out;
  put(out, *result);
  return out;
}

// put puts a part of a list of messages into what tells of it.
template <class Told>
void put(const MessagePart& part, Told& out) {
  for (const auto& message : part.messages) *out.add_messages() = view_of(message);
  out.set_first(part.first);
  out.set_total(part.total);
}

}  // namespace valise::desk
