#include "asl/fields.h"

#include "asl/reader.h"

namespace pawl::asl {
namespace {

using enum Holder;
using R = DefinitionReader;
using T = Target;
using F = Field;

constexpr HolderSet kStates = in(Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map);
constexpr HolderSet kFlowing = in(Pass, Task, Wait, Parallel, Map);  // those with Next or End
constexpr HolderSet kWorking = in(Task, Parallel, Map);              // those that may fail and be retried
constexpr HolderSet kBlocks = in(Machine, ItemProcessor, Iterator, Branch);
constexpr HolderSet kRules = in(ChoiceRule, NestedRule);

constexpr std::string_view kVersions[] = {"1.0"};
constexpr std::string_view kQueryLanguages[] = {"JSONPath", "JSONata"};
constexpr std::string_view kModes[] = {"INLINE", "DISTRIBUTED"};
constexpr std::string_view kExecutionTypes[] = {"STANDARD", "EXPRESS"};
constexpr std::string_view kJitters[] = {"NONE", "FULL"};
constexpr std::string_view kInputTypes[] = {"CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"};
constexpr std::string_view kReaderTransformations[] = {"NONE", "LOAD_AND_FLATTEN"};
constexpr std::string_view kManifestTypes[] = {"ATHENA_DATA", "S3_INVENTORY"};
constexpr std::string_view kHeaderLocations[] = {"FIRST_ROW", "GIVEN"};
constexpr std::string_view kDelimiters[] = {"COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"};
constexpr std::string_view kWriterTransformations[] = {"NONE", "COMPACT", "FLATTEN"};
constexpr std::string_view kOutputTypes[] = {"JSON", "JSONL"};

using enum JsonType;
constexpr auto kPathOnly = Languages::JSONPath;
constexpr auto kJsonataOnly = Languages::JSONata;
constexpr double kLongest = 99'999'999;  // seconds

// Required fields of an object stand in the order in which AWS lists them.
// clang-format off
const FieldRow kRows[] = {
    // --- Machines and blocks
    {.name = "States", .holders = kBlocks, .type = Object, .is_required = true, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { r.read_states(f.place, *t.block); }},
    {.name = "StartAt", .holders = kBlocks, .type = String, .is_required = true,
     .read = [](R& r, const T&, const F& f) { r.transition(f, nullptr, 0); }},
    {.name = "Comment", .holders = in(Machine), .type = String,
     .read = [](R& r, const T& t, const F& f) { t.machine->comment = r.text(f); }},
    {.name = "Comment", .holders = kStates, .type = String,
     .read = [](R& r, const T& t, const F& f) { t.state->comment = r.text(f); }},
    {.name = "Comment", .holders = in(ItemProcessor, Iterator, Branch, Retrier, Catcher, ChoiceRule, NestedRule, ItemReader,
                                      ItemBatcher, ResultWriter), .type = String},
    {.name = "Version", .holders = in(Machine), .type = String, .values = kVersions,
     .read = [](R& r, const T& t, const F& f) { t.machine->version = r.text(f); }},
    {.name = "TimeoutSeconds", .holders = in(Machine), .type = Integer, .minimum = 0, .maximum = kLongest,
     .read = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.machine->timeout_seconds = r.integer(f); }},
    {.name = "QueryLanguage", .holders = kStates | in(Machine), .type = String, .values = kQueryLanguages},
    {.name = "ProcessorConfig", .holders = in(ItemProcessor, Iterator, Branch), .type = Object,
     .read = [](R& r, const T& t, const F& f) { r.read_object(f.place, ProcessorConfig, f.language, t); }},
    {.name = "Mode", .holders = in(ProcessorConfig), .type = String, .values = kModes,
     .read = [](R& r, const T& t, const F& f) {
       if (t.map == nullptr) return;
       t.map->mode = r.text(f) == "DISTRIBUTED" ? Map::Mode::Distributed : Map::Mode::Inline;
       t.map->mode_span = f.node.span;
     }},
    {.name = "ExecutionType", .holders = in(ProcessorConfig), .type = String, .values = kExecutionTypes,
     .read = [](R& r, const T& t, const F& f) { if (t.map != nullptr) t.map->express_children = r.text(f) == "EXPRESS"; }},

