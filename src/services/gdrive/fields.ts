import { text } from '../../core/definition/kinds/index.js';

/** Params that many methods accept. */
export const object = text('ID of the file or folder, from its URL', {
  example: '1dg2hMbQ3Xz8Vn5wZ0fXlYtR7cPd8Kj2L',
});
export const file = text('File ID, from its URL', {
  option: 'object',
  example: '1dg2hMbQ3Xz8Vn5wZ0fXlYtR7cPd8Kj2L',
});
export const comment = text('Comment ID', { example: 'AAAAvK7bQ3c' });

/** A file has one folder. */
export const inFolder = (folder: string): string[] => [folder];

export const FOLDER = 'application/vnd.google-apps.folder';
