/**
 * Responses of servers, as far as clients rely on them. Every type allows further fields: servers
 * add some, and OInt returns everything.
 */
interface More {
  readonly [key: string]: unknown;
}

export interface Version extends More {
  version: string;
}

/** Times are in nanoseconds. */
export interface Metrics extends More {
  total_duration?: number;
  load_duration?: number;
  prompt_eval_count?: number;
  prompt_eval_duration?: number;
  eval_count?: number;
  eval_duration?: number;
}

/** The response to a prompt, or a chunk of it. */
export interface Answer extends Metrics {
  model: string;
  created_at?: string;
  response: string;
  /** The reasoning of a reasoning model. */
  thinking?: string;
  done: boolean;
  done_reason?: string;
  context?: number[];
}

export interface ToolCall extends More {
  function?: { name?: string; arguments?: Readonly<Record<string, unknown>> } & More;
}

/** A message of a conversation. */
export interface Message extends More {
  role: 'system' | 'user' | 'assistant' | 'tool' | (string & {});
  content?: string;
  /** The reasoning of a reasoning model. */
  thinking?: string;
  /** Images as Base64. */
  images?: readonly (string | Uint8Array)[] | null;
  tool_calls?: readonly ToolCall[];
  tool_name?: string;
}

/** The response to a conversation, or a chunk of it. */
export interface ChatAnswer extends Metrics {
  model: string;
  created_at?: string;
  message?: Message;
  done: boolean;
  done_reason?: string;
}

export interface Embeddings extends Metrics {
  model: string;
  embeddings: number[][];
}

export interface ModelDetails extends More {
  parent_model?: string;
  format?: string;
  family?: string;
  families?: string[] | null;
  parameter_size?: string;
  quantization_level?: string;
}

/** A model on the server. */
export interface Model extends More {
  name: string;
  model?: string;
  modified_at?: string;
  size?: number;
  digest?: string;
  details?: ModelDetails;
}

/** A model in memory. */
export interface RunningModel extends Model {
  expires_at?: string;
  size_vram?: number;
}

export interface ModelInformation extends More {
  modelfile?: string;
  parameters?: string;
  template?: string;
  system?: string;
  license?: string;
  details?: ModelDetails;
  model_info?: Readonly<Record<string, unknown>>;
  capabilities?: string[];
}

/** The progress of an operation on a model: the last one says `success`. */
export interface ModelStatus extends More {
  status: string;
  /** The current part of the model. */
  digest?: string;
  /** Bytes of this part. */
  total?: number;
  completed?: number;
}

/** The operation succeeded: Ollama only sends a status. */
export interface Done {
  status_code: number;
}

export interface PushedBlob extends Done {
  /** SHA-256 of the data, in hexadecimal. */
  digest: string;
}
