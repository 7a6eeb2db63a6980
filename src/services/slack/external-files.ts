import { list as listOf, text, texts } from '../../core/definition/kinds/index.js';
import { commaSeparated } from '../../core/rest/values.js';
import { randomHex } from '../../core/util/random.js';
import { channelIfAny, cursor } from './fields.js';
import { custom, list, read, remove, send, table, write } from './wire.js';

const file = text('ID of the file', { option: 'fileid', example: 'F012AB3CD' });

export const externalFiles = table({
  /** Lists the external files: links to files that are kept elsewhere. */
  getExternalFileList: list('files.remote.list', 'files', { channel: channelIfAny, cursor }),
  /** Gets an external file's information. */
  getExternalFile: read('files.remote.info', { file }),
  /**
   * Adds an external file: a link to a file that is kept elsewhere.
   *
   * @returns `file.id` identifies it; `file.external_id` is random.
   * @see https://docs.slack.dev/reference/methods/files.remote.add
   */
  addExternalFile: custom({
    effect: 'write',
    params: {
      url: text('Address of the file', { example: 'https://example.com/report.pdf' }),
      title: text('Title', { example: 'The report' }),
    },
    run({ token, url, title }, call) {
      const file = { external_url: url, external_id: randomHex(16), title };
      return send(call, { token }, 'files.remote.add', file);
    },
  }),
  /** Shares an external file in channels. */
  sendExternalFile: write('files.remote.share', {
    file,
    channels: listOf(texts, 'IDs of the channels', {
      example: "['C012AB3CD']",
      as: commaSeparated,
    }),
  }),
  /** Removes an external file: the file itself stays where it is. */
  deleteExternalFile: remove('files.remote.remove', { file }),
});
