// Findings about definitions as users read them: text with the source line and a caret, or JSON.
#pragma once
#include <string>
#include <vector>

#include "cli/terminal/console.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "value/value.h"

namespace pawl::cli {

/// Which stream a report goes to: it decides about colours.
enum class Stream : uint8_t { Out, Err };

/// `file:line:col: severity: message [rule]`, the source line, a caret with the hint, and AWS's own line
/// where AWS has a code. Ends with a newline.
std::string finding_text(const source::Diagnostic& diagnostic, const source::Document& document,
                         const Console& console, Stream stream);

/// {"file","severity","rule","code","message","pointer","line","column","endLine","endColumn","hint"},
/// positions from 1.
Value finding_json(const source::Diagnostic& diagnostic, const source::Document& document);

std::string_view name_of(source::Severity severity);

}  // namespace pawl::cli
