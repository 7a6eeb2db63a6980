import { fileMap, flag, text } from '../../core/definition/kinds/index.js';
import { numberIfWhole, yesNo } from '../../core/rest/values.js';
import { id } from './fields.js';
import { sendPost } from './send-post.js';
import { custom, list, remove, table, write } from './wire.js';

const ofPost = { option: 'postid', field: 'POST_ID', example: '217' } as const;
const post = id('Post ID', ofPost);
const message = text('Text', { option: 'text', example: 'Tea at five' });
const files = fileMap('Files by name, each up to 50 MiB', {
  example: "{'tea.txt':'data:,Earl Grey'}",
  optional: true,
});
const title = text('Title', { example: 'Tea', optional: true });

/** `UA` or `SG1,U2`: codes of the recipients of a post. */
const codes = (value: string) => value.split(/[\s,]+/).filter(Boolean);
const WHO = 'UA all, U1 a user, SG1 a group, DR1 a department; separated by commas';

export const posts = table({
  /**
   * Creates a post in the feed.
   *
   * @see https://apidocs.bitrix24.com/api-reference/log/log-blogpost-add.html
   */
  createPost: custom({
    effect: 'write',
    params: {
      message,
      visibility: text(`Recipients: ${WHO}`, { option: 'vision', default: 'UA' }),
      files,
      title,
      important: flag('Mark it as important', { default: false }),
    },
    run: ({ visibility, important, ...content }, call) =>
      sendPost(call, 'log.blogpost.add', content, {
        DEST: codes(visibility),
        IMPORTANT: yesNo(important),
      }),
  }),
  /**
   * Updates a post. Without a title, the post loses its title.
   *
   * @see https://apidocs.bitrix24.com/api-reference/log/log-blogpost-update.html
   */
  updatePost: custom({
    effect: 'write',
    params: {
      post,
      message,
      visibility: text(`New recipients: ${WHO}`, {
        option: 'vision',
        example: 'UA',
        optional: true,
      }),
      files,
      title,
    },
    run: ({ post, visibility, ...content }, call) =>
      sendPost(call, 'log.blogpost.update', content, {
        POST_ID: numberIfWhole(post),
        DEST: visibility && codes(visibility),
      }),
  }),
  /** Deletes a post. */
  deletePost: remove('log.blogpost.delete', { post }),
  /** Lists the IDs of users who have read an important post. */
  getImportantPostViewers: list('log.blogpost.getusers.important', 'result', { post }),
  /** Lists the posts in the feed, or gets one of them. */
  getPosts: list('log.blogpost.get', 'result', {
    post: id('Post ID, to get only this post', { ...ofPost, optional: true }),
    visibility: text(`Recipients: ${WHO}`, {
      option: 'sel',
      field: 'LOG_RIGHTS',
      as: codes,
      default: 'UA',
    }),
  }),
  /** Adds a comment to a post. */
  addPostComment: write('log.blogcomment.add', {
    post,
    text: text('Text', { field: 'TEXT', example: 'I will come' }),
  }),
  /** Adds recipients to a post. */
  addPostRecipients: write('log.blogpost.share', {
    post,
    visibility: text(`Recipients: ${WHO}`, {
      option: 'vision',
      field: 'DEST',
      as: codes,
      example: 'SG1',
    }),
  }),
});
