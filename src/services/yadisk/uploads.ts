import { bytes, number, text } from '../../core/definition/kinds/index.js';
import { InputError } from '../../core/errors/errors.js';
import { overwrite, path } from './fields.js';
import { finished, resource } from './operation.js';
import { upload, uploadInPieces } from './upload.js';
import { custom, send, table } from './wire.js';

const file = bytes('File', { example: 'q3.pdf' });

export const uploads = table({
  /**
   * Uploads a file.
   *
   * @returns The metadata of the file, once Yandex has stored it.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/upload
   */
  uploadFile: custom({
    effect: 'write',
    params: { path, file, overwrite },
    run: ({ token, path, file, overwrite }, call) => upload(call, { token, path, file, overwrite }),
  }),
  /**
   * Uploads a file in several requests. After a failure, only the current piece is sent again.
   *
   * @returns The metadata of the file, once Yandex has stored it.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/upload
   */
  uploadFileInParts: custom({
    effect: 'write',
    params: {
      path,
      file,
      pieceSize: number('Size of a piece in bytes', { option: 'psize', default: 33554432 }),
      overwrite,
    },
    run({ token, path, file, pieceSize, overwrite }, call) {
      if (!Number.isSafeInteger(pieceSize) || pieceSize < 1) {
        const message = `${call.label('pieceSize')} must be a number of bytes, not ${pieceSize}`;
        throw new InputError({ method: call.method, message });
      }
      return uploadInPieces(call, { token, path, file, overwrite }, pieceSize);
    },
  }),
  /**
   * Lets Yandex download a file from a URL.
   *
   * @returns The metadata of the file, once it is on the disk.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/upload-ext
   */
  uploadFileByURL: custom({
    effect: 'write',
    params: {
      path,
      url: text('URL of the file', { example: 'https://example.com/q3.pdf' }),
    },
    async run({ token, path, url }, call) {
      const link = await send(call, { token }, 'POST /disk/resources/upload', { path, url });
      await finished(call, token, link);
      return resource(call, token, path);
    },
  }),
});
