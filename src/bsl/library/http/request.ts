import { readFileSync } from 'node:fs';
import { BinaryData } from '../../values/binary.js';
import { EnumValue } from '../../values/enumeration.js';
import { badArgument } from '../../values/errors.js';
import { BslMap } from '../../values/map.js';
import { BslObject, define } from '../../values/object.js';
import { toText } from '../../values/text.js';
import { decode, encode, encodingOf } from '../encodings.js';
import { BodyStream } from '../streams.js';

/** `HTTPRequest`: where in the server, headers and a body. */
export class HttpRequest extends BslObject {
  address: string;
  headers: BslMap;
  /** A stream of bytes, or the path of a file. */
  body: BodyStream | string | undefined;

  constructor(address: string, headers: BslMap) {
    super();
    this.address = address;
    this.headers = headers;
  }

  get bytes(): Buffer | undefined {
    if (typeof this.body === 'string') return readFileSync(this.body);
    return this.body && Buffer.from(this.body.readAt(0, this.body.size));
  }
}

function hasMark(usage: unknown, encoding: string): boolean {
  const chosen = usage instanceof EnumValue ? usage.en : 'Auto';
  return chosen === 'Use' || (chosen === 'Auto' && encoding.startsWith('utf16'));
}

define(HttpRequest, {
  type: 'HTTPЗапрос HTTPRequest',
  create: (...[address, headers]: [address?: unknown, headers?: unknown]) => {
    if (headers !== undefined && !(headers instanceof BslMap)) badArgument(2);
    return new HttpRequest(toText(address), (headers as BslMap) ?? new BslMap());
  },
  properties: {
    'АдресРесурса ResourceAddress': {
      get(this: HttpRequest) {
        return this.address;
      },
      set(this: HttpRequest, address: unknown) {
        this.address = toText(address);
      },
    },
    'Заголовки Headers': {
      get(this: HttpRequest) {
        return this.headers;
      },
      set(this: HttpRequest, headers: unknown) {
        this.headers = headers instanceof BslMap ? headers : badArgument(1);
      },
    },
  },
  methods: {
    'УстановитьТелоИзСтроки SetBodyFromString'(
      this: HttpRequest,
      text: unknown,
      encoding?: unknown,
      mark?: unknown,
    ) {
      const chosen = encodingOf(encoding);
      this.body = new BodyStream(encode(toText(text), chosen, hasMark(mark, chosen.name)));
    },
    'УстановитьТелоИзДвоичныхДанных SetBodyFromBinaryData SetBodyFromBinary'(
      this: HttpRequest,
      data: unknown,
    ) {
      // A copy: the stream of the body can change it, and the value stays as it is.
      this.body =
        data instanceof BinaryData ? new BodyStream(Buffer.from(data.bytes)) : badArgument(1);
    },
    'УстановитьИмяФайлаТела SetBodyFileName'(this: HttpRequest, path: unknown) {
      this.body = toText(path);
    },
    'ПолучитьТелоКакСтроку GetBodyAsString'(this: HttpRequest, encoding?: unknown) {
      const { bytes } = this;
      return bytes && decode(bytes, encodingOf(encoding));
    },
    'ПолучитьТелоКакДвоичныеДанные GetBodyAsBinaryData GetBodyAsBinary'(this: HttpRequest) {
      const { bytes } = this;
      return bytes && new BinaryData(bytes);
    },
    'ПолучитьТелоКакПоток GetBodyAsStream'(this: HttpRequest) {
      if (typeof this.body === 'string') return new BodyStream(this.bytes);
      this.body ??= new BodyStream();
      this.body.position = 0;
      return this.body;
    },
    'ПолучитьИмяФайлаТела GetBodyFileName'(this: HttpRequest) {
      return typeof this.body === 'string' ? this.body : undefined;
    },
  },
});
