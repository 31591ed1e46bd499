// Statement and Rows: a prepared statement, and one run of it.
//
// A Statement belongs to its Database and is used by one thread at a time. Values are bound without copying: what is passed to
// query() must live as long as the Rows; run() is over when it returns.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/strong_id.hpp"

struct sqlite3_stmt;

namespace valise::sql {

// Rows is one run of a statement. It resets the statement and forgets the bound values when it goes.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  // failed gives Rows whose next() reports a statement that could not be prepared or is already running.
  [[nodiscard]] static Rows failed(base::Error error);
  Rows(Rows&& other) noexcept;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  template <class... Args>
  void bind_all(const Args&... args) {
    int index = 0;
    (bind(++index, args), ...);
  }

  // next moves to the next row; false after the last. The columns below speak of that row and are valid until the next call.
  [[nodiscard]] base::Result<bool> next();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] base::ByteView blob(int column) const;
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  [[nodiscard]] base::Bytes bytes(int column) const { return base::to_bytes(blob(column)); }
  [[nodiscard]] base::UnixMillis time(int column) const { return base::from_wire(number(column)); }
  // id gives a BinaryId or a Strong number. A blob of another size (the schema's CHECKs forbid it) gives the zero id.
  template <class Id>
  [[nodiscard]] Id id(int column) const {
    if constexpr (requires { Id::size; }) {
      return Id::parse(blob(column)).value_or(Id{});
    } else {
      return Id(number(column));
    }
  }

 private:
  template <class T>
  void bind(int index, const T& value) {
    if constexpr (std::same_as<T, std::nullopt_t>) {
      bind_null(index);
    } else if constexpr (std::integral<T>) {
      bind_integer(index, static_cast<std::int64_t>(value));
    } else if constexpr (std::same_as<T, base::UnixMillis>) {
      bind_integer(index, value.time_since_epoch().count());
    } else if constexpr (requires { value.has_value(); }) {
      value ? bind(index, *value) : bind_null(index);
    } else if constexpr (requires { value.value(); }) {
      bind_integer(index, static_cast<std::int64_t>(value.value()));
    } else if constexpr (requires { value.view(); }) {
      bind_blob(index, value.view());
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      bind_text(index, value);
    } else {
      bind_blob(index, base::ByteView(value));
    }
  }
  void bind_null(int index);
  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, base::ByteView value);
  void note(int code);

  sqlite3_stmt* statement_ = nullptr;
  std::optional<base::Error> failure_;
};

// Statement owns a prepared statement.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  template <class... Args>
  [[nodiscard]] Rows query(const Args&... args) {
    if (running()) return already_running();
    Rows rows(statement_.get());
    rows.bind_all(args...);
    return rows;
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  [[nodiscard]] bool running() const;
  [[nodiscard]] static Rows already_running();

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace valise::sql
