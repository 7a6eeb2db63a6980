/**
 * The part of node-llama-cpp that OInt uses. The package need not be installed to compile OInt; a
 * test compares these types with the package's own.
 */
export interface LlamaLibrary {
  getLlama(options: LlamaOptions): Promise<Llama>;
  LlamaChat: new (options: { contextSequence: Sequence; chatWrapper: ChatWrapper }) => LlamaChat;
  LlamaCompletion: new (options: { contextSequence: Sequence }) => LlamaCompletion;
  resolveChatWrapper(model: LlamaModel): ChatWrapper;
  InsufficientMemoryError: new (message?: string) => Error;
}

interface LlamaOptions {
  build: 'never';
  gpu: 'auto' | false;
  skipDownload: true;
  progressLogs: false;
  logger(level: string, message: string): void;
}

export interface Llama {
  readonly gpu: string | false;
  readonly cpuMathCores: number;
  loadModel(options: { modelPath: string; loadSignal?: AbortSignal }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: GrammarSchema): Promise<Grammar>;
}

export type Token = number & { __token: never };

type Tokenizer = (text: string, specialTokens?: boolean, options?: 'trimLeadingSpace') => Token[];

export interface LlamaModel {
  readonly tokenizer: Tokenizer;
  readonly tokens: { readonly bos: Token | null; readonly shouldPrependBosToken: boolean };
  readonly architecture: string;
  readonly fileInfo: { readonly architectureMetadata: { attention?: { causal?: boolean } } };
  readonly trainContextSize: number;
  readonly embeddingVectorSize: number;
  tokenize(text: string, specialTokens?: boolean, options?: 'trimLeadingSpace'): Token[];
  createContext(options: ContextOptions & { sequences: number }): Promise<LlamaContext>;
  createEmbeddingContext(options: ContextOptions): Promise<EmbeddingContext>;
  dispose(): Promise<void>;
}

interface ContextOptions {
  contextSize: { max: number };
  threads: number;
}

export interface LlamaContext {
  readonly contextSize: number;
  readonly sequencesLeft: number;
  getSequence(): Sequence;
}

export interface Sequence {
  readonly contextTokens: Token[];
  readonly tokenMeter: { readonly usedOutputTokens: number };
  dispose(): Promise<void>;
}

export interface EmbeddingContext {
  getEmbeddingFor(text: string): Promise<{ readonly vector: readonly number[] }>;
  calculateInputLength(text: string): number;
}

/** How to fill in a model's chat template. */
export interface ChatWrapper {
  generateContextState(options: {
    chatHistory: ChatItem[];
    availableFunctions?: Functions;
    documentFunctionParams?: boolean;
  }): { contextText: { tokenize(tokenizer: Tokenizer, options: 'trimLeadingSpace'): Token[] } };
}

export type ChatItem =
  | { type: 'system'; text: string }
  | { type: 'user'; text: string }
  | { type: 'model'; response: (string | FunctionCall)[] };

export interface FunctionCall {
  type: 'functionCall';
  name: string;
  params: unknown;
  result: unknown;
}

export type Functions = Readonly<Record<string, { description?: string; params?: GrammarSchema }>>;

/** A schema that can be turned into a grammar: a subset of JSON Schema. */
export type GrammarSchema =
  | { type: ScalarType | readonly ScalarType[] }
  | { const: Scalar }
  | { enum: readonly Scalar[] }
  | { oneOf: readonly GrammarSchema[]; $defs?: GrammarDefinitions }
  | { type: 'string'; minLength?: number; maxLength?: number }
  | { type: 'string'; format: 'date-time' | 'time' | 'date' }
  | {
      type: 'object';
      properties?: GrammarDefinitions;
      additionalProperties?: boolean | GrammarSchema;
      minProperties?: number;
      maxProperties?: number;
      $defs?: GrammarDefinitions;
    }
  | {
      type: 'array';
      items?: GrammarSchema;
      prefixItems?: readonly GrammarSchema[];
      minItems?: number;
      maxItems?: number;
      $defs?: GrammarDefinitions;
    }
  | { $ref: string; $defs?: GrammarDefinitions };

export type GrammarDefinitions = Readonly<Record<string, GrammarSchema>>;
export type ScalarType = 'string' | 'number' | 'integer' | 'boolean' | 'null';
export type Scalar = string | number | boolean | null;

/** A grammar that constrains a reply. Created and used by the library only. */
export interface Grammar {
  readonly grammar: string;
}

export interface Generation {
  onTextChunk(text: string): void;
  signal: AbortSignal;
  maxTokens: number;
  temperature: number;
  topP: number;
  topK: number;
  seed?: number;
  repeatPenalty: false;
  customStopTriggers: readonly string[];
  grammar?: Grammar;
}

interface Generated {
  response: string;
  metadata: { stopReason: string };
}

export interface LlamaChat {
  generateResponse(
    history: ChatItem[],
    options: Generation & {
      functions?: Functions;
      documentFunctionParams?: boolean;
      maxParallelFunctionCalls?: number;
      contextShift: { size: number };
    },
  ): Promise<Generated & { functionCalls?: readonly { functionName: string; params: unknown }[] }>;
  dispose(): void;
}

interface LlamaCompletion {
  generateCompletionWithMeta(
    prompt: string,
    options: Generation & { disableContextShift: true; contextShiftSize: number },
  ): Promise<Generated>;
  dispose(): void;
}
