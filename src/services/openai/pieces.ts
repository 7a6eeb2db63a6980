import { Readable } from 'node:stream';
import type { SourceFile } from '../../core/access/files.js';
import type { Call } from '../../core/definition/call.js';
import { Bytes } from '../../core/files/bytes.js';
import { readThrough } from '../../core/files/read-through.js';

/** A part of a file, as bytes to send; `sha256` is the digest of what was last read of it. */
export interface Piece {
  bytes: Bytes;
  sha256(): string;
}

export function pieceOf(file: SourceFile, start: number, size: number, name: string): Piece {
  let digest = '';
  async function* read() {
    const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
    const end = start + size - 1;
    for await (const chunk of file.read({ start, end })) {
      hash.update(chunk as Buffer);
      yield chunk;
    }
    digest = hash.digest('hex');
  }
  const open = () => Readable.from(read(), { objectMode: false });
  return {
    bytes: new Bytes({ open, size, replayable: true, name, from: file.path }),
    sha256: () => digest,
  };
}

/** Reads a part only for its digest. */
export async function sha256Of(piece: Piece, call: Call): Promise<string> {
  await readThrough(piece.bytes, call, () => {});
  return piece.sha256();
}
