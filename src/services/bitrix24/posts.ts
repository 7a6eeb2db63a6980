import { flag, text } from '../../core/definition/kinds/index.js';
import { numberIfWhole, yesNo } from '../../core/rest/values.js';
import { id } from './fields.js';
import { fileMap } from './file-map.js';
import { sendPost } from './send-post.js';
import { custom, list, remove, table, write } from './wire.js';

const ofPost = { option: 'postid', field: 'POST_ID', example: '217' } as const;
const post = id('ID of the post', ofPost);
const message = text('Text of the post', { option: 'text', example: 'Tea at five' });
const files = fileMap('Files by their names, each up to 50 MiB', {
  example: "{'tea.txt':'data:,Earl Grey'}",
  optional: true,
});
const title = text('Title', { example: 'Tea', optional: true });

/** `UA` or `SG1,U2`: the codes of those who see a post. */
const codes = (value: string) => value.split(/[\s,]+/).filter(Boolean);
const WHO = 'UA all, U1 a user, SG1 a group, DR1 a department; several with commas';

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
      visibility: text(`Who sees it: ${WHO}`, { option: 'vision', default: 'UA' }),
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
   * Changes a post. Without a title it loses the one that it has.
   *
   * @see https://apidocs.bitrix24.com/api-reference/log/log-blogpost-update.html
   */
  updatePost: custom({
    effect: 'write',
    params: {
      post,
      message,
      visibility: text(`Who sees it, if that changes: ${WHO}`, {
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
  /** Lists the IDs of the users who have read an important post. */
  getImportantPostViewers: list('log.blogpost.getusers.important', 'result', { post }),
  /** Lists posts of the feed, or gets one of them. */
  getPosts: list('log.blogpost.get', 'result', {
    post: id('ID of the post, where one is wanted', { ...ofPost, optional: true }),
    visibility: text(`Who sees them: ${WHO}`, {
      option: 'sel',
      field: 'LOG_RIGHTS',
      as: codes,
      default: 'UA',
    }),
  }),
  /** Comments on a post. */
  addPostComment: write('log.blogcomment.add', {
    post,
    text: text('Text of the comment', { field: 'TEXT', example: 'I will come' }),
  }),
  /** Adds those who may see a post. */
  addPostRecipients: write('log.blogpost.share', {
    post,
    visibility: text(WHO, { option: 'vision', field: 'DEST', as: codes, example: 'SG1' }),
  }),
});