    // --- All states
    {.name = "Type", .holders = kStates, .type = String, .is_required = true},
    {.name = "Next", .holders = kFlowing, .type = String, .group = FieldGroup::NextOrEnd,
     .read = [](R& r, const T& t, const F& f) { r.transition(f, t.state, 0); }},
    {.name = "End", .holders = kFlowing, .type = Boolean, .group = FieldGroup::NextOrEnd, .false_is_absent = true},
    {.name = "InputPath", .holders = kStates & ~in(Fail), .languages = kPathOnly, .type = StringOrNull,
     .read = [](R& r, const T& t, const F& f) { t.state->input_path = r.data_path(f); }},
    {.name = "OutputPath", .holders = kStates & ~in(Fail), .languages = kPathOnly, .type = StringOrNull,
     .read = [](R& r, const T& t, const F& f) { t.state->output_path = r.data_path(f); }},
    {.name = "ResultPath", .holders = kWorking | in(Pass), .languages = kPathOnly, .type = StringOrNull,
     .read = [](R& r, const T& t, const F& f) { t.state->result_path = r.result_path(f); }},
    {.name = "ResultSelector", .holders = kWorking, .languages = kPathOnly, .type = Object,
     .read = [](R& r, const T& t, const F& f) { t.state->result_selector = r.payload(f); }},
    {.name = "Output", .holders = kStates & ~in(Fail), .languages = kJsonataOnly, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.state->output = r.payload(f); }},
    {.name = "Assign", .holders = kStates & ~in(Fail, Succeed), .type = Object,
     .read = [](R& r, const T& t, const F& f) { t.state->assign = r.assignment(f); }},
    {.name = "Retry", .holders = kWorking, .type = Array,
     .read = [](R& r, const T& t, const F& f) { r.read_retry(f, *t.state); }},
    {.name = "Catch", .holders = kWorking, .type = Array,
     .read = [](R& r, const T& t, const F& f) { r.read_catch(f, *t.state); }},

