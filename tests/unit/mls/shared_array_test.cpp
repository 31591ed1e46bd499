#include "client-sdk/mls/shared_array.hpp"

#include <gtest/gtest.h>

namespace valise::mls {
namespace {

using Array = SharedArray<int, 4>;

std::vector<int> content(const Array& array) {
  std::vector<int> out;
  for (std::size_t i = 0; i < array.size(); ++i) out.push_back(array[i]);
  return out;
}

Array counted(std::size_t size) {
  Array out;
  out.resize(size);
  for (std::size_t i = 0; i < size; ++i) out.set(i, static_cast<int>(i));
  return out;
}

TEST(SharedArray, CopiesDoNotSeeEachOthersChanges) {
  Array first = counted(6);
  Array second = first;
  second.set(5, 50);
  first.set(0, 100);
  EXPECT_EQ(content(first), (std::vector{100, 1, 2, 3, 4, 5}));
  EXPECT_EQ(content(second), (std::vector{0, 1, 2, 3, 4, 50}));
}

TEST(SharedArray, NewPlacesAreIndependentAndEmptyEvenWhereSomethingStoodBefore) {
  Array array = counted(7);
  const Array before = array;
  array.resize(2);
  array.resize(12);
  array.set(11, 11);
  EXPECT_EQ(content(array), (std::vector{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11}));
  EXPECT_EQ(content(before), (std::vector{0, 1, 2, 3, 4, 5, 6}));
}

TEST(SharedArray, FindsEqualsAndChanges) {
  const Array before = counted(9);
  Array after = before;
  after.resize(11);
  after.set(1, 7);
  after.set(10, 7);
  after.set(6, 6);  // a block of its own, but nothing changed
  std::vector<std::size_t> changed, sevens;
  after.each_change(before, [&](std::size_t i) { changed.push_back(i); });
  after.each_equal(7, [&](std::size_t i) { sevens.push_back(i); });
  EXPECT_EQ(changed, (std::vector<std::size_t>{1, 10}));
  EXPECT_EQ(sevens, (std::vector<std::size_t>{1, 7, 10}));
}

// More than two branches: what changed is found in the first and the last, and the one between is passed over.
TEST(SharedArray, LargeOnesShareByBranches) {
  const Array before = counted(200);
  Array after = before;
  after.resize(300);
  after.set(3, -1);
  after.set(150, -1);
  after.set(299, -1);
  std::vector<std::size_t> changed, found;
  after.each_change(before, [&](std::size_t i) { changed.push_back(i); });
  after.each_equal(-1, [&](std::size_t i) { found.push_back(i); });
  EXPECT_EQ(changed, (std::vector<std::size_t>{3, 150, 299}));
  EXPECT_EQ(found, changed);
  EXPECT_EQ(content(before), content(counted(200)));
  for (std::size_t i = 200; i < 299; ++i) EXPECT_EQ(after[i], 0);

  after.resize(100);
  after.resize(200);
  changed.clear();
  after.each_change(before, [&](std::size_t i) { changed.push_back(i); });
  EXPECT_EQ(changed.size(), 101u);
  EXPECT_EQ(changed[1], 100u);
}

TEST(SharedArray, DoesNotFindWhatIsBeyondTheEnd) {
  const Array array = counted(5);
  std::vector<std::size_t> zeros;
  array.each_equal(0, [&](std::size_t i) { zeros.push_back(i); });
  EXPECT_EQ(zeros, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace valise::mls
