import type { Messages } from '../../core/grpc/exchange.js';
import type { NotDone } from '../../core/grpc/streams.js';
import type { JsonRecord } from '../../core/util/is-record.js';

export type { NotDone } from '../../core/grpc/streams.js';

export interface Done {
  result: true;
}

export interface Data {
  result: true;
  data: unknown;
}

export interface Names {
  result: true;
  data: string[];
}

/** Settings of a connection, as GetConnectionParameters returns them. */
export type GrpcSettingsRecord = {
  address: string;
  proto?: JsonRecord;
  metadata?: JsonRecord;
};

/** The fields of a message. */
export interface MessageSchema {
  type: 'object';
  fields: Record<string, FieldSchema>;
}

export interface FieldSchema {
  number: number;
  /** `string`, `int64`, `message`, `enum`, `map` … */
  type: string;
  required: boolean;
  repeated: boolean;
  /** The name of its message or enum. */
  type_name?: string;
  /** Of the fields of one oneof, only one can be set. */
  oneof?: string;
  /** The values of an enum. */
  values?: string[];
}

export interface MethodInfo {
  result: true;
  data: {
    is_client_streaming: boolean;
    is_server_streaming: boolean;
    request_type: string;
    request_schema: MessageSchema;
    response_type: string;
    response_schema: MessageSchema;
  };
}

export interface StreamId {
  result: true;
  streamId: string;
}

export interface StreamMessage {
  result: true;
  message: unknown;
}

export interface ClientStreamResult {
  result: true;
  /** The response. */
  message: unknown;
  messages_sent: number;
  finish_sending: Done;
}

export interface BidirectionalResult extends Messages {
  finish_sending: Done;
  /** Why receiving ended. */
  final_retrieval: Done | NotDone;
}
