import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { BinaryData } from '../values/binary.js';
import { BinaryDataBuffer, bufferOf } from '../values/binary-buffer.js';
import { EnumValue } from '../values/enumeration.js';
import { raise } from '../values/errors.js';
import { integer } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';

/** Bytes that are read and written in order. */
export abstract class ByteStream extends BslObject {
  position = 0;
  isOpen = true;

  abstract get size(): number;
  abstract readAt(position: number, length: number): Buffer;
  abstract writeAt(position: number, bytes: Buffer): void;
  abstract resize(size: number): void;

  read(length: number): Buffer {
    const bytes = this.readAt(
      this.position,
      Math.max(0, Math.min(length, this.size - this.position)),
    );
    this.position += bytes.length;
    return bytes;
  }

  /** Everything after the position. */
  rest(): Buffer {
    return this.read(this.size - this.position);
  }

  write(bytes: Buffer): void {
    this.writeAt(this.position, bytes);
    this.position += bytes.length;
  }

  close(): void {
    this.isOpen = false;
  }
}

export class MemoryStream extends ByteStream {
  #bytes: Buffer;
  #size: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    super();
    this.#bytes = bytes;
    this.#size = bytes.length;
  }

  get size(): number {
    return this.#size;
  }

  readAt(position: number, length: number): Buffer {
    return this.#bytes.subarray(position, position + length);
  }

  writeAt(position: number, bytes: Buffer): void {
    const end = position + bytes.length;
    if (end > this.#bytes.length) this.#grow(end);
    bytes.copy(this.#bytes, position);
    this.#size = Math.max(this.#size, end);
  }

  resize(size: number): void {
    if (size > this.#bytes.length) this.#grow(size);
    this.#size = size;
  }

  #grow(size: number): void {
    const larger = Buffer.alloc(Math.max(size, this.#bytes.length * 2, 256));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}

export class FileStream extends ByteStream {
  readonly path: string;
  readonly #file: number;

  constructor(path: string, flags: string) {
    super();
    this.path = path;
    this.#file = openSync(path, flags);
    if (flags.startsWith('a')) this.position = this.size;
  }

  get size(): number {
    return fstatSync(this.#file).size;
  }

  readAt(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(this.#file, bytes, 0, length, position));
  }

  writeAt(position: number, bytes: Buffer): void {
    writeSync(this.#file, bytes, 0, bytes.length, position);
  }

  resize(size: number): void {
    ftruncateSync(this.#file, size);
  }

  override close(): void {
    if (this.isOpen) closeSync(this.#file);
    super.close();
  }
}

/** A part of a buffer. OneScript takes a count of 0 for all of it. */
export function partOf(buffer: BinaryDataBuffer, position: unknown, count: unknown): Buffer {
  return buffer.part(position ?? 0, count === 0 ? undefined : count);
}

/** Reads into a part of a buffer. Returns how many bytes there were. */
export function readInto(
  stream: ByteStream,
  buffer: BinaryDataBuffer,
  position: unknown,
  count: unknown,
): number {
  const bytes = stream.read(partOf(buffer, position, count).length);
  buffer.put(position ?? 0, bytes);
  return bytes.length;
}

const methods = {
  'Размер Size'(this: ByteStream) {
    return this.size;
  },
  'ТекущаяПозиция CurrentPosition'(this: ByteStream) {
    return this.position;
  },
  'Перейти Seek'(this: ByteStream, offset: unknown, from?: unknown) {
    const start =
      from instanceof EnumValue ? { Begin: 0, Current: this.position, End: this.size }[from.en] : 0;
    this.position = (start ?? 0) + integer(offset, 1);
    return this.position;
  },
  'УстановитьРазмер SetSize'(this: ByteStream, size: unknown) {
    this.resize(integer(size, 1));
  },
  'Прочитать Read'(this: ByteStream, buffer: unknown, position?: unknown, count?: unknown) {
    return readInto(this, bufferOf(buffer, 1), position, count);
  },
  'Записать Write'(this: ByteStream, buffer: unknown, position?: unknown, count?: unknown) {
    this.write(partOf(bufferOf(buffer, 1), position, count));
  },
  'СброситьБуферы Flush'(this: ByteStream) {},
  'Закрыть Close'(this: ByteStream) {
    this.close();
  },
  'КопироватьВ CopyTo'(this: ByteStream, target: unknown) {
    if (!(target instanceof ByteStream))
      raise({ ru: 'Нужен поток', en: 'The target must be a stream' });
    (target as ByteStream).write(Buffer.from(this.rest()));
  },
};

const properties = {
  'ДоступноЧтение CanRead': { get: () => true },
  'ДоступнаЗапись CanWrite': { get: () => true },
  'ДоступноИзменениеПозиции CanSeek': { get: () => true },
};

define(MemoryStream, {
  type: 'ПотокВПамяти MemoryStream',
  create: (source?: unknown) =>
    source instanceof BinaryDataBuffer ? new MemoryStream(source.bytes) : new MemoryStream(),
  properties,
  methods: {
    ...methods,
    'ЗакрытьИПолучитьДвоичныеДанные CloseAndGetBinaryData'(this: MemoryStream) {
      const bytes = Buffer.from(this.readAt(0, this.size));
      this.close();
      return new BinaryData(bytes);
    },
  },
});

/** The bytes of another object, such as the body of a request. */
export class BodyStream extends MemoryStream {}

define(BodyStream, { type: 'Поток Stream' });

/** The flags of Node for a mode of opening. */
function flagsOf(mode: unknown, path: string): string {
  switch (mode instanceof EnumValue ? mode.en : 'OpenOrCreate') {
    case 'Append':
      return 'a+';
    case 'Create':
    case 'Truncate':
      return 'w+';
    case 'CreateNew':
      return 'wx+';
    case 'Open':
      return 'r+';
    default:
      return existsSync(path) ? 'r+' : 'w+';
  }
}

define(FileStream, {
  type: 'ФайловыйПоток FileStream',
  create: (path: unknown, mode?: unknown) =>
    new FileStream(toText(path), flagsOf(mode, toText(path))),
  properties: {
    ...properties,
    'ИмяФайла FileName': {
      get(this: FileStream) {
        return this.path;
      },
    },
  },
  methods,
});

/** `FileStreams`: opens streams in one call. */
export class FileStreams extends BslObject {}

const opens = (flags: string) => (path: unknown) => new FileStream(toText(path), flags);

define(FileStreams, {
  type: 'МенеджерФайловыхПотоков FileStreamsManager',
  methods: {
    'Открыть Open'(this: FileStreams, path: unknown, mode?: unknown) {
      return new FileStream(toText(path), flagsOf(mode, toText(path)));
    },
    'ОткрытьДляЧтения OpenForRead': opens('r'),
    'ОткрытьДляЗаписи OpenForWrite': (path: unknown) =>
      new FileStream(toText(path), flagsOf(undefined, toText(path))),
    'ОткрытьДляДописывания OpenForAppend': opens('a+'),
    'Создать Create': opens('w+'),
  },
});
