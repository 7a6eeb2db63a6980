import { positionIn } from './collection.js';
import { ByteOrder } from './enumerations.js';
import { badArgument, badValue, raise } from './errors.js';
import { type IntegerSize, integerBytes, integerOf, isBigEndian } from './integers.js';
import { integer, isNumber } from './numbers.js';
import { BslObject, define } from './object.js';

/** Bytes that a script changes in place. Their number stays. */
export class BinaryDataBuffer extends BslObject {
  readonly bytes: Buffer;
  big: boolean;
  isReadOnly = false;

  constructor(bytes: Buffer, big = false) {
    super();
    this.bytes = bytes;
    this.big = big;
  }

  override getIndex(index: unknown): unknown {
    if (!isNumber(index)) return super.getIndex(index);
    return this.bytes[positionIn(index, this.bytes.length)];
  }

  override setIndex(index: unknown, value: unknown): void {
    if (isNumber(index))
      this.put(positionIn(index, this.bytes.length), integerBytes(value, 1, true, 2));
    else super.setIndex(index, value);
  }

  override iterate(): Iterable<unknown> {
    return this.bytes;
  }

  /** The bytes from a position on: so many, or all. They are not copied. */
  part(position: unknown, count?: unknown): Buffer {
    const start = integer(position, 1);
    const length = count === undefined ? this.bytes.length - start : integer(count, 2);
    if (start < 0 || length < 0 || start + length > this.bytes.length) outOfRange();
    return this.bytes.subarray(start, start + length);
  }

  /** Writes bytes, each combined with the one that is there. */
  put(position: unknown, given: Buffer, combine = (_: number, byte: number) => byte): void {
    if (this.isReadOnly) raise({ ru: 'Буфер только для чтения', en: 'The buffer is read-only' });
    const target = this.part(position, given.length);
    // Both may be parts of one buffer.
    for (const [index, byte] of Buffer.from(given).entries())
      target[index] = combine(target[index]!, byte);
  }

  read(position: unknown, size: IntegerSize, order: unknown) {
    return integerOf(this.part(position, size), isBigEndian(order, this.big));
  }

  write(position: unknown, value: unknown, size: IntegerSize, order: unknown): void {
    this.put(position, integerBytes(value, size, isBigEndian(order, this.big), 2));
  }
}

function outOfRange(): never {
  return raise({
    ru: 'Позиция или количество выходит за пределы буфера',
    en: 'The position or the count is outside of the buffer',
  });
}

export function bufferOf(value: unknown, argument: number): BinaryDataBuffer {
  return value instanceof BinaryDataBuffer ? value : badArgument(argument);
}

/** The bytes of another buffer that a method is given: the first so many, or all. */
function givenBytes(other: unknown, count: unknown): Buffer {
  const buffer = bufferOf(other, 2);
  // OneScript takes 0 for all.
  return buffer.part(0, count === 0 ? undefined : count);
}

function writing(combine?: (own: number, given: number) => number) {
  return function (this: BinaryDataBuffer, position: unknown, other: unknown, count?: unknown) {
    this.put(position, givenBytes(other, count), combine);
  };
}

function reading(size: IntegerSize) {
  return function (this: BinaryDataBuffer, position: unknown, order?: unknown) {
    return this.read(position, size, order);
  };
}

function writingNumber(size: IntegerSize) {
  return function (this: BinaryDataBuffer, position: unknown, value: unknown, order?: unknown) {
    this.write(position, value, size, order);
  };
}

define(BinaryDataBuffer, {
  type: 'БуферДвоичныхДанных BinaryDataBuffer',
  create: (size: unknown, order?: unknown) => {
    const length = integer(size, 1);
    return new BinaryDataBuffer(
      length >= 0 ? Buffer.alloc(length) : badValue(1),
      isBigEndian(order, false),
    );
  },
  properties: {
    'Размер Size': {
      get(this: BinaryDataBuffer) {
        return this.bytes.length;
      },
    },
    'ПорядокБайтов ByteOrder': {
      get(this: BinaryDataBuffer) {
        return ByteOrder.value(this.big ? 'BigEndian' : 'LittleEndian');
      },
      set(this: BinaryDataBuffer, order: unknown) {
        this.big = isBigEndian(order, this.big);
      },
    },
    'ТолькоЧтение ReadOnly': {
      get(this: BinaryDataBuffer) {
        return this.isReadOnly;
      },
    },
  },
  methods: {
    'Получить Get'(this: BinaryDataBuffer, index: unknown) {
      return this.getIndex(integer(index, 1));
    },
    'Установить Set'(this: BinaryDataBuffer, index: unknown, value: unknown) {
      this.setIndex(integer(index, 1), value);
    },
    'ПрочитатьЦелое16 ReadInt16': reading(2),
    'ПрочитатьЦелое32 ReadInt32': reading(4),
    'ПрочитатьЦелое64 ReadInt64': reading(8),
    'ЗаписатьЦелое16 WriteInt16': writingNumber(2),
    'ЗаписатьЦелое32 WriteInt32': writingNumber(4),
    'ЗаписатьЦелое64 WriteInt64': writingNumber(8),
    'Записать Write': writing(),
    'ЗаписатьПобитовоеИ WriteBitwiseAnd': writing((own, given) => own & given),
    'ЗаписатьПобитовоеИНе WriteBitwiseAndNot': writing((own, given) => own & ~given),
    'ЗаписатьПобитовоеИли WriteBitwiseOr': writing((own, given) => own | given),
    'ЗаписатьПобитовоеИсключительноеИли WriteBitwiseXor': writing((own, given) => own ^ given),
    'Инвертировать Invert'(this: BinaryDataBuffer) {
      this.put(0, this.bytes, (own) => ~own);
    },
    'Прочитать Read'(this: BinaryDataBuffer, position: unknown, count?: unknown) {
      return new BinaryDataBuffer(Buffer.from(this.part(position, count)), this.big);
    },
    /** Shares its bytes with this buffer, as in 1C. */
    'ПолучитьСрез GetSlice'(this: BinaryDataBuffer, position: unknown, count?: unknown) {
      const slice = new BinaryDataBuffer(this.part(position, count), this.big);
      slice.isReadOnly = this.isReadOnly;
      return slice;
    },
    'Скопировать Copy'(this: BinaryDataBuffer) {
      return new BinaryDataBuffer(Buffer.from(this.bytes), this.big);
    },
    'Соединить Concat'(this: BinaryDataBuffer, other: unknown) {
      return new BinaryDataBuffer(Buffer.concat([this.bytes, bufferOf(other, 1).bytes]), this.big);
    },
    'Перевернуть Reverse'(this: BinaryDataBuffer) {
      return new BinaryDataBuffer(Buffer.from(this.bytes).reverse(), this.big);
    },
    'УстановитьТолькоЧтение SetReadOnly'(this: BinaryDataBuffer) {
      this.isReadOnly = true;
    },
  },
});
