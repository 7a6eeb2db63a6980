import { secret, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { ResponseError } from '../../core/errors/errors.js';
import { isRecord } from '../../core/util/is-record.js';
import { randomHex } from '../../core/util/random.js';
import { authParam, ownerOf, VERSION } from './auth.js';
import { advertisement, message, oneOrZero, ownId, post } from './fields.js';
import { custom, send, table } from './wire.js';

/** A number of each message, by which VK recognizes one that it was sent within the last hour. */
function randomId(key = randomHex(4)): number {
  // Zero would turn the check off, and more than 31 bits are not accepted.
  return Number.parseInt(key.slice(0, 8), 16) & 0x7f_ff_ff_ff || 1;
}

/** A user, chat or community by its number; anything else is the short name in an address. */
function recipient(user: string) {
  const name = user.trim();
  return /^-?\d+$/.test(name) ? { peer_id: name } : { domain: name.replace(/^@/, '') };
}

const WALL = { optional: true, example: '-218704372' } as const;

export const interactions = table({
  /**
   * Reposts a post to the wall of the community.
   *
   * @returns `response.post_id` identifies the new post.
   * @see https://dev.vk.com/method/wall.repost
   */
  makeRepost: custom({
    effect: 'write',
    params: {
      post,
      from: textOrNumber('Wall with the post; by default that of the community', WALL),
      to: textOrNumber('Community to repost to; by default that of the token', WALL),
      advertisement,
    },
    run: ({ auth, post, from, to, advertisement }, call) =>
      send(call, { auth }, 'wall.repost', {
        object: `wall${from ?? ownerOf(auth, call)}_${ownId(post)}`,
        group_id: to?.replace(/^-/, '') ?? auth.group,
        mark_as_ads: oneOrZero(advertisement),
      }),
  }),
  /**
   * Sends a message from the community.
   *
   * The user must have written to the community before, or have allowed messages from it.
   *
   * @returns `response` is the ID of the message.
   * @see https://dev.vk.com/method/messages.send
   */
  writeMessage: method('vk', 'WriteMessage', {
    effect: 'write',
    keyed: true,
    address: 'https://api.vk.com',
    params: {
      text: text('Text, up to 9,000 characters', { example: 'Hello' }),
      user: textOrNumber('User ID, chat ID, or short name', { example: '1' }),
      token: secret('Token of the community', { option: 'ct', example: 'env:VK_GROUP_TOKEN' }),
      keyboard: text('Keyboard: see FormKeyboard', { optional: true }),
      auth: authParam({ optional: true }),
    },
    run({ text, user, token, keyboard, auth }, call) {
      const none = { group: undefined, owner: undefined, fromGroup: true, lang: undefined };
      const own = { version: VERSION, ...none, ...auth, token };
      const content = { message: text, keyboard, random_id: randomId(call.key) };
      return send(call, { auth: own }, 'messages.send', { ...recipient(user), ...content });
    },
  }),
  /**
   * Adds a comment to a post, in the name of the community.
   *
   * @returns `response.comment_id` identifies the comment.
   * @see https://dev.vk.com/method/wall.createComment
   */
  writeComment: custom({
    effect: 'write',
    params: {
      post,
      wall: textOrNumber('ID of the owner of the wall', { example: '-218704372' }),
      message,
    },
    run: ({ auth, post, wall, message }, call) =>
      send(call, { auth }, 'wall.createComment', {
        owner_id: wall,
        post_id: ownId(post),
        from_group: auth.fromGroup ? auth.group : undefined,
        message,
      }),
  }),
  /**
   * Returns a short link for a URL.
   *
   * @throws {HttpError} VK does not shorten this URL.
   * @see https://dev.vk.com/method/utils.getShortLink
   */
  shortenLink: custom({
    effect: 'write',
    params: { url: text('URL', { example: 'https://example.com/tea?from=vk' }) },
    async run({ auth, url }, call): Promise<string> {
      const { response } = await send(call, { auth }, 'utils.getShortLink', { url });
      const short = isRecord(response) ? response.short_url : undefined;
      if (typeof short === 'string') return short;
      const message = 'the server returned no short link';
      throw new ResponseError({ method: call.method, message });
    },
  }),
});
