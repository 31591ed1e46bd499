// DescriptorReserve: Asio's bookkeeping of descriptors, made many at a time.
//
// Asio keeps a record for each descriptor that was ever open at the same time and never gives one back. Made one by one they lie
// between the memory of the connections, and each keeps a page from going back to the system when all have left: 40 MB for 10,000
// of them. Made in a row they lie side by side. Inside wire only.
#pragma once

#include "wire/asio.hpp"

namespace valise::wire {

class DescriptorReserve {
 public:
  explicit DescriptorReserve(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  // expect sees to it that so many may be open; what cannot be had now is made later by Asio.
  void expect(std::size_t open);

 private:
  asio::any_io_executor executor_;
  std::size_t made_ = 0;
};

}  // namespace valise::wire
