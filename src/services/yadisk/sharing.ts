import { text } from '../../core/definition/kinds/index.js';
import { amount, offset, path, url } from './fields.js';
import { finished, resource } from './operation.js';
import { byOffsetInside, custom, list, read, send, table } from './wire.js';

export const sharing = table({
  /**
   * Makes a file or folder public.
   *
   * @returns Its metadata, with its `public_url`.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/publish
   */
  publishObject: custom({
    effect: 'write',
    params: { path },
    async run({ token, path }, call) {
      await send(call, { token }, 'PUT /disk/resources/publish', { path });
      return resource(call, token, path);
    },
  }),
  /**
   * Makes a public file or folder private again.
   *
   * @returns Its metadata.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/publish
   */
  cancelObjectPublication: custom({
    effect: 'write',
    params: { path },
    async run({ token, path }, call) {
      await send(call, { token }, 'PUT /disk/resources/unpublish', { path });
      return resource(call, token, path);
    },
  }),
  /** Lists the public files and folders of the disk. */
  getPublishedObjectsList: list('GET /disk/resources/public', 'items', { amount, offset }),
  /** Gets the metadata of a public file or folder, with the items in the folder. */
  getPublicObject: list(
    'GET /disk/public/resources',
    '_embedded.items',
    { url, amount, offset },
    { pager: byOffsetInside },
  ),
  /** Gets a link to download a public file, or a file in a public folder. */
  getDownloadLinkForPublicObject: read('GET /disk/public/resources/download', {
    url,
    path: text('Path in the public folder', { optional: true, example: '/q3.pdf' }),
  }),
  /**
   * Saves a public file or folder to the disk: to Downloads, unless a path is given.
   *
   * @returns The link to the copy, once it is complete.
   * @see https://yandex.ru/dev/disk-api/doc/en/reference/public
   */
  savePublicObjectToDisk: custom({
    effect: 'write',
    params: {
      url,
      from: text('Path in the public folder', { optional: true, example: '/q3.pdf' }),
      to: text('Folder to save it in', { optional: true, example: '/Reports' }),
    },
    async run({ token, url, from, to }, call) {
      const fields = { public_key: url, path: from, save_path: to };
      const route = 'POST /disk/public/resources/save-to-disk';
      const link = await send(call, { token }, route, fields);
      await finished(call, token, link);
      return link;
    },
  }),
});
