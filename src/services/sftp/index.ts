/**
 * Files and folders on remote machines over SSH: upload, download, list, rename.
 *
 * @module
 */
import * as sftp from './methods.js';

export * from './methods.js';
export default sftp;
