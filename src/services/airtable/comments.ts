import { text } from '../../core/definition/kinds/index.js';
import { base, table as id, offset, record } from './fields.js';
import { list, remove, table, write } from './wire.js';

const at = { base, table: id, record };
const comment = text('Comment ID', { example: 'comB5z37Mg9zaEPw6' });
const content = text('Text; @[usrID] mentions a user', { option: 'text', example: 'Done' });

export const comments = table({
  /** Lists the comments on a record, newest first. */
  getComments: list('GET /{base}/{table}/{record}/comments', 'comments', { ...at, offset }),
  /** Creates a comment on a record. */
  createComment: write('POST /{base}/{table}/{record}/comments', { ...at, text: content }),
  /** Changes the text of a comment. */
  editComment: write('PATCH /{base}/{table}/{record}/comments/{comment}', {
    ...at,
    comment,
    text: content,
  }),
  /** Deletes a comment. */
  deleteComment: remove('DELETE /{base}/{table}/{record}/comments/{comment}', { ...at, comment }),
});
