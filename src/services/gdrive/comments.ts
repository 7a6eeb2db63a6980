import { text } from '../../core/definition/kinds/index.js';
import { comment, object } from './fields.js';
import { comments as own, removeBare, table } from './wire.js';

export const comments = table({
  /** Adds a comment to a file. */
  createComment: own.write('POST /files/{object}/comments', {
    object,
    comment: text('Text of the comment', {
      option: 'text',
      field: 'content',
      example: 'Please check the totals',
    }),
  }),
  /** Gets a comment with its replies. */
  getComment: own.read('GET /files/{object}/comments/{comment}', { object, comment }),
  /** Lists the comments on a file, with their replies. */
  getCommentList: own.list('GET /files/{object}/comments', 'comments', { object }),
  /** Deletes a comment. Its replies are deleted with it. */
  deleteComment: removeBare('DELETE /files/{object}/comments/{comment}', { object, comment }),
});
