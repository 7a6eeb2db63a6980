import { sums } from '../../src/core/formats/tar/header.js';

interface Fields {
  name?: string;
  type?: string;
  size?: number | string;
  mode?: string;
  mtime?: string;
  link?: string;
  prefix?: string;
  /** GNU's own format, in place of that of POSIX. */
  isGnu?: boolean;
}

/** A header as any program could write it, with the right checksum; a character is a byte. */
export function headerWith(fields: Fields): string {
  const { name = 'a', type = '0', size = 0, mode = '0000644', mtime = '00000000000' } = fields;
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'latin1');
  block.write(mode, 100, 'latin1');
  block.write('0000000\x000000000\0', 108, 'latin1');
  block.write(typeof size === 'number' ? size.toString(8).padStart(11, '0') : size, 124, 'latin1');
  block.write(mtime, 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write(fields.link ?? '', 157, 100, 'latin1');
  block.write(fields.isGnu ? 'ustar  \0' : 'ustar\x0000', 257, 'latin1');
  block.write(fields.prefix ?? '', 345, 155, 'latin1');
  return withSum(block);
}

/** The block with its checksum. */
function withSum(block: Buffer): string {
  block.write(`${sums(block).unsigned.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block.toString('latin1');
}

/** Data, filled up to the end of a block. */
export function filled(data: string): string {
  return data + '\0'.repeat((512 - (data.length % 512)) % 512);
}

/** An archive of such blocks, with its end. */
export function archiveOf(...blocks: string[]): Buffer {
  return Buffer.from(blocks.join('') + '\0'.repeat(1024), 'latin1');
}

/** A file with its data. */
export function fileWith(name: string, data = 'x', fields: Fields = {}): string {
  return headerWith({ name, size: data.length, ...fields }) + filled(data);
}
