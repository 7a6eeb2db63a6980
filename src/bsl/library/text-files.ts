import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { BinaryData } from '../values/binary.js';
import { raise } from '../values/errors.js';
import { integer } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';
import { decode, type Encoding, encode, encodingOf } from './encodings.js';
import { ByteStream } from './streams.js';

function readText(source: unknown, encoding: Encoding): string {
  if (source instanceof ByteStream) return decode(source.rest(), encoding);
  if (source instanceof BinaryData) return decode(source.bytes, encoding);
  const path = toText(source);
  if (!existsSync(path)) raise({ ru: `Файл не найден: ${path}`, en: `No such file: ${path}` });
  return decode(readFileSync(path), encoding);
}

/** A text in memory, by lines from 1. */
export class TextDocument extends BslObject {
  lines: string[] = [];
}

define(TextDocument, {
  type: 'ТекстовыйДокумент TextDocument',
  create: () => new TextDocument(),
  methods: {
    'Прочитать Read'(this: TextDocument, path: unknown, encoding?: unknown) {
      this.lines = linesOf(readText(path, encodingOf(encoding)));
    },
    'Записать Write'(this: TextDocument, path: unknown, encoding?: unknown, separator?: unknown) {
      const chosen = encodingOf(encoding);
      const end = separator === undefined ? '\n' : toText(separator);
      const text = this.lines.map((line) => line + end).join('');
      writeFileSync(toText(path), encode(text, chosen, encoding !== undefined && chosen.mark));
    },
    'ПолучитьТекст GetText'(this: TextDocument) {
      return this.lines.map((line) => `${line}\n`).join('');
    },
    'УстановитьТекст SetText'(this: TextDocument, text: unknown) {
      this.lines = linesOf(toText(text));
    },
    'КоличествоСтрок LineCount'(this: TextDocument) {
      return this.lines.length;
    },
    'ПолучитьСтроку GetLine'(this: TextDocument, number: unknown) {
      return this.lines[integer(number, 1) - 1] ?? '';
    },
    'ДобавитьСтроку AddLine'(this: TextDocument, text: unknown) {
      this.lines.push(toText(text));
    },
    'ВставитьСтроку InsertLine'(this: TextDocument, number: unknown, text: unknown) {
      this.lines.splice(integer(number, 1) - 1, 0, toText(text));
    },
    'ЗаменитьСтроку ReplaceLine'(this: TextDocument, number: unknown, text: unknown) {
      if (integer(number, 1) <= this.lines.length)
        this.lines[integer(number, 1) - 1] = toText(text);
    },
    'УдалитьСтроку DeleteLine'(this: TextDocument, number: unknown) {
      this.lines.splice(integer(number, 1) - 1, 1);
    },
    'Очистить Clear'(this: TextDocument) {
      this.lines = [];
    },
  },
});

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Reads a text in pieces. */
export class TextReader extends BslObject {
  #text: string | undefined;
  #at = 0;

  open(source: unknown, encoding: unknown): void {
    this.#text = readText(source, encodingOf(encoding)).replaceAll('\r\n', '\n');
    this.#at = 0;
  }

  close(): void {
    this.#text = undefined;
  }

  /** The text up to a separator or of a length; undefined at the end. */
  read(end: (text: string, at: number) => [to: number, next: number]): string | undefined {
    const text = this.#text;
    if (text === undefined) return raise({ ru: 'Файл не открыт', en: 'The file is not open' });
    if (this.#at >= text.length) return undefined;
    const [to, next] = end(text, this.#at);
    const read = text.slice(this.#at, to);
    this.#at = next;
    return read;
  }
}

define(TextReader, {
  type: 'ЧтениеТекста TextReader',
  create: (source?: unknown, encoding?: unknown) => {
    const reader = new TextReader();
    if (source !== undefined) reader.open(source, encoding);
    return reader;
  },
  methods: {
    'Открыть Open'(this: TextReader, source: unknown, encoding?: unknown) {
      this.open(source, encoding);
    },
    'Прочитать Read'(this: TextReader, length?: unknown) {
      const count = length === undefined ? Number.POSITIVE_INFINITY : integer(length, 1);
      return this.read((_, at) => [at + count, at + count]);
    },
    'ПрочитатьСтроку ReadLine'(this: TextReader, separator?: unknown) {
      const end = separator === undefined ? '\n' : toText(separator);
      return this.read((text, at) => {
        const found = text.indexOf(end, at);
        return found < 0 ? [text.length, text.length] : [found, found + end.length];
      });
    },
    'Закрыть Close'(this: TextReader) {
      this.close();
    },
  },
});

/** Writes a text in pieces. */
export class TextWriter extends BslObject {
  #file: number | undefined;
  #stream: ByteStream | undefined;
  #encoding: Encoding = { name: 'utf8', mark: false };
  #separator = '\n';

  open(target: unknown, encoding: unknown, separator: unknown, append: unknown): void {
    this.close();
    this.#encoding = encodingOf(encoding);
    if (separator !== undefined) this.#separator = toText(separator);
    if (target instanceof ByteStream) {
      this.#stream = target;
      return;
    }
    this.#file = openSync(toText(target), append === true ? 'a' : 'w');
    if (append !== true && this.#encoding.mark)
      writeSync(this.#file, encode('', this.#encoding, true));
  }

  write(text: string): void {
    const bytes = encode(text.replaceAll('\n', this.#separator), this.#encoding);
    if (this.#stream) this.#stream.write(bytes);
    else if (this.#file !== undefined) appendFileSync(this.#file, bytes);
    else raise({ ru: 'Файл не открыт', en: 'The file is not open' });
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#stream = undefined;
  }
}

define(TextWriter, {
  type: 'ЗаписьТекста TextWriter',
  create: (target?: unknown, encoding?: unknown, separator?: unknown, append?: unknown) => {
    const writer = new TextWriter();
    if (target !== undefined) writer.open(target, encoding, separator, append);
    return writer;
  },
  methods: {
    'Открыть Open'(
      this: TextWriter,
      target: unknown,
      encoding?: unknown,
      separator?: unknown,
      append?: unknown,
    ) {
      this.open(target, encoding, separator, append);
    },
    'Записать Write'(this: TextWriter, text: unknown) {
      this.write(toText(text));
    },
    'ЗаписатьСтроку WriteLine'(this: TextWriter, text: unknown) {
      this.write(`${toText(text)}\n`);
    },
    'Закрыть Close'(this: TextWriter) {
      this.close();
    },
  },
});
