import { readFileSync } from 'node:fs';
import type { WebResponse } from '../../services/wire.js';
import { BinaryData } from '../../values/binary.js';
import { BslMap } from '../../values/map.js';
import { BslObject, define } from '../../values/object.js';
import { toText } from '../../values/text.js';
import { decode, type Encoding, encodingOf, knownEncoding } from '../encodings.js';
import { BodyStream } from '../streams.js';

/** `HTTPResponse`: the status, the headers and the body, which may be in a file. */
export class HttpResponse extends BslObject {
  readonly status: number;
  readonly headers: BslMap;
  readonly file: string | undefined;
  readonly #body: Buffer;

  constructor({ status, headers, body }: WebResponse, file: string | undefined) {
    super();
    this.status = status;
    this.headers = BslMap.of(headers);
    this.file = file;
    this.#body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }

  get bytes(): Buffer {
    return this.file === undefined ? this.#body : readFileSync(this.file);
  }

  /** As the server names it in `Content-Type`. */
  get encoding(): Encoding {
    for (const { key, value } of this.headers.entries.values()) {
      if (toText(key).toLowerCase() !== 'content-type') continue;
      const [, name] = /charset\s*=\s*"?([\w-]+)/i.exec(toText(value)) ?? [];
      return (name && knownEncoding(name)) || encodingOf(undefined);
    }
    return encodingOf(undefined);
  }
}

define(HttpResponse, {
  type: 'HTTPОтвет HTTPResponse',
  properties: {
    'КодСостояния StatusCode': {
      get(this: HttpResponse) {
        return this.status;
      },
    },
    'Заголовки Headers': {
      get(this: HttpResponse) {
        return this.headers;
      },
    },
  },
  methods: {
    'ПолучитьТелоКакСтроку GetBodyAsString'(this: HttpResponse, encoding?: unknown) {
      return decode(this.bytes, encoding === undefined ? this.encoding : encodingOf(encoding));
    },
    'ПолучитьТелоКакДвоичныеДанные GetBodyAsBinaryData GetBodyAsBinary'(this: HttpResponse) {
      return new BinaryData(this.bytes);
    },
    'ПолучитьТелоКакПоток GetBodyAsStream'(this: HttpResponse) {
      return new BodyStream(Buffer.from(this.bytes));
    },
    'ПолучитьИмяФайлаТела GetBodyFileName'(this: HttpResponse) {
      return this.file;
    },
    'Закрыть Close'(this: HttpResponse) {},
  },
});
