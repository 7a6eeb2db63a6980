import type { JsonSchema } from '../../core/definition/param.js';

/** A model as the protocol lists it. */
interface ModelCard {
  id: string;
  object: 'model';
  /** In seconds since 1970. */
  created: number;
  owned_by: string;
  /** What it is and is not, for people. */
  description: string;
}

/** What makes a kind of answers: it has models, and may have to load them. */
export interface Engine {
  models(): Promise<readonly Model[]>;
  /** Lets go of all that is loaded. */
  close?(): Promise<void>;
}

/**
 * A model: its card and the tasks it does. A task that is left out is answered by an error that says
 * which models do it. Tasks throw an `ApiError` for what they cannot do, and end when the signal
 * aborts.
 */
export interface Model {
  readonly card: ModelCard;
  chat?(task: ChatTask): AsyncIterable<ChatPiece>;
  /** Goes on with a plain text. */
  complete?(task: CompletionTask): AsyncIterable<TextPiece>;
  embed?(task: EmbedTask): Promise<Embedded>;
  /** Text to sound. */
  speak?(task: SpeakTask): Promise<Media>;
  /** Sound to text. */
  transcribe?(task: TranscribeTask): Promise<Transcript>;
  /** Text to pictures. */
  draw?(task: DrawTask): Promise<readonly Media[]>;
}

export type TaskName = Exclude<keyof Model, 'card'>;

export interface ChatMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  text: string;
  pictures: readonly Picture[];
  /** Files that came with it. Those that are text are part of `text` already. */
  files: readonly AttachedFile[];
  /** Of an assistant's message: the tools it called. */
  toolCalls: readonly ToolCall[];
  /** Of a tool's message: the call it answers. */
  toolCallId: string | undefined;
}

/** A picture that is here: its bytes are whole. */
export interface Picture {
  /** Its media type, by its bytes. */
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

/** In which form an answer is wanted. A schema that is given must hold for the answer. */
export type AnswerFormat = { type: 'text' } | { type: 'json'; schema?: JsonSchema };

/** How an answer is made and where it ends. */
export interface Sampling {
  /** Texts before which the answer ends. They are not part of it. */
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

/** The end of an answer: the last piece, always there. */
export interface End {
  type: 'end';
  finish: Finish;
  usage: Usage;
}

export type TextPiece = { type: 'text'; text: string } | End;
/** A tool's call comes whole. */
export type ChatPiece =
  | TextPiece
  | { type: 'tool_call'; call: ToolCall }
  /** Why there is no answer in the form that was asked for, instead of one. */
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
  /** mp3, opus, aac, flac, wav, pcm; a model refuses those it cannot make. */
  format: string;
  /** 1 is the usual one. */
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
  /** png, webp or jpeg; a model refuses those it cannot make. */
  format: string;
  signal: AbortSignal | undefined;
}
