// Tables whose changes can be taken back: what replay fills. A table gives its values away as constant; who wants to change one
// asks for it by edit(), so that a table which is held remembers what stood there. Holding costs nothing; taking back costs what
// changed.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "keys/crypto/short_hash.hpp"

namespace valise::directory {

template <class Key, class Value, class Items = std::map<Key, Value>>
class Table {
 public:
  using key_type = Key;
  using mapped_type = Value;
  using value_type = typename Items::value_type;
  using const_iterator = typename Items::const_iterator;

  [[nodiscard]] const_iterator begin() const { return items_.begin(); }
  [[nodiscard]] const_iterator end() const { return items_.end(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] bool contains(const Key& key) const { return items_.contains(key); }
  [[nodiscard]] const_iterator find(const Key& key) const { return items_.find(key); }
  [[nodiscard]] const_iterator lower_bound(const Key& key) const { return items_.lower_bound(key); }
  // at requires that the key is there.
  [[nodiscard]] const Value& at(const Key& key) const { return items_.at(key); }

  // edit gives a value to change; it must be there.
  [[nodiscard]] Value& edit(const Key& key) {
    Value& value = items_.at(key);
    if (held_) before_.try_emplace(key, value);
    return value;
  }
  // put adds a value, or takes the place of the one that is there.
  void put(const Key& key, Value value) {
    if (!held_) {
      items_.insert_or_assign(key, std::move(value));
      return;
    }
    if (const auto it = items_.find(key); it != items_.end()) {
      edit(key) = std::move(value);
      return;
    }
    before_.try_emplace(key, std::nullopt);
    items_.emplace(key, std::move(value));
  }

  // hold remembers what is there now, until keep or take_back.
  void hold() { held_ = true; }
  void keep() noexcept { forget(); }
  // take_back makes the table what it was when it was held.
  void take_back() noexcept {
    for (auto& [key, value] : before_) {
      if (value) {
        items_.at(key) = std::move(*value);
      } else {
        items_.erase(key);
      }
    }
    forget();
  }

 private:
  void forget() noexcept {
    before_.clear();
    held_ = false;
  }

  Items items_;
  std::map<Key, std::optional<Value>> before_;  // what stood under each key that was changed since; nothing: it was not there
  bool held_ = false;
};

// HashTable finds by public key or identifier, in no order: these are spread evenly, and trees of them are slow to walk.
template <class Key, class Value>
using HashTable = Table<Key, Value, std::unordered_map<Key, Value, crypto::ShortHash>>;

// KeptSet: keys that, once in, stay, in no order; but what came in while it was held can be taken back.
template <class Item>
class KeptSet {
 public:
  [[nodiscard]] auto begin() const { return items_.begin(); }
  [[nodiscard]] auto end() const { return items_.end(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool contains(const Item& item) const { return items_.contains(item); }

  void insert(const Item& item) {
    if (items_.contains(item)) return;
    if (held_) added_.push_back(item);
    items_.insert(item);
  }

  void hold() { held_ = true; }
  void keep() noexcept { forget(); }
  void take_back() noexcept {
    for (const auto& item : added_) items_.erase(item);
    forget();
  }

 private:
  void forget() noexcept {
    added_.clear();
    held_ = false;
  }

  std::unordered_set<Item, crypto::ShortHash> items_;
  std::vector<Item> added_;
  bool held_ = false;
};

}  // namespace valise::directory
