/**
 * What servers answer, as far as clients rely on it. Every type has room for more: servers add
 * fields, and OInt returns them all.
 */
interface More {
  readonly [key: string]: unknown;
}

export interface TextPart {
  type: 'text' | 'input_text';
  text: string;
}

export interface ImagePart {
  type: 'image_url';
  image_url: { url: string; detail?: string };
}

/** A picture by its file ID, as the reference writes it; `GetResponse` makes an `image_url` of it. */
export interface InputImagePart {
  type: 'input_image';
  file_id?: string;
  image_url?: string;
  detail?: string;
}

export type Part = TextPart | ImagePart | InputImagePart | (More & { type: string });

/** A message of a conversation. */
export interface Message extends More {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool' | (string & {});
  content?: string | readonly Part[] | null;
  name?: string;
}

export interface Usage extends More {
  prompt_tokens?: number;
  completion_tokens?: number;
  total_tokens?: number;
}

export interface ToolCall extends More {
  id?: string;
  type?: string;
  function?: { name?: string; arguments?: string };
}

export interface Choice extends More {
  index?: number;
  message: { role?: string; content?: string | null; tool_calls?: ToolCall[] } & More;
  finish_reason?: string | null;
}

/** The answer to a conversation. */
export interface ChatCompletion extends More {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: Choice[];
  usage?: Usage | null;
}

/** A piece of an answer as it comes. */
export interface ChatChunk extends More {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: ChunkChoice[];
  usage?: Usage | null;
}

/** What a chunk adds to one of the replies. */
export interface ChunkChoice extends More {
  index?: number;
  delta?: {
    role?: string;
    content?: string | null;
    tool_calls?: (ToolCall & { index?: number })[];
  } & More;
  finish_reason?: string | null;
}

export interface Embeddings extends More {
  object?: string;
  model?: string;
  data: ({ index?: number; embedding: number[] | string } & More)[];
  usage?: Usage;
}

export interface Images extends More {
  created?: number;
  data: ({ url?: string; b64_json?: string; revised_prompt?: string } & More)[];
}

/** A file that a server keeps. */
export interface StoredFile extends More {
  id: string;
  object?: string;
  bytes?: number;
  created_at?: number | string;
  filename?: string;
  purpose?: string;
}

export interface Assistant extends More {
  id: string;
  object?: string;
  model?: string;
  name?: string | null;
  instructions?: string | null;
}

export interface Model extends More {
  id: string;
  object?: string;
  owned_by?: string;
}

export interface List<Item> extends More {
  object?: string;
  data: Item[];
}

/** What remains of something deleted. */
export interface Deleted extends More {
  id?: string;
  deleted?: boolean;
}

export interface Transcription extends More {
  text: string;
}

/** An item of a response's input: a message, or what else the Responses API takes and gives. */
export interface ResponseItem extends More {
  type?: string;
  role?: string;
  content?: string | readonly (More & { type: string })[] | null;
}

/** An answer of the Responses API. */
export interface ModelResponse extends More {
  id: string;
  object?: string;
  /** `completed`, `incomplete`, `failed`, `in_progress`, `queued` or `cancelled`. */
  status?: string;
  model?: string;
  output: ResponseItem[];
  /** The text of the answer: put together from `output` where the server does not say it. */
  output_text?: string;
  error?: ({ code?: string; message?: string } & More) | null;
  incomplete_details?: ({ reason?: string } & More) | null;
  usage?: ({ input_tokens?: number; output_tokens?: number; total_tokens?: number } & More) | null;
}

/** News of a response as it comes: `type` says of what. */
export interface ResponseEvent extends More {
  /** `response.output_text.delta`, `response.completed` and many more. */
  type: string;
  /** What came with a `…delta`: a piece of text. */
  delta?: unknown;
  output_index?: number;
  content_index?: number;
  item?: ResponseItem;
  response?: ModelResponse;
}

export interface Moderation extends More {
  id?: string;
  model?: string;
  results: ({
    flagged: boolean;
    categories?: Record<string, boolean | null>;
    category_scores?: Record<string, number>;
  } & More)[];
}

/** A plain text with what a model has added to it, or a piece of that as it comes. */
export interface Completion extends More {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: ({ index?: number; text?: string; finish_reason?: string | null } & More)[];
  usage?: Usage | null;
}

/** A file that is uploaded in parts. */
export interface Upload extends More {
  id: string;
  object?: string;
  bytes?: number;
  filename?: string;
  purpose?: string;
  /** `pending`, `completed`, `cancelled` or `expired`. */
  status?: string;
  created_at?: number;
  /** When the server forgets it, in seconds since 1970. */
  expires_at?: number;
  /** The stored file, once the upload is completed. */
  file?: StoredFile | null;
}

export interface UploadPart extends More {
  id: string;
  object?: string;
  created_at?: number;
  upload_id?: string;
}

/** Requests that a server works off by and by. */
export interface Batch extends More {
  id: string;
  object?: string;
  /** `validating`, `in_progress`, `finalizing`, `completed`, `failed`, `expired`, `cancelled` … */
  status?: string;
  endpoint?: string;
  input_file_id?: string;
  /** The file with the answers, once there are some. */
  output_file_id?: string | null;
  /** The file with the requests that failed. */
  error_file_id?: string | null;
  request_counts?: { total?: number; completed?: number; failed?: number };
}

export interface VectorStore extends More {
  id: string;
  object?: string;
  name?: string | null;
  /** `in_progress` while files are taken in, then `completed`; `expired`. */
  status?: string;
  usage_bytes?: number;
  file_counts?: More & { in_progress?: number; completed?: number; failed?: number };
}

/** A file that a vector store searches in. */
export interface VectorStoreFile extends More {
  id: string;
  object?: string;
  vector_store_id?: string;
  /** `in_progress`, `completed`, `cancelled` or `failed`: `last_error` then says why. */
  status?: string;
  last_error?: { code?: string; message?: string } | null;
  attributes?: Record<string, unknown> | null;
}

/** What a vector store has found: the best first. */
export interface VectorStoreSearch extends More {
  object?: string;
  search_query?: string[] | string;
  data: ({
    file_id?: string;
    filename?: string;
    score?: number;
    attributes?: Record<string, unknown> | null;
    content?: ({ type?: string; text?: string } & More)[];
  } & More)[];
  has_more?: boolean;
}
