#include "client-sdk/store/device_list.hpp"

namespace valise::sdk::store {

base::Bytes joined(const std::vector<base::DeviceId>& devices) {
  base::Bytes out;
  for (const auto& device : devices) base::append(out, device.view());
  return out;
}

std::vector<base::DeviceId> split(base::ByteView joined_ids) {
  std::vector<base::DeviceId> out;
  for (; joined_ids.size() >= base::DeviceId::size; joined_ids = joined_ids.subspan(base::DeviceId::size)) {
    out.emplace_back(base::to_array(base::FixedView<base::DeviceId::size>(joined_ids.first<base::DeviceId::size>())));
  }
  return out;
}

}  // namespace valise::sdk::store
