import { bytes, list, path, secret, texts } from '../definition/kinds/index.js';

/** Params of archives of any format. */

export const archive = (example: string) => bytes('Archive: path, URL or bytes', { example });

export const unpackedTo = path('Folder to unpack into; without it, the result has the files', {
  optional: true,
  example: 'site',
  reach: 'write',
});

export const packedTo = (example: string) =>
  path('Path of the archive; without it, the result is the archive', {
    optional: true,
    example,
    reach: 'write',
  });

export const pathsInside = list(texts, 'Paths in the archive', { example: "['docs/readme.txt']" });

export const password = secret('Password of the archive', { optional: true });
