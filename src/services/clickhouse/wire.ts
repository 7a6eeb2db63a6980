import { schemaOf } from '../../core/protobuf/notation.js';
import type { MethodType } from '../../core/protobuf/schema.js';

/**
 * The messages of ClickHouse's gRPC service. Settings are a map of texts, and levels of logs are
 * numbers.
 *
 * @see https://clickhouse.com/docs/interfaces/grpc
 */
export const schema = schemaOf({
  'clickhouse.grpc.QueryInfo':
    'string query 1; string query_id 2; repeated clickhouse.grpc.SettingsEntry settings 3; string database 4; bytes input_data 5; string output_format 7; repeated clickhouse.grpc.ExternalTable external_tables 8; string user_name 9; string password 10; string quota 11; string session_id 12; bool session_check 13; uint32 session_timeout 14; bool cancel 15; bool next_query_info 16; string input_compression_type 20',
  'clickhouse.grpc.SettingsEntry': 'string key 1; string value 2',
  'clickhouse.grpc.NameAndType': 'string name 1; string type 2',
  'clickhouse.grpc.ExternalTable':
    'string name 1; repeated clickhouse.grpc.NameAndType columns 2; bytes data 3; string format 4; repeated clickhouse.grpc.SettingsEntry settings 5; string compression_type 6',
  'clickhouse.grpc.Result':
    'bytes output 1; bytes totals 2; bytes extremes 3; repeated clickhouse.grpc.Log logs 4; clickhouse.grpc.Progress progress 5; clickhouse.grpc.Stats stats 6; clickhouse.grpc.Exception exception 7; bool cancelled 8; string query_id 9; string time_zone 10; string output_format 11; repeated clickhouse.grpc.NameAndType output_columns 12',
  'clickhouse.grpc.Log':
    'uint32 time 1; uint32 time_microseconds 2; uint64 thread_id 3; string query_id 4; int32 level 5; string source 6; string text 7',
  'clickhouse.grpc.Progress':
    'uint64 read_rows 1; uint64 read_bytes 2; uint64 total_rows_to_read 3; uint64 written_rows 4; uint64 written_bytes 5',
  'clickhouse.grpc.Stats':
    'uint64 rows 1; uint64 blocks 2; uint64 allocated_bytes 3; bool applied_limit 4; uint64 rows_before_limit 5; bool applied_aggregation 6; uint64 rows_before_aggregation 7',
  'clickhouse.grpc.Exception':
    'int32 code 1; string name 2; string display_text 3; string stack_trace 4',
});

export const SERVICE = 'clickhouse.grpc.ClickHouse';

function method(name: string, clientStreaming: boolean, serverStreaming: boolean): MethodType {
  const [request, response] = ['clickhouse.grpc.QueryInfo', 'clickhouse.grpc.Result'];
  return { name, request, response, clientStreaming, serverStreaming };
}

/** The methods of the service: one request or many, one response or many. */
const METHODS = [
  method('ExecuteQuery', false, false),
  method('ExecuteQueryWithStreamInput', true, false),
  method('ExecuteQueryWithStreamOutput', false, true),
  method('ExecuteQueryWithStreamIO', true, true),
];

schema.services.set(SERVICE, {
  name: SERVICE,
  methods: new Map(METHODS.map((one) => [one.name, one])),
});
