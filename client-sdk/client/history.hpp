// History: what was said before a device came, in parts that it takes in one by one (docs/design/0030). Only what carries its
// sender's signature is handed over, and only that is taken in (handed_on.hpp).
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

inline constexpr std::size_t kLargestHistory = 6 * 1024 * 1024;  // bytes of a part
inline constexpr std::uint64_t kMostHistoryParts = 128;

// Which history: all of an own device, or a post's.
struct HistoryTerms {
  v1::HistoryBundle::Purpose purpose = v1::HistoryBundle::PURPOSE_UNSPECIFIED;
  std::string post;         // of a successor's
  base::DeviceId receiver;  // whom it is for
};

// history_policy says what a post hands over; NONE for what is no post.
[[nodiscard]] v1::HistoryPolicy history_policy(const Context& context, const std::string& post);

// write_history gives the history part by part, the liveliest rooms first, and no more than kMostHistoryParts.
using TakePart = std::function<Result<>(const v1::History& part, std::uint64_t messages)>;
[[nodiscard]] Result<> write_history(store::Transaction& tx, const Context& context, const HistoryTerms& terms,
                                     const TakePart& take);

// take_history stores what is justified of a part that `by` handed over, and gives the number of messages that people read. What
// is there already, is forged, or does not belong to these terms changes nothing.
[[nodiscard]] Result<std::uint64_t> take_history(store::Transaction& tx, Context& context, const v1::History& part,
                                                 const HistoryTerms& terms, base::DeviceId by);

}  // namespace valise::sdk::client
