#include "tests/unit/mls/strictness.hpp"

#include <gtest/gtest.h>

#include "base/writer.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

// size_without gives the size less the zeros at the end, which are padding.
std::size_t size_without_padding(const Bytes& bytes) {
  std::size_t size = bytes.size();
  while (size > 0 && bytes[size - 1] == 0) --size;
  return size;
}

bool refused_or_same(const Rewrite& rewrite, const Bytes& bytes) {
  const auto rewritten = rewrite(bytes);
  return !rewritten || *rewritten == bytes;
}

void expect_exact_size(const Rewrite& rewrite, const Bytes& bytes, Ending ending) {
  const std::size_t needed = ending == Ending::zeros ? size_without_padding(bytes) : bytes.size();
  for (std::size_t size = 0; size < needed; ++size) {
    ASSERT_FALSE(rewrite(ByteView(bytes).first(size))) << "the first " << size << " of " << bytes.size() << " bytes";
  }
  for (const Byte extra : {0, 1, 2, 0x40, 0xff}) {
    if (extra == 0 && ending == Ending::zeros) continue;
    Bytes longer = bytes;
    longer.push_back(extra);
    ASSERT_FALSE(rewrite(longer)) << "with the byte " << int{extra} << " after it";
  }
}

// header_at gives the length that stands at `at`, and the size of its header, if there is one that fits.
struct Header {
  std::size_t length;
  std::size_t size;
};
std::optional<Header> header_at(const Bytes& bytes, std::size_t at) {
  const std::size_t size = std::size_t{1} << (bytes[at] >> 6);
  if (size == 8 || at + size > bytes.size()) return std::nullopt;
  std::size_t length = bytes[at] & 0x3f;
  for (std::size_t i = 1; i < size; ++i) length = length << 8 | bytes[at + i];
  if (length > bytes.size() - at - size) return std::nullopt;
  return Header{length, size};
}

// longer_header writes the length in `size` bytes.
Bytes longer_header(std::size_t length, std::size_t size) {
  base::Writer out;
  if (size == 2)
    out.u16(static_cast<std::uint16_t>(0x4000 | length));
  else
    out.u32(static_cast<std::uint32_t>(0x80000000 | length));
  return out.take();
}

// Every place is taken for a header once: those that are none change fields of a fixed size, and must not be accepted as
// something else either. The lengths of what encloses the place stay as they are, so another input, whose enclosing lengths are
// right, follows from expect_minimal_inside.
void expect_minimal_lengths(const Rewrite& rewrite, const Bytes& bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto header = header_at(bytes, at);
    if (!header) continue;
    for (std::size_t size = header->size * 2; size <= 4; size *= 2) {
      Bytes changed(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
      base::append(changed, longer_header(header->length, size));
      base::append(changed, ByteView(bytes).subspan(at + header->size));
      ASSERT_TRUE(refused_or_same(rewrite, changed)) << "a longer length at " << at;
    }
  }
}

// grow writes the header at `inner` in `size` bytes and adds the difference to the length at `outer`, if that one encloses it.
std::optional<Bytes> grow(const Bytes& bytes, std::size_t outer, std::size_t inner, std::size_t size) {
  const auto outside = header_at(bytes, outer);
  const auto inside = header_at(bytes, inner);
  if (!outside || !inside || inside->size >= size || inner < outer + outside->size) return std::nullopt;
  if (inner + inside->size + inside->length > outer + outside->size + outside->length) return std::nullopt;
  Bytes out(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(outer));
  base::append(out, base::Writer().varint(outside->length + size - inside->size).take());
  base::append(out, ByteView(bytes).subspan(outer + outside->size, inner - outer - outside->size));
  base::append(out, longer_header(inside->length, size));
  base::append(out, ByteView(bytes).subspan(inner + inside->size));
  return out;
}

// One enclosing length is made right. (Headers three deep are covered by the forms of what is inside.)
void expect_minimal_inside(const Rewrite& rewrite, const Bytes& bytes) {
  constexpr std::size_t near = 60;
  for (std::size_t outer = 0; outer < bytes.size(); ++outer) {
    for (std::size_t inner = outer + 1; inner < std::min(bytes.size(), outer + near); ++inner) {
      for (const std::size_t size : {2U, 4U}) {
        const auto changed = grow(bytes, outer, inner, size);
        if (changed) {
          ASSERT_TRUE(refused_or_same(rewrite, *changed)) << "a longer length at " << inner << " within " << outer;
        }
      }
    }
  }
}

void expect_survival(const Rewrite& rewrite, const Bytes& bytes) {
  SeededRandom random(bytes.size());
  for (int round = 0; round < 200; ++round) {
    Bytes changed = bytes;
    for (std::size_t i = random.below(4) + 1; i > 0; --i) {
      const std::size_t at = random.below(changed.size());
      switch (random.below(4)) {
        case 0: changed[at] = static_cast<Byte>(random.below(256)); break;
        case 1: changed[at] ^= static_cast<Byte>(1U << random.below(8)); break;
        case 2: changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), static_cast<Byte>(random.below(256))); break;
        default:
          if (changed.size() > 1) changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
    ASSERT_TRUE(refused_or_same(rewrite, changed)) << "round " << round;
  }
}

}  // namespace

void expect_one_encoding(const Rewrite& rewrite, const Bytes& bytes, Ending ending) {
  const auto rewritten = rewrite(bytes);
  ASSERT_TRUE(rewritten);
  ASSERT_EQ(*rewritten, bytes);
  expect_exact_size(rewrite, bytes, ending);
  expect_minimal_lengths(rewrite, bytes);
  expect_minimal_inside(rewrite, bytes);
  if (!bytes.empty()) expect_survival(rewrite, bytes);
}

}  // namespace valise::mls::test
