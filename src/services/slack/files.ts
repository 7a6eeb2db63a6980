import { bytes, text } from '../../core/definition/kinds/index.js';
import { channelIfAny, page } from './fields.js';
import { uploadFile } from './upload.js';
import { byNumber, custom, list, read, remove, table, write } from './wire.js';

const file = text('ID of the file', { option: 'fileid', example: 'F012AB3CD' });

export const files = table({
  /** Lists the files of the workspace, or of a channel. */
  getFilesList: list('files.list', 'files', { channel: channelIfAny, page }, { pager: byNumber }),
  /**
   * Uploads a file, and shares it in a channel.
   *
   * Slack answers before the file is shared everywhere: `shares` may be empty for some seconds.
   *
   * @returns `files[].id` identifies the file.
   * @see https://docs.slack.dev/reference/methods/files.completeUploadExternal
   */
  uploadFile: custom({
    effect: 'write',
    params: {
      file: bytes('File', { example: 'report.pdf' }),
      name: text('Name of the file', { option: 'filename', example: 'report.pdf' }),
      title: text('Title', { example: 'The report' }),
      channel: text('ID of the channel; without it the file stays private', {
        example: 'C012AB3CD',
        optional: true,
      }),
    },
    run: uploadFile,
  }),
  /** Gets a file's information. */
  getFileData: read('files.info', { file }),
  /** Deletes a file. */
  deleteFile: remove('files.delete', { file }),
  /** Creates a public link to a file. It takes a user token. */
  makeFilePublic: write('files.sharedPublicURL', { file }),
  /** Revokes the public link to a file. It takes a user token. */
  makeFilePrivate: write('files.revokePublicURL', { file }),
});
