import type { JsonSchema } from '../../core/definition/param.js';

/** A model as the protocol lists it. */
interface ModelCard {
  id: string;
  object: 'model';
  /** In seconds since 1970. */
  created: number;
  owned_by: string;
  /** What it is and is not, for users. */
  description: string;
}

/** A source of models, which may have to load them. */
export interface Engine {
  models(): Promise<readonly Model[]>;
  /** Unloads everything. */
  close?(): Promise<void>;
}

/**
 * A model: its model object and the tasks it can do. For other tasks the response is an error that
 * lists the models which can. Tasks throw an `ApiError` for what they do not support, and stop when
 * the signal aborts.
 */
export interface Model {
  readonly card: ModelCard;
  chat?(task: ChatTask): AsyncIterable<ChatPiece>;
  /** Continues a plain text. */
  complete?(task: CompletionTask): AsyncIterable<TextPiece>;
  embed?(task: EmbedTask): Promise<Embedded>;
  /** Converts text to speech. */
  speak?(task: SpeakTask): Promise<Media>;
  /** Transcribes audio. */
  transcribe?(task: TranscribeTask): Promise<Transcript>;
  /** Generates images. */
  draw?(task: DrawTask): Promise<readonly Media[]>;
}

export type TaskName = Exclude<keyof Model, 'card'>;

export interface ChatMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  text: string;
  pictures: readonly Picture[];
  /** Attached files. The contents of text files are already part of `text`. */
  files: readonly AttachedFile[];
  /** In an assistant message: the tools it called. */
  toolCalls: readonly ToolCall[];
  /** In a tool message: the call it belongs to. */
  toolCallId: string | undefined;
}

/** An image that has been loaded: all of its bytes. */
export interface Picture {
  /** Its media type, detected from its bytes. */
  type: string;
  bytes: Uint8Array;
}

export interface AttachedFile {
  name: string;
  type: string;
  bytes: number;
}

export interface Tool {
  name: string;
  description: string;
  parameters: JsonSchema;
}

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text. */
  arguments: string;
}

export type ToolChoice = 'none' | 'auto' | 'required' | { name: string };

/** The required form of the reply. A reply must be valid for the schema, if there is one. */
export type AnswerFormat = { type: 'text' } | { type: 'json'; schema?: JsonSchema };

/** Sampling options and limits. */
export interface Sampling {
  /** Stop sequences: the reply ends before them. */
  stop: readonly string[];
  /** In tokens. */
  mostTokens: number | undefined;
  seed: number | undefined;
  temperature: number | undefined;
  topP: number | undefined;
}

export interface ChatTask extends Sampling {
  messages: readonly ChatMessage[];
  tools: readonly Tool[];
  toolChoice: ToolChoice;
  parallelToolCalls: boolean;
  format: AnswerFormat;
  /** True if nobody reads the reply token by token: it may come in one piece. */
  whole?: boolean;
  signal: AbortSignal | undefined;
}

export interface CompletionTask extends Sampling {
  prompt: string;
  signal: AbortSignal | undefined;
}

export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

export type Finish = 'stop' | 'length' | 'tool_calls';

/** The end of a reply: always the last chunk. */
export interface End {
  type: 'end';
  finish: Finish;
  usage: Usage;
}

export type TextPiece = { type: 'text'; text: string } | End;
/** A tool call, always complete. */
export type ChatPiece =
  | TextPiece
  | { type: 'tool_call'; call: ToolCall }
  /** Instead of a reply: the reason why there is none in the required form. */
  | { type: 'refusal'; text: string };

export interface EmbedTask {
  texts: readonly string[];
  dimensions: number | undefined;
  signal: AbortSignal | undefined;
}

export interface Embedded {
  vectors: readonly Float32Array[];
  tokens: number;
}

/** Bytes and their media type. */
export interface Media {
  type: string;
  bytes: Uint8Array;
}

export interface SpeakTask {
  text: string;
  voice: string;
  /** mp3, opus, aac, flac, wav, pcm; a model refuses those it does not support. */
  format: string;
  /** 1 is normal speed. */
  speed: number;
  signal: AbortSignal | undefined;
}

interface TranscribeTask {
  bytes: Uint8Array;
  name: string;
  language: string | undefined;
  signal: AbortSignal | undefined;
}

interface Transcript {
  text: string;
  language: string | undefined;
  /** In seconds. */
  duration: number | undefined;
}

export interface DrawTask {
  prompt: string;
  n: number;
  /** In pixels. */
  width: number;
  height: number;
  /** png, webp or jpeg; a model refuses those it does not support. */
  format: string;
  signal: AbortSignal | undefined;
}
