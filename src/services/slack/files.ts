import { bytes, text } from '../../core/definition/kinds/index.js';
import { channelIfAny, page } from './fields.js';
import { uploadFile } from './upload.js';
import { byNumber, custom, list, read, remove, table, write } from './wire.js';

const file = text('File ID', { option: 'fileid', example: 'F012AB3CD' });

export const files = table({
  /** Lists the files in the workspace or a channel. */
  getFilesList: list('files.list', 'files', { channel: channelIfAny, page }, { pager: byNumber }),
  /**
   * Uploads a file and shares it in a channel.
   *
   * Slack responds before the file is shared: `shares` can be empty for some seconds.
   *
   * @returns `files[].id` identifies the file.
   * @see https://docs.slack.dev/reference/methods/files.completeUploadExternal
   */
  uploadFile: custom({
    effect: 'write',
    params: {
      file: bytes('File', { example: 'report.pdf' }),
      name: text('File name', { option: 'filename', example: 'report.pdf' }),
      title: text('Title', { example: 'The report' }),
      channel: text('Channel ID; without one, the file stays private', {
        example: 'C012AB3CD',
        optional: true,
      }),
    },
    run: uploadFile,
  }),
  /** Gets information about a file. */
  getFileData: read('files.info', { file }),
  /** Deletes a file. */
  deleteFile: remove('files.delete', { file }),
  /** Enables public sharing for a file. Requires a user token. */
  makeFilePublic: write('files.sharedPublicURL', { file }),
  /** Disables public sharing for a file. Requires a user token. */
  makeFilePrivate: write('files.revokePublicURL', { file }),
});
