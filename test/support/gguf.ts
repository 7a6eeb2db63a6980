/** Writes tiny models as GGUF files, which llama.cpp loads like any other. */
import { writeFile } from 'node:fs/promises';

/** The types of tokens, with their numbers in the format. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

export interface TinyModel {
  /** Written into the file. */
  name?: string;
  /** In tokens. */
  contextLength?: number;
  /** Texts of additional tokens, besides the 256 bytes; ▁ is a space. */
  pieces?: readonly string[];
  /** Special tokens, which only a chat template uses. */
  controls?: readonly string[];
  chatTemplate?: string;
  /**
   * Which token follows which, regardless of the context; after any other token the text ends. Without
   * it the weights are random, but always the same.
   */
  follows?: Readonly<Record<string, string>>;
  /** Only generates embeddings: a BERT with random weights, whose tokens are words (`pieces`). */
  embedsOnly?: boolean;
}

/** Writes the file. Returns its path. */
export async function writeTinyModel(path: string, model: TinyModel = {}): Promise<string> {
  await writeFile(path, tinyModel(model));
  return path;
}

/** The bytes of a model with one layer. */
function tinyModel(model: TinyModel): Buffer {
  if (model.embedsOnly) return tinyBert(model);
  const tokens = vocabulary(model);
  const width = Math.ceil(tokens.length / 32) * 32;
  const weights = model.follows ? chain(tokens, model.follows, width) : noise(tokens.length, width);
  return file(metadata(model, tokens, width), tensors(tokens.length, width, weights));
}

interface Token {
  text: string;
  type: number;
}

function vocabulary({ pieces = [], controls = [] }: TinyModel): Token[] {
  const bytes = Array.from({ length: 256 }, (_, value) => ({
    text: `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`,
    type: BYTE,
  }));
  return [
    { text: '<unk>', type: UNKNOWN },
    { text: '<s>', type: CONTROL },
    { text: '</s>', type: CONTROL },
    ...bytes,
    ...controls.map((text) => ({ text, type: CONTROL })),
    { text: '▁', type: NORMAL },
    ...pieces.map((text) => ({ text, type: NORMAL })),
  ];
}

/** The value at a position of the tensor with this name. */
type Weights = (tensor: string, row: number, column: number) => number;

/** Every token has its own direction, and the output looks up the token that follows it. */
function chain(
  tokens: readonly Token[],
  follows: Readonly<Record<string, string>>,
  width: number,
): Weights {
  const ids = new Map(tokens.map(({ text }, id) => [text, id]));
  const end = ids.get('</s>')!;
  const next = Array.from({ length: width }, (_, id) => {
    const to = follows[tokens[id]?.text ?? ''];
    if (to !== undefined && !ids.has(to)) throw new Error(`"${to}" is not a token of this model`);
    return to === undefined ? end : ids.get(to)!;
  });
  return (tensor, row, column) => {
    if (tensor === 'token_embd.weight') return row === column ? 1 : 0;
    if (tensor === 'output.weight') return next[column] === row ? 1 : 0;
    return tensor.endsWith('norm.weight') ? 1 : 0;
  };
}

function noise(size: number, width: number): Weights {
  let state = size * 7919 + width;
  return (tensor) => {
    if (tensor.endsWith('norm.weight')) return 1;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.5;
  };
}

const BERT = { width: 32, context: 64 };

function tinyBert({ name = 'tiny', pieces = [] }: TinyModel): Buffer {
  const { width, context } = BERT;
  const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...pieces];
  const weights = noise(tokens.length, width);
  const pair = (part: string, ...shape: [number, ...number[]]): [string, number[]][] => [
    [`${part}.weight`, shape],
    [`${part}.bias`, [shape.at(-1)!]],
  ];
  const list = [
    ...named([
      ['token_embd.weight', [width, tokens.length]],
      ['token_types.weight', [width, 2]],
      ['position_embd.weight', [width, context]],
      ...pair('token_embd_norm', width),
      ...['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_up', 'ffn_down'].flatMap((part) =>
        pair(`blk.0.${part}`, width, width),
      ),
      ...pair('blk.0.attn_output_norm', width),
      ...pair('blk.0.layer_output_norm', width),
    ]).map((tensor) => filled(tensor, weights)),
  ];
  return file(
    {
      'general.architecture': text('bert'),
      'general.name': text(name),
      'bert.context_length': u32(context),
      'bert.embedding_length': u32(width),
      'bert.block_count': u32(1),
      'bert.feed_forward_length': u32(width),
      'bert.attention.head_count': u32(1),
      'bert.attention.layer_norm_epsilon': f32(1e-12),
      'bert.attention.causal': [7, Buffer.from([0])],
      'bert.pooling_type': u32(1),
      'tokenizer.ggml.model': text('bert'),
      'tokenizer.ggml.token_type_count': u32(2),
      'tokenizer.ggml.tokens': texts(tokens),
      'tokenizer.ggml.token_type': i32s(tokens.map((_, id) => (id < 5 ? CONTROL : NORMAL))),
      'tokenizer.ggml.padding_token_id': u32(0),
      'tokenizer.ggml.unknown_token_id': u32(1),
      'tokenizer.ggml.bos_token_id': u32(2),
      'tokenizer.ggml.cls_token_id': u32(2),
      'tokenizer.ggml.eos_token_id': u32(3),
      'tokenizer.ggml.seperator_token_id': u32(3),
      'tokenizer.ggml.mask_token_id': u32(4),
    },
    list,
  );
}

