/**
 * Files and folders on FTP servers, also encrypted: upload, download, list, rename.
 *
 * @module
 */
import * as ftp from './methods.js';

export * from './methods.js';
export default ftp;
