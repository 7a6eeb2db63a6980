/**
 * Responses of servers, as far as clients rely on them. Every type allows further fields: servers
 * add some, and OInt returns everything.
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

/** An image by its file ID, in the reference's form; `GetResponse` converts it to an `image_url`. */
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

/** The response to a chat request. */
export interface ChatCompletion extends More {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: Choice[];
  usage?: Usage | null;
}

/** A chunk of a streamed response. */
export interface ChatChunk extends More {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: ChunkChoice[];
  usage?: Usage | null;
}

/** What a chunk adds to one of the choices. */
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

/** A file on a server. */
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
  /** True if there is a next page. */
  has_more?: boolean;
  /** The ID of the last item of this page. */
  last_id?: string | null;
}

/** The result of a deletion. */
export interface Deleted extends More {
  id?: string;
  deleted?: boolean;
}

export interface Transcription extends More {
  text: string;
}

/** An item of a response's input: a message, or another item of the Responses API. */
export interface ResponseItem extends More {
  type?: string;
  role?: string;
  content?: string | readonly (More & { type: string })[] | null;
}

/** A response of the Responses API. */
export interface ModelResponse extends More {
  id: string;
  object?: string;
  /** `completed`, `incomplete`, `failed`, `in_progress`, `queued` or `cancelled`. */
  status?: string;
  model?: string;
  output: ResponseItem[];
  /** The text of the reply: assembled from `output` if the server does not send it. */
  output_text?: string;
  error?: ({ code?: string; message?: string } & More) | null;
  incomplete_details?: ({ reason?: string } & More) | null;
  usage?: ({ input_tokens?: number; output_tokens?: number; total_tokens?: number } & More) | null;
}

/** An event of a streamed response, identified by `type`. */
export interface ResponseEvent extends More {
  /** `response.output_text.delta`, `response.completed` and many more. */
  type: string;
  /** Of a `…delta` event: a piece of text. */
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

/** A completion of a plain text, or a chunk of it. */
export interface Completion extends More {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: ({ index?: number; text?: string; finish_reason?: string | null } & More)[];
  usage?: Usage | null;
}

/** An upload in parts. */
export interface Upload extends More {
  id: string;
  object?: string;
  bytes?: number;
  filename?: string;
  purpose?: string;
  /** `pending`, `completed`, `cancelled` or `expired`. */
  status?: string;
  created_at?: number;
  /** When it expires, in seconds since 1970. */
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

/** A batch of requests that a server runs in the background. */
export interface Batch extends More {
  id: string;
  object?: string;
  /** `validating`, `in_progress`, `finalizing`, `completed`, `failed`, `expired`, `cancelled` … */
  status?: string;
  endpoint?: string;
  input_file_id?: string;
  /** The file with the results, if there are any. */
  output_file_id?: string | null;
  /** The file with the requests that failed. */
  error_file_id?: string | null;
  request_counts?: { total?: number; completed?: number; failed?: number };
}

export interface VectorStore extends More {
  id: string;
  object?: string;
  name?: string | null;
  /** `in_progress` while files are indexed, then `completed`; `expired`. */
  status?: string;
  usage_bytes?: number;
  file_counts?: More & { in_progress?: number; completed?: number; failed?: number };
}

/** A file in a vector store. */
export interface VectorStoreFile extends More {
  id: string;
  object?: string;
  vector_store_id?: string;
  /** `in_progress`, `completed`, `cancelled` or `failed`: `last_error` then says why. */
  status?: string;
  last_error?: { code?: string; message?: string } | null;
  attributes?: Record<string, unknown> | null;
}

/** The results of a search, best first. */
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
