// SPDX-License-Identifier: Apache-2.0
// Text made safe and fit for where it is printed: terminals, XML, Markdown, workflow commands.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::outputs {

/// Control characters and those that turn the direction of text become visible: `\x1b`, `\u202e`. A
/// name can then neither move the cursor nor pretend to be another.
std::string visible(std::string_view text);

/// JSON as it may stand within a <script> element, which no text of it may end: `<` and `>` are
/// written as escapes.
std::string json_for_script(std::string_view json);

/// Columns that `text` takes on a terminal.
std::size_t display_width(std::string_view text);

/// At most `width` columns; what is cut off is told by "…".
std::string clip(std::string_view text, std::size_t width);
/// The same for a text that goes on: its end is `…` in any case.
std::string clip_unfinished(std::string_view text, std::size_t width);

/// Filled with spaces to `width` columns.
std::string pad(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, broken at spaces where there are any.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// For text and attribute values of XML 1.0 and HTML. Characters that XML cannot hold become
/// U+FFFD.
std::string xml_escape(std::string_view text);

/// For running text and cells of tables in GitHub's Markdown: no mark-up, no mention, no HTML.
std::string markdown_escape(std::string_view text);

/// As code within a line of Markdown, whatever it holds.
std::string markdown_code(std::string_view text);

}  // namespace bulwark::outputs
