// Secrets, account numbers and leftovers of templates in definitions.
#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/tasks_of.h"
#include "analysis/template_texts.h"
#include "base/ascii.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

size_t run_length(std::string_view text, bool (*is_part)(char)) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_part);
  return static_cast<size_t>(end - text.begin());
}

struct Pattern {
  std::string_view prefix;
  size_t least;  // number of word characters after it
  std::string_view what;
};

/// Secrets with a unique prefix.
constexpr std::array kSecrets = {
    Pattern{"AKIA", 16, "an AWS access key"},
    Pattern{"ghp_", 36, "a GitHub token"},
    Pattern{"github_pat_", 22, "a GitHub token"},
    Pattern{"xoxb-", 20, "a Slack token"},
    Pattern{"xoxp-", 20, "a Slack token"},
    Pattern{"sk_live_", 20, "a Stripe key"},
    Pattern{"AIza", 35, "a Google API key"},
    Pattern{"Bearer eyJ", 20, "a bearer token"},
    Pattern{"-----BEGIN PRIVATE KEY", 0, "a private key"},
    Pattern{"-----BEGIN RSA PRIVATE KEY", 0, "a private key"},
};

std::string_view secret_in(std::string_view text) {
  for (const Pattern& pattern : kSecrets) {
    const size_t at = text.find(pattern.prefix);
    if (at == std::string_view::npos || (at > 0 && is_word(text[at - 1]))) continue;
    if (text.find("EXAMPLE", at) != std::string_view::npos) continue;  // in AWS's documentation
    if (run_length(text.substr(at + pattern.prefix.size()), is_word) >= pattern.least) return pattern.what;
  }
  return {};
}

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '_' && c != '-') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// Whether a literal of a member such as "Password" looks like a password.
bool is_password(std::string_view key, std::string_view text) {
  constexpr std::array<std::string_view, 7> kNames = {"password",    "passwd",    "secret",      "apikey",
                                                      "accesstoken", "secretkey", "clientsecret"};
  const std::string name = lower(key);
  if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) return false;
  constexpr size_t kLeast = 8;
  const bool is_reference = text.find("${") != std::string_view::npos || text.starts_with("{{") ||
                            text.starts_with("{%") || text.starts_with("arn:") || text.starts_with("$") ||
                            text.find('<') != std::string_view::npos ||
                            text.find('/') != std::string_view::npos;
  const bool has_digit = std::any_of(text.begin(), text.end(), is_digit);
  return text.size() >= kLeast && !is_reference && has_digit && text.find(' ') == std::string_view::npos;
}

void check_secrets(Check& check) {
  for (const asl::State* state : check.machine().states) {
    analysis::for_each_template_text(check.facts(), *state, [&](const analysis::TemplateText& text) {
      const std::string_view value = text.node.scalar.as_string();
      std::string_view what = secret_in(value);
      if (what.empty() && is_password(text.key, value)) what = "a password";
      if (what.empty()) return;
      check.report(*state, text.field, text.node.span, "this looks like " + std::string(what)).hint =
          "Secrets Manager, a connection of EventBridge for http:invoke, or the input";
    });
  }
}

/// The twelve digits of `arn:PARTITION:SERVICE:REGION:ACCOUNT:`; empty if there are none, or those of
/// examples.
std::string_view account_in(std::string_view text) {
  if (!text.starts_with("arn:")) return {};
  for (int part = 0; part < 4; ++part) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    text.remove_prefix(colon + 1);
  }
  const std::string_view account = text.substr(0, text.find(':'));
  if (account.size() != 12 || run_length(account, is_digit) != 12) return {};
  const bool is_repeated = account.find_first_not_of(account.front()) == std::string_view::npos;
  constexpr std::array<std::string_view, 6> kExamples = {"123456789012", "111122223333", "012345678901",
                                                         "987654321098", "444455556666", "112233445566"};
  const bool is_example =
      is_repeated || std::find(kExamples.begin(), kExamples.end(), account) != kExamples.end();
  return is_example ? std::string_view() : account;
}

void check_account(Check& check) {
  const auto tell = [&](const asl::State& state, const std::string& field, source::Span span,
                        std::string_view text) {
    const std::string_view account = account_in(text);
    if (account.empty()) return;
    check
        .report(state, field, span, "the account " + std::string(account) + " is written into the definition")
        .hint = "${placeholder}, filled by DefinitionSubstitutions or --subst";
  };
  for (const asl::State* state : check.machine().states) {
    if (const auto* task = std::get_if<asl::Task>(&state->kind))
      tell(*state, "Resource", task->resource_span, task->resource.text);
    analysis::for_each_template_text(check.facts(), *state, [&](const analysis::TemplateText& text) {
      tell(*state, text.field, text.node.span, text.node.scalar.as_string());
    });
  }
}

