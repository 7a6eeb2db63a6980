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
