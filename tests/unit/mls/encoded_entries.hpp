// change_entries alters an EncodedList as if it were a vector, for forged messages.
#pragma once

#include "client-sdk/mls/encoded_list.hpp"

namespace valise::mls::test {

template <class T, class Change>
void change_entries(EncodedList<T>& list, Change&& change) {
  std::vector<T> entries;
  for (std::size_t i = 0; i < list.size(); ++i) entries.push_back(list.at(i));
  change(entries);
  list = {};
  for (const T& entry : entries) list.push_back(entry);
}

}  // namespace valise::mls::test
