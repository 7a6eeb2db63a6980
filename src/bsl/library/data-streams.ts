import { BinaryData } from '../values/binary.js';
import { BinaryDataBuffer, bufferOf } from '../values/binary-buffer.js';
import { badArgument } from '../values/errors.js';
import { type IntegerSize, integerBytes, integerOf, isBigEndian } from '../values/integers.js';
import { integer } from '../values/numbers.js';
import { BslObject, define, extend } from '../values/object.js';
import { toText } from '../values/text.js';
import { decode, type Encoding, encode, encodingOf } from './encodings.js';
import { ByteStream, MemoryStream, partOf, readInto } from './streams.js';

/** Reads numbers and text from bytes. */
export class DataReader extends BslObject {
  readonly stream: ByteStream;
  readonly encoding: Encoding;
  readonly big: boolean;

  constructor(stream: ByteStream, encoding: Encoding, big: boolean) {
    super();
    this.stream = stream;
    this.encoding = encoding;
    this.big = big;
  }

  number(size: IntegerSize, order: unknown) {
    const bytes = this.stream.read(size);
    return bytes.length < size ? undefined : integerOf(bytes, isBigEndian(order, this.big));
  }

  /** The bytes up to a mark, or to the end. */
  until(mark: Buffer): Buffer | undefined {
    const start = this.stream.position;
    const rest = this.stream.rest();
    if (rest.length === 0) return undefined;
    const found = rest.indexOf(mark);
    if (found < 0) return rest;
    this.stream.position = start + found + mark.length;
    return rest.subarray(0, found);
  }
}

function streamOf(source: unknown): ByteStream {
  if (source instanceof ByteStream) return source;
  return source instanceof BinaryData ? new MemoryStream(source.bytes) : badArgument(1);
}

define(DataReader, {
  type: 'ЧтениеДанных DataReader',
  create: (source: unknown, encoding?: unknown, order?: unknown) =>
    new DataReader(streamOf(source), encodingOf(encoding), isBigEndian(order, false)),
  properties: {
    'ЧтениеЗавершено ReadCompleted': {
      get(this: DataReader) {
        return this.stream.position >= this.stream.size;
      },
    },
  },
  methods: {
    'ПрочитатьБайт ReadByte'(this: DataReader) {
      return this.number(1, undefined);
    },
    'ПрочитатьЦелое16 ReadInt16'(this: DataReader, order?: unknown) {
      return this.number(2, order);
    },
    'ПрочитатьЦелое32 ReadInt32'(this: DataReader, order?: unknown) {
      return this.number(4, order);
    },
    'ПрочитатьЦелое64 ReadInt64'(this: DataReader, order?: unknown) {
      return this.number(8, order);
    },
    'ПрочитатьСимволы ReadChars'(this: DataReader, count?: unknown) {
      const text = decode(this.stream.rest(), this.encoding);
      return count === undefined ? text : text.slice(0, integer(count, 1));
    },
    'ПрочитатьСтроку ReadLine'(this: DataReader) {
      const bytes = this.until(Buffer.from('\n'));
      return bytes && decode(bytes, this.encoding).replace(/\r$/, '');
    },
    'Прочитать Read'(this: DataReader, count?: unknown) {
      const bytes = count === undefined ? this.stream.rest() : this.stream.read(integer(count, 1));
      return new ReadResult(Buffer.from(bytes));
    },
    'ПрочитатьДо ReadTo'(this: DataReader, mark: unknown) {
      return new ReadResult(Buffer.from(this.until(Buffer.from(toText(mark))) ?? Buffer.alloc(0)));
    },
    /** With a buffer, reads into it and returns how many bytes; without one, returns a new buffer. */
    'ПрочитатьВБуферДвоичныхДанных ReadIntoBinaryDataBuffer'(
      this: DataReader,
      buffer?: unknown,
      position?: unknown,
      count?: unknown,
    ) {
      if (buffer === undefined) {
        const bytes = count ? this.stream.read(integer(count, 3)) : this.stream.rest();
        return new BinaryDataBuffer(Buffer.from(bytes), this.big);
      }
      return readInto(this.stream, bufferOf(buffer, 1), position, count);
    },
    'Пропустить Skip'(this: DataReader, count: unknown) {
      return this.stream.read(integer(count, 1)).length;
    },
    'ИсходныйПоток SourceStream'(this: DataReader) {
      return this.stream;
    },
    'Закрыть Close'(this: DataReader) {},
  },
});

