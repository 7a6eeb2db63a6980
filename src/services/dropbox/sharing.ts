import { flag, list, text, texts } from '../../core/definition/kinds/index.js';
import { finished } from './jobs.js';
import { invited } from './members.js';
import { dropboxPath, pathOf } from './paths.js';
import { custom, read, send, table } from './wire.js';

const folder = text('ID of the shared folder: see PublishFolder', { example: '84528192421' });
const file = text('File ID, or path', { option: 'fileid', example: 'id:a4ayc_80_OEAAAAAAAAAYa' });
const emails = list(texts, 'Email addresses of the users', { example: "['ann@example.com']" });
const readOnly = flag('They can only view', { option: 'readonly', default: true });
const wait = flag('Wait until it is done', { default: true });

const member = (email: string) => ({ '.tag': 'email', email });
const access = (readOnly: boolean) => ({ '.tag': readOnly ? 'viewer' : 'editor' });

export const sharing = table({
  /**
   * Makes a folder a shared folder.
   *
   * @returns `shared_folder_id`, once the folder is shared. Without waiting: `async_job_id`.
   * @throws {HttpError} The folder is shared already; the hint has its ID.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#sharing-share_folder
   */
  publishFolder: custom({
    effect: 'write',
    params: { path: pathOf('Folder', { example: '/Reports' }), wait },
    async run({ token, path, wait }, call) {
      const fields = { path: dropboxPath(path) };
      const begun = await send(call, { token }, 'sharing/share_folder', fields);
      return wait ? finished(call, { token }, begun, 'sharing/check_share_job_status') : begun;
    },
  }),
  /**
   * Makes a shared folder an ordinary one. Its members lose it.
   *
   * @returns `.tag` is `complete`. Without waiting: `async_job_id` for GetAsynchronousChangeStatus.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#sharing-unshare_folder
   */
  cancelFolderPublication: custom({
    effect: 'delete',
    params: { folder, wait },
    async run({ token, folder, wait }, call) {
      const fields = { shared_folder_id: folder };
      const begun = await send(call, { token }, 'sharing/unshare_folder', fields);
      return wait ? finished(call, { token }, begun, 'sharing/check_job_status') : begun;
    },
  }),
  /**
   * Invites users to a file.
   *
   * @returns What Dropbox did for each user.
   * @throws {ResponseError} Some users could not be invited. `partial` has what was done.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#sharing-add_file_member
   */
  addUsersToFile: custom({
    effect: 'write',
    params: { file, emails, readOnly },
    async run({ token, file, emails, readOnly }, call) {
      const fields = { file, members: emails.map(member), access_level: access(readOnly) };
      return invited(call, await send(call, { token }, 'sharing/add_file_member', fields));
    },
  }),
  /**
   * Invites users to a shared folder.
   *
   * @returns An empty object.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#sharing-add_folder_member
   */
  addUsersToFolder: custom({
    effect: 'write',
    params: { folder, emails, readOnly },
    async run({ token, folder, emails, readOnly }, call) {
      const members = emails.map((email) => ({
        member: member(email),
        access_level: access(readOnly),
      }));
      const fields = { shared_folder_id: folder, members };
      return (await send(call, { token }, 'sharing/add_folder_member', fields)) ?? {};
    },
  }),
  /** Gets the state of a change that CancelFolderPublication began. */
  getAsynchronousChangeStatus: read('sharing/check_job_status', {
    job: text('Job ID', { field: 'async_job_id', example: 'dbjid:AAC9' }),
  }),
  /**
   * Removes all invited users from a file.
   *
   * @returns An empty object.
   * @see https://www.dropbox.com/developers/documentation/http/documentation#sharing-unshare_file
   */
  cancelFilePublication: custom({
    effect: 'delete',
    params: { file },
    run: async ({ token, file }, call) =>
      (await send(call, { token }, 'sharing/unshare_file', { file })) ?? {},
  }),
});
