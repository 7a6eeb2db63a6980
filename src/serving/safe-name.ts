import { basename } from 'node:path';
import { cutEnd } from '../core/util/cut.js';

/** A file name from outside may be any text: removes what would lead to another folder or hide the file. */
export function safeName(name: string): string {
  const plain = [...basename(name.replaceAll('\\', '/'))]
    .map((letter) => (letter < ' ' || '<>:"|?*/'.includes(letter) ? '_' : letter))
    .join('')
    .replace(/^\.+/, '');
  return cutEnd(plain, 100) || 'file';
}
