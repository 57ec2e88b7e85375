#include "asl/fields.h"

#include "asl/field_access.h"
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
constexpr FieldRow kRows[] = {
    // --- Machines and blocks
    {.name = "States", .holders = kBlocks, .type = Object, .is_required = true, .is_filled = true,
     .access = [](R& r, const T& t, const F& f) { r.read_states(f.place, *t.block); }},
    {.name = "StartAt", .holders = kBlocks, .type = String, .is_required = true,
     .access = [](R& r, const T&, const F& f) { r.transition(f, nullptr, 0); }},
    {.name = "Comment", .holders = in(Machine), .type = String,
     .access = [](R& r, const T& t, const F& f) { t.machine->comment = r.text(f); }},
    {.name = "Comment", .holders = kStates, .type = String,
     .access = [](R& r, const T& t, const F& f) { t.state->comment = r.text(f); }},
    {.name = "Comment", .holders = in(ItemProcessor, Iterator, Branch, Retrier, Catcher, ChoiceRule, NestedRule, ItemReader,
                                      ItemBatcher, ResultWriter), .type = String},
    {.name = "Version", .holders = in(Machine), .type = String, .values = kVersions,
     .access = [](R& r, const T& t, const F& f) { t.machine->version = r.text(f); }},
    {.name = "TimeoutSeconds", .holders = in(Machine), .type = Integer, .minimum = 0, .maximum = kLongest,
     .access = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.machine->timeout_seconds = r.integer(f); }},
    {.name = "QueryLanguage", .holders = kStates | in(Machine), .type = String, .values = kQueryLanguages},
    {.name = "ProcessorConfig", .holders = in(ItemProcessor, Iterator, Branch), .type = Object,
     .access = [](R& r, const T& t, const F& f) { r.read_object(f.place, ProcessorConfig, f.language, t); }},
    {.name = "Mode", .holders = in(ProcessorConfig), .type = String, .values = kModes,
     .access = [](R& r, const T& t, const F& f) {
       if (t.map == nullptr) return;
       t.map->mode = r.text(f) == "DISTRIBUTED" ? Map::Mode::Distributed : Map::Mode::Inline;
       t.map->mode_span = f.node.span;
     }},
    {.name = "ExecutionType", .holders = in(ProcessorConfig), .type = String, .values = kExecutionTypes,
     .access = [](R& r, const T& t, const F& f) { if (t.map != nullptr) t.map->express_children = r.text(f) == "EXPRESS"; }},

    // --- All states
    {.name = "Type", .holders = kStates, .type = String, .is_required = true},
    {.name = "Next", .holders = kFlowing, .type = String, .group = FieldGroup::NextOrEnd,
     .access = [](R& r, const T& t, const F& f) { r.transition(f, t.state, 0); }},
    {.name = "End", .holders = kFlowing, .type = Boolean, .group = FieldGroup::NextOrEnd, .false_is_absent = true},
    {.name = "InputPath", .holders = kStates & ~in(Fail), .languages = kPathOnly, .type = StringOrNull,
     .stage = DataStage::Input, .access = data_path<&State::input_path>},
    {.name = "OutputPath", .holders = kStates & ~in(Fail), .languages = kPathOnly, .type = StringOrNull,
     .stage = DataStage::Merged, .access = data_path<&State::output_path>},
    {.name = "ResultPath", .holders = kWorking | in(Pass), .languages = kPathOnly, .type = StringOrNull,
     .access = [](R& r, const T& t, const F& f) { t.state->result_path = r.result_path(f); }},
    {.name = "ResultSelector", .holders = kWorking, .languages = kPathOnly, .type = Object,
     .stage = DataStage::Result, .access = payload<&State::result_selector>},
    {.name = "Output", .holders = kStates & ~in(Fail), .languages = kJsonataOnly, .takes_jsonata = true,
     .stage = DataStage::Merged, .access = payload<&State::output>},
    {.name = "Assign", .holders = kWorking | in(Pass), .type = Object, .stage = DataStage::Selected,
     .access = assignment<&State::assign>},
    {.name = "Assign", .holders = in(Choice, Wait), .type = Object, .access = assignment<&State::assign>},
    {.name = "Retry", .holders = kWorking, .type = Array,
     .access = [](R& r, const T& t, const F& f) { r.read_retry(f, *t.state); }},
    {.name = "Catch", .holders = kWorking, .type = Array,
     .access = {[](R& r, const T& t, const F& f) { r.read_catch(f, *t.state); }, inner_catchers}},

    // --- Pass, Task, Parallel
    {.name = "Result", .holders = in(Pass), .languages = kPathOnly,
     .access = [](R&, const T& t, const F& f) { t.kind<asl::Pass>().result = source::to_value(f.node); }},
    {.name = "Parameters", .holders = in(Pass), .languages = kPathOnly,
     .access = payload<&asl::Pass::parameters>},
    {.name = "Parameters", .holders = in(Task), .languages = kPathOnly,
     .access = payload<&asl::Task::parameters>},
    {.name = "Parameters", .holders = in(Parallel), .languages = kPathOnly,
     .access = payload<&asl::Parallel::parameters>},
    {.name = "Arguments", .holders = in(Task), .languages = kJsonataOnly, .takes_jsonata = true,
     .access = payload<&asl::Task::parameters>},
    {.name = "Arguments", .holders = in(Parallel), .languages = kJsonataOnly, .takes_jsonata = true,
     .access = payload<&asl::Parallel::parameters>},
    {.name = "Branches", .holders = in(Parallel), .type = Array, .is_required = true, .is_filled = true,
     .access = [](R& r, const T& t, const F& f) { r.read_branches(f, t.kind<asl::Parallel>()); }},
    {.name = "Resource", .holders = in(Task), .type = String, .is_required = true,
     .access = [](R& r, const T& t, const F& f) {
       t.kind<asl::Task>().resource = Resource::parse(r.text(f));
       t.kind<asl::Task>().resource_span = f.node.span;
     }},
    {.name = "Credentials", .holders = in(Task), .type = Object,
     .access = stored<&asl::Task::credentials, &R::credentials>},
    {.name = "TimeoutSeconds", .holders = in(Task), .type = Integer, .group = FieldGroup::ValueOrPath, .takes_jsonata = true,
     .minimum = 1, .maximum = kLongest,
     .access = dynamic<&asl::Task::timeout_seconds>},
    {.name = "TimeoutSecondsPath", .holders = in(Task), .languages = kPathOnly, .type = String, .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::Task::timeout_seconds>},
    {.name = "HeartbeatSeconds", .holders = in(Task), .type = Integer, .group = FieldGroup::ValueOrPath, .takes_jsonata = true,
     .minimum = 1, .maximum = kLongest,
     .access = dynamic<&asl::Task::heartbeat_seconds>},
    {.name = "HeartbeatSecondsPath", .holders = in(Task), .languages = kPathOnly, .type = String, .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::Task::heartbeat_seconds>},

    // --- Retriers and Catchers
    {.name = "ErrorEquals", .holders = in(Retrier), .type = Array, .is_required = true, .is_filled = true,
     .access = [](R& r, const T& t, const F& f) { t.retrier->error_equals = r.error_equals(f); }},
    {.name = "ErrorEquals", .holders = in(Catcher), .type = Array, .is_required = true, .is_filled = true,
     .access = [](R& r, const T& t, const F& f) { t.catcher->error_equals = r.error_equals(f); }},
    {.name = "IntervalSeconds", .holders = in(Retrier), .type = Integer, .minimum = 0, .maximum = kLongest,
     .access = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->interval_seconds = r.integer(f); }},
    {.name = "MaxAttempts", .holders = in(Retrier), .type = Integer, .minimum = 0, .maximum = kLongest,
     .access = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->max_attempts = r.integer(f); }},
    {.name = "BackoffRate", .holders = in(Retrier), .type = Number, .minimum = 1,
     .access = [](R&, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->backoff_rate = f.node.scalar.as_double(); }},
    {.name = "MaxDelaySeconds", .holders = in(Retrier), .type = Integer, .minimum = 1, .maximum = 31'622'400,
     .access = [](R& r, const T& t, const F& f) { if (!f.is_placeholder) t.retrier->max_delay_seconds = r.integer(f); }},
    {.name = "JitterStrategy", .holders = in(Retrier), .type = String, .values = kJitters,
     .access = [](R& r, const T& t, const F& f) { t.retrier->full_jitter = r.text(f) == "FULL"; }},
    {.name = "Next", .holders = in(Catcher), .type = String, .is_required = true,
     .access = [](R& r, const T& t, const F& f) { r.transition(f, t.state, static_cast<uint32_t>(t.state->catchers.size() - 1)); }},
    {.name = "ResultPath", .holders = in(Catcher), .languages = kPathOnly, .type = StringOrNull,
     .access = [](R& r, const T& t, const F& f) { t.catcher->result_path = r.result_path(f); }},
    {.name = "Output", .holders = in(Catcher), .languages = kJsonataOnly, .takes_jsonata = true,
     .stage = DataStage::Error, .access = payload<&asl::Catcher::output>},
    {.name = "Assign", .holders = in(Catcher), .type = Object,
     .stage = DataStage::Error, .access = assignment<&asl::Catcher::assign>},

    // --- Choice; the comparison operators come from comparisons()
    {.name = "Choices", .holders = in(Choice), .type = Array, .is_required = true, .is_filled = true,
     .access = {[](R& r, const T& t, const F& f) { r.read_choices(f, *t.state); }, inner_rules}},
    {.name = "Default", .holders = in(Choice), .type = String,
     .access = [](R& r, const T& t, const F& f) { r.transition(f, t.state, 0); }},
    {.name = "Next", .holders = in(ChoiceRule), .type = String, .is_required = true,
     .access = [](R& r, const T& t, const F& f) {
       r.transition(f, t.state, static_cast<uint32_t>(t.kind<asl::Choice>().choices.size() - 1));
     }},
    {.name = "Condition", .holders = in(ChoiceRule), .languages = kJsonataOnly, .type = StringOrBoolean, .group = FieldGroup::Rule,
     .takes_jsonata = true,
     .access = {[](R& r, const T& t, const F& f) { r.read_condition(f, *t.condition); }, view_expression}},
    {.name = "And", .holders = kRules, .languages = kPathOnly, .type = Array, .group = FieldGroup::Rule, .is_filled = true,
     .access = {[](R& r, const T& t, const F& f) { r.read_operands(f, t.condition->content.emplace<And>().operands); },
                inner_conditions<&asl::And::operands>}},
    {.name = "Or", .holders = kRules, .languages = kPathOnly, .type = Array, .group = FieldGroup::Rule, .is_filled = true,
     .access = {[](R& r, const T& t, const F& f) { r.read_operands(f, t.condition->content.emplace<Or>().operands); },
                inner_conditions<&asl::Or::operands>}},
    {.name = "Not", .holders = kRules, .languages = kPathOnly, .type = Object, .group = FieldGroup::Rule,
     .access = {[](R& r, const T& t, const F& f) { r.read_negation(f, t.condition->content.emplace<Not>().operand); },
                inner_conditions<&asl::Not::operand>}},
    {.name = "Variable", .holders = kRules, .languages = kPathOnly, .type = String, .group = FieldGroup::Rule,
     .access = {[](R& r, const T& t, const F& f) { r.read_variable(f, *t.condition); }, view_variable}},
    {.name = "Assign", .holders = in(ChoiceRule), .type = Object,
     .access = assignment<&asl::ChoiceRule::assign>},
    {.name = "Output", .holders = in(ChoiceRule), .languages = kJsonataOnly, .takes_jsonata = true,
     .access = payload<&asl::ChoiceRule::output>},

    // --- Wait, Fail
    {.name = "SecondsPath", .holders = in(Wait), .languages = kPathOnly, .type = String, .group = FieldGroup::WaitUntil,
     .access = wait_until<asl::Wait::Form::Seconds, &R::dynamic_path>},
    {.name = "Seconds", .holders = in(Wait), .type = Integer, .group = FieldGroup::WaitUntil, .takes_jsonata = true, .minimum = 0,
     .maximum = kLongest,
     .access = wait_until<asl::Wait::Form::Seconds, &R::dynamic>},
    {.name = "TimestampPath", .holders = in(Wait), .languages = kPathOnly, .type = String, .group = FieldGroup::WaitUntil,
     .access = wait_until<asl::Wait::Form::Timestamp, &R::dynamic_path>},
    {.name = "Timestamp", .holders = in(Wait), .type = String, .group = FieldGroup::WaitUntil, .takes_jsonata = true,
     .access = wait_until<asl::Wait::Form::Timestamp, &R::timestamp>},
    {.name = "Error", .holders = in(Fail), .type = String, .group = FieldGroup::ValueOrPath, .takes_jsonata = true,
     .access = payload<&asl::Fail::error>},
    {.name = "ErrorPath", .holders = in(Fail), .languages = kPathOnly, .type = String, .group = FieldGroup::ValueOrPath,
     .access = path_or_intrinsic<&asl::Fail::error>},
    {.name = "Cause", .holders = in(Fail), .type = String, .group = FieldGroup::ValueOrPath, .takes_jsonata = true,
     .access = payload<&asl::Fail::cause>},
    {.name = "CausePath", .holders = in(Fail), .languages = kPathOnly, .type = String, .group = FieldGroup::ValueOrPath,
     .access = path_or_intrinsic<&asl::Fail::cause>},

    // --- Map
    {.name = "ItemProcessor", .holders = in(Map), .type = Object, .group = FieldGroup::Processor,
     .access = [](R& r, const T& t, const F& f) { r.read_processor(f, *t.map, ItemProcessor); }},
    {.name = "Iterator", .holders = in(Map), .type = Object, .group = FieldGroup::Processor,
     .access = [](R& r, const T& t, const F& f) { r.read_processor(f, *t.map, Iterator); }},
    {.name = "ItemsPath", .holders = in(Map), .languages = kPathOnly, .type = String,
     .access = data_path<&asl::Map::items_path>},
    {.name = "Items", .holders = in(Map), .languages = kJsonataOnly, .type = ArrayOrObject, .takes_jsonata = true,
     .access = payload<&asl::Map::items>},
    {.name = "ItemSelector", .holders = in(Map), .type = Object, .group = FieldGroup::Selector, .takes_jsonata = true,
     .access = payload<&asl::Map::item_selector>},
    {.name = "Parameters", .holders = in(Map), .languages = kPathOnly, .group = FieldGroup::Selector,
     .access = payload<&asl::Map::item_selector>},
    {.name = "MaxConcurrency", .holders = in(Map), .type = Integer, .group = FieldGroup::ValueOrPath, .takes_jsonata = true,
     .minimum = 0,
     .access = dynamic<&asl::Map::max_concurrency>},
    {.name = "MaxConcurrencyPath", .holders = in(Map), .languages = kPathOnly, .type = String, .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::Map::max_concurrency>},
    {.name = "ToleratedFailureCount", .holders = in(Map), .type = Integer, .group = FieldGroup::ValueOrPath,
     .takes_jsonata = true, .minimum = 0,
     .access = dynamic<&asl::Map::tolerated_failure_count>},
    {.name = "ToleratedFailureCountPath", .holders = in(Map), .languages = kPathOnly, .type = String,
     .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::Map::tolerated_failure_count>},
    {.name = "ToleratedFailurePercentage", .holders = in(Map), .type = Number, .group = FieldGroup::ValueOrPath,
     .takes_jsonata = true, .minimum = 0, .maximum = 100,
     .access = dynamic<&asl::Map::tolerated_failure_percentage>},
    {.name = "ToleratedFailurePercentagePath", .holders = in(Map), .languages = kPathOnly, .type = String,
     .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::Map::tolerated_failure_percentage>},
    {.name = "Label", .holders = in(Map), .type = String, .access = [](R& r, const T& t, const F& f) { r.read_label(f, *t.map); }},
    {.name = "ItemReader", .holders = in(Map), .type = Object,
     .access = {[](R& r, const T& t, const F& f) { r.read_item_reader(f, *t.map); },
                inner_object<ItemReader, &asl::Map::item_reader, &ConstTarget::item_reader>}},
    {.name = "ItemBatcher", .holders = in(Map), .type = Object,
     .access = {[](R& r, const T& t, const F& f) { r.read_item_batcher(f, *t.map); },
                inner_object<ItemBatcher, &asl::Map::item_batcher, &ConstTarget::item_batcher>}},
    {.name = "ResultWriter", .holders = in(Map), .type = Object, .is_filled = true,
     .access = {[](R& r, const T& t, const F& f) { r.read_result_writer(f, *t.map); },
                inner_object<ResultWriter, &asl::Map::result_writer, &ConstTarget::result_writer>}},

    // --- What a Distributed Map reads and writes
    {.name = "Resource", .holders = in(ItemReader), .type = String, .is_required = true,
     .access = [](R& r, const T& t, const F& f) { t.item_reader->resource = Resource::parse(r.text(f)); }},
    {.name = "Parameters", .holders = in(ItemReader), .languages = kPathOnly, .type = Object,
     .access = payload<&asl::ItemReader::parameters>},
    {.name = "Arguments", .holders = in(ItemReader), .languages = kJsonataOnly, .type = Object, .takes_jsonata = true,
     .access = payload<&asl::ItemReader::parameters>},
    {.name = "ReaderConfig", .holders = in(ItemReader), .type = Object,
     .access = {[](R& r, const T& t, const F& f) {
                  t.item_reader->reader_config = source::to_value(f.node);
                  r.read_object(f.place, ReaderConfig, f.language, t);
                },
                [](const ConstTarget& t) -> Evaluable { return InnerObjects{ReaderConfig, {t}}; }}},
    {.name = "InputType", .holders = in(ReaderConfig), .type = String, .values = kInputTypes},
    {.name = "Transformation", .holders = in(ReaderConfig), .type = String, .values = kReaderTransformations},
    {.name = "ManifestType", .holders = in(ReaderConfig), .type = String, .values = kManifestTypes},
    {.name = "CSVHeaderLocation", .holders = in(ReaderConfig), .type = String, .values = kHeaderLocations},
    {.name = "CSVHeaders", .holders = in(ReaderConfig), .type = Array},
    {.name = "CSVDelimiter", .holders = in(ReaderConfig), .type = String, .values = kDelimiters},
    {.name = "ItemsPointer", .holders = in(ReaderConfig), .type = String},
    {.name = "MaxItems", .holders = in(ReaderConfig), .type = Integer, .group = FieldGroup::ValueOrPath, .takes_jsonata = true,
     .minimum = 0, .maximum = 100'000'000,
     .access = dynamic<&asl::ItemReader::max_items>},
    {.name = "MaxItemsPath", .holders = in(ReaderConfig), .languages = kPathOnly, .type = String, .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::ItemReader::max_items>},
    {.name = "MaxItemsPerBatch", .holders = in(ItemBatcher), .type = Integer, .group = FieldGroup::ValueOrPath,
     .takes_jsonata = true, .minimum = 1,
     .access = dynamic<&asl::ItemBatcher::max_items_per_batch>},
    {.name = "MaxItemsPerBatchPath", .holders = in(ItemBatcher), .languages = kPathOnly, .type = String,
     .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::ItemBatcher::max_items_per_batch>},
    {.name = "MaxInputBytesPerBatch", .holders = in(ItemBatcher), .type = Integer, .group = FieldGroup::ValueOrPath,
     .takes_jsonata = true, .minimum = 1, .maximum = 262'144,
     .access = dynamic<&asl::ItemBatcher::max_input_bytes_per_batch>},
    {.name = "MaxInputBytesPerBatchPath", .holders = in(ItemBatcher), .languages = kPathOnly, .type = String,
     .group = FieldGroup::ValueOrPath,
     .access = dynamic_path<&asl::ItemBatcher::max_input_bytes_per_batch>},
    {.name = "BatchInput", .holders = in(ItemBatcher), .type = Object, .takes_jsonata = true,
     .access = payload<&asl::ItemBatcher::batch_input>},
    {.name = "Resource", .holders = in(ResultWriter), .type = String,
     .access = [](R& r, const T& t, const F& f) { t.result_writer->resource = Resource::parse(r.text(f)); }},
    {.name = "Parameters", .holders = in(ResultWriter), .languages = kPathOnly, .type = Object,
     .access = payload<&asl::ResultWriter::parameters>},
    {.name = "Arguments", .holders = in(ResultWriter), .languages = kJsonataOnly, .type = Object, .takes_jsonata = true,
     .access = payload<&asl::ResultWriter::parameters>},
    {.name = "WriterConfig", .holders = in(ResultWriter), .type = Object,
     .access = [](R& r, const T& t, const F& f) {
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