/// A marker that was meant to be replaced; empty if there is none.
std::string_view leftover_in(std::string_view text) {
  constexpr std::array<std::string_view, 9> kMarks = {"REPLACE_ME", "REPLACEME", "__tbd__",
                                                      "CHANGEME",   "CHANGE_ME", "<INSERT",
                                                      "<YOUR",      "<your",     "INSERT_YOUR"};
  for (const std::string_view mark : kMarks) {
    const size_t at = text.find(mark);
    if (at != std::string_view::npos) return text.substr(at, mark.size());
  }
  return {};
}

/// A part of an ARN that templates of the console leave to be filled in: REGION, ACCOUNT_ID, <NAME>.
std::string_view leftover_in_arn(std::string_view text) {
  if (!text.starts_with("arn:")) return {};
  constexpr std::array<std::string_view, 12> kParts = {
      "REGION",    "ACCOUNT_ID",    "ACCOUNT",    "Region",         "AccountID", "AccountId",
      "ACCOUNTID", "FUNCTION_NAME", "AWS_REGION", "AWS_ACCOUNT_ID", "region",    "account-id"};
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const bool is_bracketed = part.size() > 2 && part.front() == '<' && part.back() == '>';
    if (is_bracketed || std::find(kParts.begin(), kParts.end(), part) != kParts.end()) return part;
  }
  return {};
}

void check_leftovers(Check& check) {
  const auto tell = [&](const asl::State& state, const std::string& field, source::Span span,
                        std::string_view text) {
    std::string_view found = leftover_in(text);
    if (found.empty()) found = leftover_in_arn(text);
    const size_t open = text.rfind("${");
    if (found.empty() && open != std::string_view::npos && text.find('}', open) == std::string_view::npos &&
        text.find('%') == std::string_view::npos)
      found = text.substr(open, 20);
    if (!found.empty()) check.report(state, field, span, quoted_name(found) + " is still to be filled in");
  };
  for (const asl::State* state : check.machine().states) {
    if (const auto* task = std::get_if<asl::Task>(&state->kind))
      tell(*state, "Resource", task->resource_span, task->resource.text);
    analysis::for_each_template_text(check.facts(), *state, [&](const analysis::TemplateText& text) {
      tell(*state, text.field, text.node.span, text.node.scalar.as_string());
    });
  }
}

void check_fail(Check& check) {
  for (const asl::State* state : check.machine().states) {
    const auto* fail = std::get_if<asl::Fail>(&state->kind);
    if (fail == nullptr || fail->error || fail->cause) continue;
    check.report(*state, "", quoted_name(state->name) + " has neither Error nor Cause");
  }
}

constexpr Rule kRules[] = {
    {.id = "secret-in-definition",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "no keys, tokens and passwords in a definition",
     .help = "Everybody who may describe the state machine reads it, and it lands in repositories, logs and "
             "histories. Take it from Secrets Manager in the task, use a connection for http:invoke, or hand "
             "it in with the input.",
     .bad = R"yaml(StartAt: Login
States:
  Login:
    Type: Task
    Resource: ${Login}
    Parameters: {user: robot, password: hunter2-hunter2}
    End: true
)yaml",
     .good = R"yaml(StartAt: Login
States:
  Login:
    Type: Task
    Resource: ${Login}
    Parameters: {user: robot, password: "{{resolve:secretsmanager:robot}}"}
    End: true
)yaml",
     .check = check_secrets},
    {.id = "hard-coded-account",
     .kind = Rule::Kind::AwsAdvice,
     .severity = source::Severity::Info,
     .summary = "no account numbers in a definition",
     .help = "The definition works in one account only, and a copy of it calls that account. Write "
             "${FunctionArn} and fill it from the template.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "arn:aws:lambda:eu-west-1:210987654321:function:pay", End: true}
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "${PayFunctionArn}", End: true}
)yaml",
     .check = check_account},
    {.id = "placeholder-left",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "no markers are left to be filled in",
     .help = "REGION, ACCOUNT_ID, <NAME>, REPLACE_ME and their like come from consoles, templates and "
             "documentation. A ${placeholder} that is filled at deployment is fine; one without its closing "
             "brace is not.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME", End: true}
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay: {Type: Task, Resource: "${PayFunctionArn}", End: true}
)yaml",
     .check = check_leftovers},
    {.id = "fail-without-error",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Info,
     .summary = "a Fail state has an Error or a Cause",
     .help = "Without Error nothing can be matched by a Catch around it, and without Cause nobody can read "
             "in the history why the execution ended.",
     .bad = R"yaml(StartAt: Stop
States:
  Stop: {Type: Fail}
)yaml",
     .good = R"yaml(StartAt: Stop
States:
  Stop: {Type: Fail, Error: OrderRejected, Cause: The order has no items.}
)yaml",
     .check = check_fail},
};

}  // namespace

std::span<const Rule> hygiene_rules() { return kRules; }

}  // namespace pawl::rules