interface Tensor {
  name: string;
  /** The length of a row first, as in the format. */
  shape: readonly number[];
  data: Buffer;
}

function tensors(size: number, width: number, weights: Weights): Tensor[] {
  const square = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'];
  const shapes: [string, number[]][] = [
    ['token_embd.weight', [width, size]],
    ['output_norm.weight', [width]],
    ['output.weight', [width, size]],
    ['blk.0.attn_norm.weight', [width]],
    ['blk.0.ffn_norm.weight', [width]],
    ...square.map((name): [string, number[]] => [`blk.0.${name}.weight`, [width, width]]),
  ];
  return named(shapes).map((tensor) => filled(tensor, weights));
}

type Shaped = Omit<Tensor, 'data'>;

function named(shapes: readonly [name: string, shape: number[]][]): Shaped[] {
  return shapes.map(([name, shape]) => ({ name, shape }));
}

function filled({ name, shape }: Shaped, weights: Weights): Tensor {
  const [columns = 0, rows = 1] = shape;
  const values = new Float32Array(columns * rows);
  for (let at = 0; at < values.length; at++) {
    values[at] = weights(name, Math.floor(at / columns), at % columns);
  }
  return { name, shape, data: Buffer.from(values.buffer) };
}

type Value = readonly [type: number, bytes: Buffer];

const u32 = (value: number): Value => [4, number(4, (buffer) => buffer.writeUInt32LE(value))];
const f32 = (value: number): Value => [6, number(4, (buffer) => buffer.writeFloatLE(value))];
const text = (value: string): Value => [8, string(value)];
const i32s = (values: readonly number[]): Value =>
  array(
    5,
    values.map((value) => number(4, (buffer) => buffer.writeInt32LE(value))),
  );
const f32s = (values: readonly number[]): Value =>
  array(
    6,
    values.map((value) => f32(value)[1]),
  );
const texts = (values: readonly string[]): Value => array(8, values.map(string));

function metadata(
  { name = 'tiny', contextLength = 256, chatTemplate }: TinyModel,
  tokens: readonly Token[],
  width: number,
): Record<string, Value> {
  return {
    'general.architecture': text('llama'),
    'general.name': text(name),
    'llama.context_length': u32(contextLength),
    'llama.embedding_length': u32(width),
    'llama.block_count': u32(1),
    'llama.feed_forward_length': u32(width),
    'llama.attention.head_count': u32(width / 32),
    'llama.attention.layer_norm_rms_epsilon': f32(1e-5),
    'llama.rope.dimension_count': u32(32),
    'tokenizer.ggml.model': text('llama'),
    'tokenizer.ggml.tokens': texts(tokens.map((token) => token.text)),
    // Longer pieces first.
    'tokenizer.ggml.scores': f32s(tokens.map((token) => token.text.length)),
    'tokenizer.ggml.token_type': i32s(tokens.map((token) => token.type)),
    'tokenizer.ggml.unknown_token_id': u32(0),
    'tokenizer.ggml.bos_token_id': u32(1),
    'tokenizer.ggml.eos_token_id': u32(2),
    ...(chatTemplate !== undefined && { 'tokenizer.chat_template': text(chatTemplate) }),
  };
}

const ALIGNED = 32;

function file(values: Record<string, Value>, list: readonly Tensor[]): Buffer {
  const pairs = Object.entries(values).map(([key, [type, bytes]]) =>
    Buffer.concat([string(key), u32(type)[1], bytes]),
  );
  let offset = 0;
  const heads = list.map(({ name, shape, data }) => {
    const head = [string(name), u32(shape.length)[1], ...shape.map(u64), u32(0)[1], u64(offset)];
    offset += padded(data).length;
    return Buffer.concat(head);
  });
  const counts = [u64(list.length), u64(pairs.length)];
  const head = Buffer.concat([Buffer.from('GGUF'), u32(3)[1], ...counts, ...pairs, ...heads]);
  return Buffer.concat([padded(head), ...list.map(({ data }) => padded(data))]);
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((ALIGNED - (data.length % ALIGNED)) % ALIGNED)]);
}

function array(type: number, items: readonly Buffer[]): Value {
  return [9, Buffer.concat([u32(type)[1], u64(items.length), ...items])];
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u64(value: number): Buffer {
  return number(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)));
}

function number(size: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
}

/** A model that answers "Hello" to everything. */
export function writeHelloModel(path: string): Promise<string> {
  return writeTinyModel(path, {
    chatTemplate:
      '{%- for m in messages -%}<|{{ m.role }}|>{{ m.content }}{%- endfor -%}<|assistant|>',
    controls: ['<|user|>', '<|assistant|>'],
    pieces: ['▁Hello'],
    follows: { '<|assistant|>': '▁Hello' },
  });
}
