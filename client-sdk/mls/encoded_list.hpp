// EncodedList<T>: a list `T x<V>` kept as it is encoded, in one buffer: for long lists of which a member looks at one entry. The
// entries are known to be well-formed. T has `skip(Decoder&)`, which reads past one without copying it.
#pragma once

#include "client-sdk/mls/codec.hpp"

namespace valise::mls {

template <class T>
class EncodedList {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t encoded_size() const { return bytes_.size(); }
  // at requires index < size().
  [[nodiscard]] T at(std::size_t index) const {
    Decoder in(bytes_);
    while (index-- > 0) T::skip(in);
    return T::decode(in);
  }
  void push_back(const T& value) {
    base::append(bytes_, mls::encode(value));
    ++size_;
  }

  void encode(base::Writer& out) const { out.opaque(bytes_); }
  // decode fails with too_large for more than max_list_entries.
  static EncodedList decode(Decoder& in);

 private:
  Bytes bytes_;
  std::size_t size_ = 0;
};

template <class T>
EncodedList<T> EncodedList<T>::decode(Decoder& in) {
  EncodedList out;
  const ByteView bytes = in.view();
  Decoder inside(bytes);
  for (; inside.more(); ++out.size_) {
    if (out.size_ == max_list_entries) inside.fail(MlsError::too_large, "list");
    T::skip(inside);
  }
  if (auto done = inside.finish(); !done) return in.fail(done.error().code, std::move(done.error().context)), EncodedList();
  out.bytes_ = base::to_bytes(bytes);
  return out;
}

}  // namespace valise::mls
