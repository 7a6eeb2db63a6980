import { list as listOf, text, texts } from '../../core/definition/kinds/index.js';
import { commaSeparated } from '../../core/rest/values.js';
import { randomHex } from '../../core/util/random.js';
import { channelIfAny, cursor } from './fields.js';
import { custom, list, read, remove, send, table, write } from './wire.js';

const file = text('File ID', { option: 'fileid', example: 'F012AB3CD' });

export const externalFiles = table({
  /** Lists the remote files: links to files stored outside Slack. */
  getExternalFileList: list('files.remote.list', 'files', { channel: channelIfAny, cursor }),
  /** Gets information about a remote file. */
  getExternalFile: read('files.remote.info', { file }),
  /**
   * Adds a remote file: a link to a file stored outside Slack.
   *
   * @returns `file.id` identifies it; `file.external_id` is random.
   * @see https://docs.slack.dev/reference/methods/files.remote.add
   */
  addExternalFile: custom({
    effect: 'write',
    params: {
      url: text('URL of the file', { example: 'https://example.com/report.pdf' }),
      title: text('Title', { example: 'The report' }),
    },
    run({ token, url, title }, call) {
      const file = { external_url: url, external_id: randomHex(16), title };
      return send(call, { token }, 'files.remote.add', file);
    },
  }),
  /** Shares a remote file in channels. */
  sendExternalFile: write('files.remote.share', {
    file,
    channels: listOf(texts, 'Channel IDs', {
      example: "['C012AB3CD']",
      as: commaSeparated,
    }),
  }),
  /** Removes a remote file. The file itself is not deleted. */
  deleteExternalFile: remove('files.remote.remove', { file }),
});
