import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { Call } from '../definition/call.js';
import { ConnectionError, HttpError, ResponseError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { type Piece, type Standing, sendInPieces } from './pieces.js';

const DATA = Buffer.from('0123456789');

const callWith = (options = {}) => new Call('test Upload', 'write', { retries: 2, ...options });

/** A server that stores bytes at their offsets, and fails as told. */
class Store {
  stored = Buffer.alloc(0);
  sent: string[] = [];
  failures: Error[] = [];

  async send({ bytes, start, isLast }: Piece): Promise<Standing<string>> {
    const data = await bytes.buffer();
    this.sent.push(`${start}:${data}`);
    const error = this.failures.shift();
    if (error) throw error;
    this.stored = Buffer.concat([this.stored.subarray(0, start), data]);
    return isLast ? { result: this.stored.toString() } : { next: this.stored.length };
  }

  standing = async (): Promise<Standing<string>> => ({ next: this.stored.length });
}

function upload(store: Store, data: Bytes, call = callWith(), isResumed = true) {
  const way = { each: 4, send: (piece: Piece) => store.send(piece) };
  return sendInPieces(data, call, isResumed ? { ...way, standing: store.standing } : way);
}

const cut = (at = { sent: true, retryable: true }) =>
  new ConnectionError({ method: 'test Upload', message: 'cut', ...at } as never);

it('sends a file, memory or a stream in order', async () => {
  const path = join(await folder(), 'data');
  await writeFile(path, DATA);
  async function* stream() {
    yield DATA.subarray(0, 3);
    yield DATA.subarray(3);
  }
  const { Readable } = await import('node:stream');
  const open = () => Readable.from(stream(), { objectMode: false });
  for (const data of [
    Bytes.file(path, { size: 10, name: 'data' }),
    Bytes.of(DATA),
    new Bytes({ open, replayable: false, from: 'a stream' }),
  ]) {
    const store = new Store();
    expect(await upload(store, data)).toBe('0123456789');
    expect(store.sent).toEqual(['0:0123', '4:4567', '8:89']);
  }
});

it('sends an empty file as one empty piece', async () => {
  const store = new Store();
  expect(await upload(store, Bytes.of(Buffer.alloc(0)))).toBe('');
  expect(store.sent).toEqual(['0:']);
});

it('continues where the server is after a failure', async () => {
  const store = new Store();
  store.failures = [cut()];
  expect(await upload(store, Bytes.of(DATA))).toBe('0123456789');
  expect(store.sent).toEqual(['0:0123', '0:0123', '4:4567', '8:89']);
});

it('ends with the failure if it is not temporary, repeated, or the server cannot say', async () => {
  const refused = new HttpError({
    method: 'test Upload',
    status: 403,
    message: 'no',
    headers: {},
  } as never);
  const denied = new Store();
  denied.failures = [refused];
  expect(await failure(upload(denied, Bytes.of(DATA)), HttpError)).toBe(refused);
  const down = new Store();
  down.failures = [cut(), cut(), cut(), cut()];
  await failure(upload(down, Bytes.of(DATA)), ConnectionError);
  expect(down.sent).toHaveLength(3);
  const mute = new Store();
  mute.failures = [cut()];
  await failure(upload(mute, Bytes.of(DATA), callWith(), false), ConnectionError);
});

it('ends if the server accepts nothing, or names an impossible offset', async () => {
  for (const next of [0, -1, 11, Number.NaN]) {
    let sent = 0;
    const send = async () => {
      sent++;
      return { next };
    };
    const stuck = sendInPieces(Bytes.of(DATA), callWith(), { each: 4, send });
    expect((await failure(stuck, ResponseError)).message).toContain('did not accept the upload');
    expect(sent).toBeLessThanOrEqual(3);
  }
});