/** What was read: bytes, of which a script makes what it needs. */
class ReadResult extends BslObject {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.bytes = bytes;
  }
}

define(ReadResult, {
  type: 'РезультатЧтенияДанных ReadDataResult',
  properties: {
    'Размер Size': {
      get(this: ReadResult) {
        return this.bytes.length;
      },
    },
  },
  methods: {
    'ПолучитьДвоичныеДанные GetBinaryData'(this: ReadResult) {
      return new BinaryData(this.bytes);
    },
    'ПолучитьБуферДвоичныхДанных GetBinaryDataBuffer'(this: ReadResult) {
      return new BinaryDataBuffer(Buffer.from(this.bytes));
    },
    'ОткрытьПотокДляЧтения OpenStreamForRead'(this: ReadResult) {
      return new MemoryStream(this.bytes);
    },
  },
});

/** Writes numbers and text as bytes. */
export class DataWriter extends BslObject {
  readonly stream: ByteStream;
  readonly encoding: Encoding;
  readonly big: boolean;

  constructor(stream: ByteStream, encoding: Encoding, big: boolean) {
    super();
    this.stream = stream;
    this.encoding = encoding;
    this.big = big;
  }

  number(value: unknown, size: IntegerSize, order: unknown): void {
    this.stream.write(integerBytes(value, size, isBigEndian(order, this.big), 1));
  }
}

define(DataWriter, {
  type: 'ЗаписьДанных DataWriter',
  create: (target: unknown, encoding?: unknown, order?: unknown) =>
    new DataWriter(streamOf(target), encodingOf(encoding), isBigEndian(order, false)),
  methods: {
    'ЗаписатьБайт WriteByte'(this: DataWriter, value: unknown) {
      this.number(value, 1, undefined);
    },
    'ЗаписатьЦелое16 WriteInt16'(this: DataWriter, value: unknown, order?: unknown) {
      this.number(value, 2, order);
    },
    'ЗаписатьЦелое32 WriteInt32'(this: DataWriter, value: unknown, order?: unknown) {
      this.number(value, 4, order);
    },
    'ЗаписатьЦелое64 WriteInt64'(this: DataWriter, value: unknown, order?: unknown) {
      this.number(value, 8, order);
    },
    'ЗаписатьСимволы WriteChars'(this: DataWriter, text: unknown) {
      this.stream.write(encode(toText(text), this.encoding));
    },
    'ЗаписатьСтроку WriteLine'(this: DataWriter, text: unknown) {
      this.stream.write(encode(`${toText(text)}\n`, this.encoding));
    },
    'Записать Write'(this: DataWriter, data: unknown) {
      this.stream.write(data instanceof BinaryData ? data.bytes : streamOf(data).rest());
    },
    'ЗаписатьБуферДвоичныхДанных WriteBinaryDataBuffer'(
      this: DataWriter,
      buffer: unknown,
      position?: unknown,
      count?: unknown,
    ) {
      this.stream.write(partOf(bufferOf(buffer, 1), position, count));
    },
    'СброситьБуферы Flush'(this: DataWriter) {},
    'ЦелевойПоток TargetStream'(this: DataWriter) {
      return this.stream;
    },
    'Закрыть Close'(this: DataWriter) {},
  },
});

extend(BinaryData, {
  methods: {
    'ОткрытьПотокДляЧтения OpenStreamForRead'(this: BinaryData) {
      return new MemoryStream(this.bytes);
    },
  },
});
