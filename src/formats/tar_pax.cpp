// SPDX-License-Identifier: Apache-2.0
// "LENGTH KEY=VALUE\n", the length being that of the whole record (POSIX.1-2001, pax Extended
// Header). Sparse files as GNU tar's manual has them, "Storing Sparse Files".
#include "formats/tar_pax.h"

#include <charconv>

namespace bulwark::formats {
namespace {

std::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::malformed, "tar: " + std::string(what));
}

Result<std::uint64_t> number(std::string_view key, std::string_view value) {
  const auto out = decimal_number(value);
  if (!out) return broken("the pax record " + std::string(key) + " is no number");
  return *out;
}

Result<std::string> name(std::string_view key, std::string_view value) {
  if (value.find('\0') != std::string_view::npos)
    return broken("the pax record " + std::string(key) + " holds a zero byte");
  return std::string(value);
}

// "1350244992.023960108": the fraction is of no use here.
Result<std::int64_t> time(std::string_view value) {
  const std::string_view whole = value.substr(0, value.find('.'));
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), out);
  if (error != std::errc() || end != whole.data() + whole.size())
    return broken("the pax record mtime is no time");
  return out;
}

Result<void> add_piece(TarPiece piece, std::size_t most, PaxRecords& out) {
  if (out.pieces.size() >= most)
    return fail(ErrorCode::limit, "tar: a sparse file in too many pieces");
  out.pieces.push_back(piece);
  return {};
}

// Version 0.1: "offset,size,offset,size".
Result<void> read_map(std::string_view text, std::size_t most, PaxRecords& out) {
  out.pieces.clear();
  const auto next = [&text] {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    return part;
  };
  while (!text.empty()) {
    const std::uint64_t offset = TRY(number("GNU.sparse.map", next()));
    const std::uint64_t size = TRY(number("GNU.sparse.map", next()));
    TRY_VOID(add_piece({offset, size}, most, out));
  }
  return {};
}

Result<void> read_sparse(std::string_view key, std::string_view value, std::size_t most,
                         PaxRecords& out) {
  out.sparse = true;
  if (key == "name") {
    out.sparse_name = TRY(name(key, value));
  } else if (key == "size" || key == "realsize") {
    out.sparse_size = TRY(number(key, value));
  } else if (key == "major") {
    out.map_in_data = value == "1";
    if (value != "0" && value != "1")
      return fail(ErrorCode::unsupported,
                  "tar: a sparse file of version " + std::string(value.substr(0, 20)));
  } else if (key == "map") {
    return read_map(value, most, out);
  } else if (key == "offset") {  // version 0.0: pairs of records
    return add_piece({TRY(number(key, value)), 0}, most, out);
  } else if (key == "numbytes") {
    if (out.pieces.empty()) return broken("a sparse map that is none");
    out.pieces.back().size = TRY(number(key, value));
  }
  return {};
}

Result<void> read_record(std::string_view key, std::string_view value, std::size_t most,
                         PaxRecords& out) {
  constexpr std::string_view kSparse = "GNU.sparse.";
  if (key == "path") {
    out.path = TRY(name(key, value));
  } else if (key == "linkpath") {
    out.link = TRY(name(key, value));
  } else if (key == "size") {
    out.size = TRY(number(key, value));
  } else if (key == "uid") {
    out.user = TRY(number(key, value));
  } else if (key == "gid") {
    out.group = TRY(number(key, value));
  } else if (key == "mtime") {
    out.modified = TRY(time(value));
  } else if (key == "SCHILY.xattr.security.capability") {
    out.capabilities = !value.empty();
  } else if (key.starts_with(kSparse)) {
    return read_sparse(key.substr(kSparse.size()), value, most, out);
  }
  return {};
}

}  // namespace

Result<void> read_pax(std::string_view text, std::size_t most_pieces, PaxRecords& out) {
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const auto length = decimal_number(text.substr(0, space));
    if (space == std::string_view::npos || !length || *length <= space + 1 ||
        *length > text.size() || text[*length - 1] != '\n')
      return broken("a pax record that is none");
    const std::string_view record = text.substr(space + 1, *length - space - 2);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return broken("a pax record without a key");
    // An empty value takes back what was said.
    if (equals + 1 < record.size())
      TRY_VOID(read_record(record.substr(0, equals), record.substr(equals + 1), most_pieces, out));
    text.remove_prefix(*length);
  }
  return {};
}

void apply_pax(const PaxRecords& records, TarHeader& header) {
  TarEntry& entry = header.entry;
  if (records.path) entry.path = *records.path;
  if (records.sparse_name) entry.path = *records.sparse_name;
  if (records.link) entry.link = *records.link;
  if (records.user) entry.user = *records.user;
  if (records.group) entry.group = *records.group;
  if (records.modified) entry.modified = *records.modified;
  entry.capabilities = entry.capabilities || records.capabilities;
  const bool has_data = tar_type_has_data(header.type);
  if (records.size && has_data) header.stored = *records.size;
  if (header.type == 'S') return;  // which says its own
  entry.size = header.stored;
  if (records.sparse && has_data) {
    header.pieces = records.pieces;
    if (records.sparse_size) entry.size = *records.sparse_size;
  }
}

}  // namespace bulwark::formats
