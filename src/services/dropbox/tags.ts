import { list, text, texts } from '../../core/definition/kinds/index.js';
import { dropboxPath, pathOf } from './paths.js';
import { custom, read, send, table } from './wire.js';

const path = pathOf('Path of the file or folder', { example: '/Reports/q3.pdf' });
const tag = text('Tag: up to 32 letters, digits and underscores', { example: 'tea' });

export const tags = table({
  /** Gets the tags of files and folders. */
  getTagList: read('files/tags/get', {
    paths: list(texts, 'Paths of files and folders', {
      example: "['/Reports/q3.pdf']",
      as: (paths: string[]) => paths.map(dropboxPath),
    }),
  }),
  /**
   * Adds a tag to a file or folder. It can have up to 20.
   *
   * @returns An empty object.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-tags-add
   */
  addTag: custom({
    effect: 'write',
    params: { path, tag },
    async run({ token, path, tag }, call) {
      const fields = { path: dropboxPath(path), tag_text: tag };
      return (await send(call, { token }, 'files/tags/add', fields)) ?? {};
    },
  }),
  /**
   * Removes a tag from a file or folder.
   *
   * @returns An empty object.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#files-tags-remove
   */
  deleteTag: custom({
    effect: 'delete',
    params: { path, tag },
    async run({ token, path, tag }, call) {
      const fields = { path: dropboxPath(path), tag_text: tag };
      return (await send(call, { token }, 'files/tags/remove', fields)) ?? {};
    },
  }),
});