    // --- Pass, Task, Parallel
    {.name = "Result", .holders = in(Pass), .languages = kPathOnly,
     .read = [](R&, const T& t, const F& f) { t.kind<asl::Pass>().result = source::to_value(f.node); }},
    {.name = "Parameters", .holders = in(Pass), .languages = kPathOnly,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Pass>().parameters = r.payload(f); }},
    {.name = "Parameters", .holders = in(Task), .languages = kPathOnly,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Task>().parameters = r.payload(f); }},
    {.name = "Parameters", .holders = in(Parallel), .languages = kPathOnly,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Parallel>().parameters = r.payload(f); }},
    {.name = "Arguments", .holders = in(Task), .languages = kJsonataOnly, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Task>().parameters = r.payload(f); }},
    {.name = "Arguments", .holders = in(Parallel), .languages = kJsonataOnly, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Parallel>().parameters = r.payload(f); }},
    {.name = "Branches", .holders = in(Parallel), .type = Array, .is_required = true, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { r.read_branches(f, t.kind<asl::Parallel>()); }},
    {.name = "Resource", .holders = in(Task), .type = String, .is_required = true,
     .read = [](R& r, const T& t, const F& f) {
       t.kind<asl::Task>().resource = Resource::parse(r.text(f));
       t.kind<asl::Task>().resource_span = f.node.span;
     }},
    {.name = "Credentials", .holders = in(Task), .type = Object,
     .read = [](R& r, const T& t, const F& f) { r.read_credentials(f, t.kind<asl::Task>()); }},
    {.name = "TimeoutSeconds", .holders = in(Task), .type = Integer, .group = FieldGroup::Timeout, .takes_jsonata = true,
     .minimum = 1, .maximum = kLongest,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Task>().timeout_seconds = r.dynamic(f); }},
    {.name = "TimeoutSecondsPath", .holders = in(Task), .languages = kPathOnly, .type = String, .group = FieldGroup::Timeout,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Task>().timeout_seconds = r.dynamic_path(f); }},
    {.name = "HeartbeatSeconds", .holders = in(Task), .type = Integer, .group = FieldGroup::Heartbeat, .takes_jsonata = true,
     .minimum = 1, .maximum = kLongest,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Task>().heartbeat_seconds = r.dynamic(f); }},
    {.name = "HeartbeatSecondsPath", .holders = in(Task), .languages = kPathOnly, .type = String, .group = FieldGroup::Heartbeat,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Task>().heartbeat_seconds = r.dynamic_path(f); }},

    // --- Retriers and Catchers
    {.name = "ErrorEquals", .holders = in(Retrier), .type = Array, .is_required = true, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { t.retrier->error_equals = r.error_equals(f); }},
    {.name = "ErrorEquals", .holders = in(Catcher), .type = Array, .is_required = true, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { t.catcher->error_equals = r.error_equals(f); }},
    {.name = "IntervalSeconds", .holders = in(Retrier), .type = Integer, .minimum = 0, .maximum = kLongest,
     .read = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->interval_seconds = r.integer(f); }},
    {.name = "MaxAttempts", .holders = in(Retrier), .type = Integer, .minimum = 0, .maximum = kLongest,
     .read = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->max_attempts = r.integer(f); }},
    {.name = "BackoffRate", .holders = in(Retrier), .type = Number, .minimum = 1,
     .read = [](R&, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->backoff_rate = f.node.scalar.as_double(); }},
    {.name = "MaxDelaySeconds", .holders = in(Retrier), .type = Integer, .minimum = 1, .maximum = 31'622'400,
     .read = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->max_delay_seconds = r.integer(f); }},
    {.name = "JitterStrategy", .holders = in(Retrier), .type = String, .values = kJitters,
     .read = [](R& r, const T& t, const F& f) { t.retrier->full_jitter = r.text(f) == "FULL"; }},
    {.name = "Next", .holders = in(Catcher), .type = String, .is_required = true,
     .read = [](R& r, const T& t, const F& f) { r.transition(f, t.state, static_cast<uint32_t>(t.state->catchers.size() - 1)); }},
    {.name = "ResultPath", .holders = in(Catcher), .languages = kPathOnly, .type = StringOrNull,
     .read = [](R& r, const T& t, const F& f) { t.catcher->result_path = r.result_path(f); }},
    {.name = "Output", .holders = in(Catcher), .languages = kJsonataOnly, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.catcher->output = r.payload(f); }},
    {.name = "Assign", .holders = in(Catcher), .type = Object,
     .read = [](R& r, const T& t, const F& f) { t.catcher->assign = r.assignment(f); }},

    // --- Choice; the comparison operators come from comparisons()
    {.name = "Choices", .holders = in(Choice), .type = Array, .is_required = true, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { r.read_choices(f, *t.state); }},
    {.name = "Default", .holders = in(Choice), .type = String,
     .read = [](R& r, const T& t, const F& f) { r.transition(f, t.state, 0); }},
    {.name = "Next", .holders = in(ChoiceRule), .type = String, .is_required = true,
     .read = [](R& r, const T& t, const F& f) {
       r.transition(f, t.state, static_cast<uint32_t>(t.kind<asl::Choice>().choices.size() - 1));
     }},
    {.name = "Condition", .holders = in(ChoiceRule), .languages = kJsonataOnly, .type = StringOrBoolean, .group = FieldGroup::Rule,
     .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) {
       if (f.is_placeholder) return;
       if (f.node.scalar.is_boolean()) t.condition->content = f.node.scalar.as_boolean();
       else if (auto expression = r.jsonata(f.place)) t.condition->content = std::move(*expression);
     }},
    {.name = "And", .holders = kRules, .languages = kPathOnly, .type = Array, .group = FieldGroup::Rule, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { r.read_operands(f, t.condition->content.emplace<And>().operands); }},
    {.name = "Or", .holders = kRules, .languages = kPathOnly, .type = Array, .group = FieldGroup::Rule, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { r.read_operands(f, t.condition->content.emplace<Or>().operands); }},
    {.name = "Not", .holders = kRules, .languages = kPathOnly, .type = Object, .group = FieldGroup::Rule,
     .read = [](R& r, const T& t, const F& f) { r.read_negation(f, t.condition->content.emplace<Not>().operand); }},
    {.name = "Variable", .holders = kRules, .languages = kPathOnly, .type = String, .group = FieldGroup::Rule,
     .read = [](R& r, const T& t, const F& f) { r.read_variable(f, *t.condition); }},
    {.name = "Assign", .holders = in(ChoiceRule), .type = Object,
     .read = [](R& r, const T& t, const F& f) { t.rule->assign = r.assignment(f); }},
    {.name = "Output", .holders = in(ChoiceRule), .languages = kJsonataOnly, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.rule->output = r.payload(f); }},

    // --- Wait, Fail
    {.name = "SecondsPath", .holders = in(Wait), .languages = kPathOnly, .type = String, .group = FieldGroup::WaitUntil,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Wait>() = {asl::Wait::Form::Seconds, r.dynamic_path(f)}; }},
    {.name = "Seconds", .holders = in(Wait), .type = Integer, .group = FieldGroup::WaitUntil, .takes_jsonata = true, .minimum = 0,
     .maximum = kLongest,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Wait>() = {asl::Wait::Form::Seconds, r.dynamic(f)}; }},
    {.name = "TimestampPath", .holders = in(Wait), .languages = kPathOnly, .type = String, .group = FieldGroup::WaitUntil,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Wait>() = {asl::Wait::Form::Timestamp, r.dynamic_path(f)}; }},
    {.name = "Timestamp", .holders = in(Wait), .type = String, .group = FieldGroup::WaitUntil, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Wait>() = {asl::Wait::Form::Timestamp, r.timestamp(f)}; }},
    {.name = "Error", .holders = in(Fail), .type = String, .group = FieldGroup::Error, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Fail>().error = r.payload(f); }},
    {.name = "ErrorPath", .holders = in(Fail), .languages = kPathOnly, .type = String, .group = FieldGroup::Error,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Fail>().error = r.path_or_intrinsic(f); }},
    {.name = "Cause", .holders = in(Fail), .type = String, .group = FieldGroup::Cause, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Fail>().cause = r.payload(f); }},
    {.name = "CausePath", .holders = in(Fail), .languages = kPathOnly, .type = String, .group = FieldGroup::Cause,
     .read = [](R& r, const T& t, const F& f) { t.kind<asl::Fail>().cause = r.path_or_intrinsic(f); }},

    // --- Map
    {.name = "ItemProcessor", .holders = in(Map), .type = Object, .group = FieldGroup::Processor,
     .read = [](R& r, const T& t, const F& f) { r.read_processor(f, *t.map, ItemProcessor); }},
    {.name = "Iterator", .holders = in(Map), .type = Object, .group = FieldGroup::Processor,
     .read = [](R& r, const T& t, const F& f) { r.read_processor(f, *t.map, Iterator); }},
    {.name = "ItemsPath", .holders = in(Map), .languages = kPathOnly, .type = String,
     .read = [](R& r, const T& t, const F& f) { t.map->items_path = DataPath{.path = r.path(f, DefinitionReader::PathKind::Any)}; }},
    {.name = "Items", .holders = in(Map), .languages = kJsonataOnly, .type = ArrayOrObject, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.map->items = r.payload(f); }},
    {.name = "ItemSelector", .holders = in(Map), .type = Object, .group = FieldGroup::Selector, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.map->item_selector = r.payload(f); }},
    {.name = "Parameters", .holders = in(Map), .languages = kPathOnly, .group = FieldGroup::Selector,
     .read = [](R& r, const T& t, const F& f) { t.map->item_selector = r.payload(f); }},
    {.name = "MaxConcurrency", .holders = in(Map), .type = Integer, .group = FieldGroup::MaxConcurrency, .takes_jsonata = true,
     .minimum = 0,
     .read = [](R& r, const T& t, const F& f) { t.map->max_concurrency = r.dynamic(f); }},
    {.name = "MaxConcurrencyPath", .holders = in(Map), .languages = kPathOnly, .type = String, .group = FieldGroup::MaxConcurrency,
     .read = [](R& r, const T& t, const F& f) { t.map->max_concurrency = r.dynamic_path(f); }},
    {.name = "ToleratedFailureCount", .holders = in(Map), .type = Integer, .group = FieldGroup::ToleratedCount,
     .takes_jsonata = true, .minimum = 0,
     .read = [](R& r, const T& t, const F& f) { t.map->tolerated_failure_count = r.dynamic(f); }},
    {.name = "ToleratedFailureCountPath", .holders = in(Map), .languages = kPathOnly, .type = String,
     .group = FieldGroup::ToleratedCount,
     .read = [](R& r, const T& t, const F& f) { t.map->tolerated_failure_count = r.dynamic_path(f); }},
    {.name = "ToleratedFailurePercentage", .holders = in(Map), .type = Number, .group = FieldGroup::ToleratedPercentage,
     .takes_jsonata = true, .minimum = 0, .maximum = 100,
     .read = [](R& r, const T& t, const F& f) { t.map->tolerated_failure_percentage = r.dynamic(f); }},
    {.name = "ToleratedFailurePercentagePath", .holders = in(Map), .languages = kPathOnly, .type = String,
     .group = FieldGroup::ToleratedPercentage,
     .read = [](R& r, const T& t, const F& f) { t.map->tolerated_failure_percentage = r.dynamic_path(f); }},
    {.name = "Label", .holders = in(Map), .type = String, .read = [](R& r, const T& t, const F& f) { r.read_label(f, *t.map); }},
    {.name = "ItemReader", .holders = in(Map), .type = Object,
     .read = [](R& r, const T& t, const F& f) { r.read_item_reader(f, *t.map); }},
    {.name = "ItemBatcher", .holders = in(Map), .type = Object,
     .read = [](R& r, const T& t, const F& f) { r.read_item_batcher(f, *t.map); }},
    {.name = "ResultWriter", .holders = in(Map), .type = Object, .is_filled = true,
     .read = [](R& r, const T& t, const F& f) { r.read_result_writer(f, *t.map); }},

    // --- What a Distributed Map reads and writes
    {.name = "Resource", .holders = in(ItemReader), .type = String, .is_required = true,
     .read = [](R& r, const T& t, const F& f) { t.item_reader->resource = Resource::parse(r.text(f)); }},
    {.name = "Parameters", .holders = in(ItemReader), .languages = kPathOnly, .type = Object,
     .read = [](R& r, const T& t, const F& f) { t.item_reader->parameters = r.payload(f); }},
    {.name = "Arguments", .holders = in(ItemReader), .languages = kJsonataOnly, .type = Object, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.item_reader->parameters = r.payload(f); }},
    {.name = "ReaderConfig", .holders = in(ItemReader), .type = Object,
     .read = [](R& r, const T& t, const F& f) {
       t.item_reader->reader_config = source::to_value(f.node);
       r.read_object(f.place, ReaderConfig, f.language, t);
     }},
    {.name = "InputType", .holders = in(ReaderConfig), .type = String, .values = kInputTypes},
    {.name = "Transformation", .holders = in(ReaderConfig), .type = String, .values = kReaderTransformations},
    {.name = "ManifestType", .holders = in(ReaderConfig), .type = String, .values = kManifestTypes},
    {.name = "CSVHeaderLocation", .holders = in(ReaderConfig), .type = String, .values = kHeaderLocations},
    {.name = "CSVHeaders", .holders = in(ReaderConfig), .type = Array},
    {.name = "CSVDelimiter", .holders = in(ReaderConfig), .type = String, .values = kDelimiters},
    {.name = "ItemsPointer", .holders = in(ReaderConfig), .type = String},
    {.name = "MaxItems", .holders = in(ReaderConfig), .type = Integer, .group = FieldGroup::MaxItems, .takes_jsonata = true,
     .minimum = 0, .maximum = 100'000'000,
     .read = [](R& r, const T& t, const F& f) { t.item_reader->max_items = r.dynamic(f); }},
    {.name = "MaxItemsPath", .holders = in(ReaderConfig), .languages = kPathOnly, .type = String, .group = FieldGroup::MaxItems,
     .read = [](R& r, const T& t, const F& f) { t.item_reader->max_items = r.dynamic_path(f); }},
    {.name = "MaxItemsPerBatch", .holders = in(ItemBatcher), .type = Integer, .group = FieldGroup::MaxItemsPerBatch,
     .takes_jsonata = true, .minimum = 1,
     .read = [](R& r, const T& t, const F& f) { t.item_batcher->max_items_per_batch = r.dynamic(f); }},
    {.name = "MaxItemsPerBatchPath", .holders = in(ItemBatcher), .languages = kPathOnly, .type = String,
     .group = FieldGroup::MaxItemsPerBatch,
     .read = [](R& r, const T& t, const F& f) { t.item_batcher->max_items_per_batch = r.dynamic_path(f); }},
    {.name = "MaxInputBytesPerBatch", .holders = in(ItemBatcher), .type = Integer, .group = FieldGroup::MaxInputBytesPerBatch,
     .takes_jsonata = true, .minimum = 1, .maximum = 262'144,
     .read = [](R& r, const T& t, const F& f) { t.item_batcher->max_input_bytes_per_batch = r.dynamic(f); }},
    {.name = "MaxInputBytesPerBatchPath", .holders = in(ItemBatcher), .languages = kPathOnly, .type = String,
     .group = FieldGroup::MaxInputBytesPerBatch,
     .read = [](R& r, const T& t, const F& f) { t.item_batcher->max_input_bytes_per_batch = r.dynamic_path(f); }},
    {.name = "BatchInput", .holders = in(ItemBatcher), .type = Object, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.item_batcher->batch_input = r.payload(f); }},
    {.name = "Resource", .holders = in(ResultWriter), .type = String,
     .read = [](R& r, const T& t, const F& f) { t.result_writer->resource = Resource::parse(r.text(f)); }},
    {.name = "Parameters", .holders = in(ResultWriter), .languages = kPathOnly, .type = Object,
     .read = [](R& r, const T& t, const F& f) { t.result_writer->parameters = r.payload(f); }},
    {.name = "Arguments", .holders = in(ResultWriter), .languages = kJsonataOnly, .type = Object, .takes_jsonata = true,
     .read = [](R& r, const T& t, const F& f) { t.result_writer->parameters = r.payload(f); }},
    {.name = "WriterConfig", .holders = in(ResultWriter), .type = Object,
     .read = [](R& r, const T& t, const F& f) {
       t.result_writer->writer_config = source::to_value(f.node);
       r.read_object(f.place, WriterConfig, f.language, t);
     }},
    {.name = "Transformation", .holders = in(WriterConfig), .type = String, .values = kWriterTransformations},
    {.name = "OutputType", .holders = in(WriterConfig), .type = String, .values = kOutputTypes},
};
// clang-format on

}  // namespace

std::span<const FieldRow> field_rows() { return kRows; }

}  // namespace pawl::asl
