/**
 * Files and folders on other machines over SSH: up, down, lists, renames.
 *
 * @module
 */
import * as sftp from './methods.js';

export * from './methods.js';
export default sftp;
