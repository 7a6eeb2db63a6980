import { schemaOf } from './notation.js';

/**
 * The types that every schema may use: servers and files often leave them out. Those of
 * `google.rpc` are the details of errors.
 */
export const builtIn = schemaOf({
  'google.protobuf.Timestamp': 'int64 seconds 1; int32 nanos 2',
  'google.protobuf.Duration': 'int64 seconds 1; int32 nanos 2',
  'google.protobuf.Empty': '',
  'google.protobuf.FieldMask': 'repeated string paths 1',
  'google.protobuf.Any': 'string type_url 1; bytes value 2',
  'google.protobuf.Struct': 'repeated google.protobuf.Struct.FieldsEntry fields 1',
  'google.protobuf.Struct.FieldsEntry': 'string key 1; google.protobuf.Value value 2',
  'google.protobuf.Value':
    'optional int32 null_value 1; optional double number_value 2; optional string string_value 3; optional bool bool_value 4; google.protobuf.Struct struct_value 5; google.protobuf.ListValue list_value 6',
  'google.protobuf.ListValue': 'repeated google.protobuf.Value values 1',
  'google.protobuf.DoubleValue': 'double value 1',
  'google.protobuf.FloatValue': 'float value 1',
  'google.protobuf.Int64Value': 'int64 value 1',
  'google.protobuf.UInt64Value': 'uint64 value 1',
  'google.protobuf.Int32Value': 'int32 value 1',
  'google.protobuf.UInt32Value': 'uint32 value 1',
  'google.protobuf.BoolValue': 'bool value 1',
  'google.protobuf.StringValue': 'string value 1',
  'google.protobuf.BytesValue': 'bytes value 1',
  'google.rpc.Status': 'int32 code 1; string message 2; repeated google.protobuf.Any details 3',
  'google.rpc.ErrorInfo':
    'string reason 1; string domain 2; repeated google.rpc.ErrorInfo.MetadataEntry metadata 3',
  'google.rpc.ErrorInfo.MetadataEntry': 'string key 1; string value 2',
  'google.rpc.RetryInfo': 'google.protobuf.Duration retry_delay 1',
  'google.rpc.DebugInfo': 'repeated string stack_entries 1; string detail 2',
  'google.rpc.QuotaFailure': 'repeated google.rpc.QuotaFailure.Violation violations 1',
  'google.rpc.QuotaFailure.Violation': 'string subject 1; string description 2',
  'google.rpc.PreconditionFailure':
    'repeated google.rpc.PreconditionFailure.Violation violations 1',
  'google.rpc.PreconditionFailure.Violation':
    'string type 1; string subject 2; string description 3',
  'google.rpc.BadRequest': 'repeated google.rpc.BadRequest.FieldViolation field_violations 1',
  'google.rpc.BadRequest.FieldViolation': 'string field 1; string description 2',
  'google.rpc.RequestInfo': 'string request_id 1; string serving_data 2',
  'google.rpc.ResourceInfo':
    'string resource_type 1; string resource_name 2; string owner 3; string description 4',
  'google.rpc.Help': 'repeated google.rpc.Help.Link links 1',
  'google.rpc.Help.Link': 'string description 1; string url 2',
  'google.rpc.LocalizedMessage': 'string locale 1; string message 2',
});

builtIn.addEnum({
  name: 'google.protobuf.NullValue',
  numbers: new Map([['NULL_VALUE', 0]]),
  names: new Map([[0, 'NULL_VALUE']]),
});
