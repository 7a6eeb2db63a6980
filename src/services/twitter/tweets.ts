import type { Call } from '../../core/definition/call.js';
import { files, list, number, text, texts } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { categories, uploadAll, uploadForPost } from './upload.js';
import { type Authorized, custom, send, table } from './wire.js';

const words = text('Text of the post', { example: 'Hello' });
const options = list(texts, 'Choices: two to four, up to 25 characters each', {
  example: "['Tea','Coffee']",
});

interface Poll {
  options: readonly string[];
  /** In minutes. */
  duration: number | undefined;
}

interface Post {
  text?: string | undefined;
  media?: readonly string[] | undefined;
  poll?: Poll | undefined;
}

/** Creates a post. Fields that are empty are left out: X refuses them. */
function post(call: Call, { auth }: Authorized, { text, media, poll }: Post): Promise<JsonRecord> {
  return send(call, { auth }, 'POST /tweets', {
    text: text || undefined,
    media: media?.length ? { media_ids: media } : undefined,
    poll: poll && { options: poll.options, duration_minutes: poll.duration },
  });
}

export const tweets = table({
  /**
   * Creates a post from its parts: text, uploaded media, a poll.
   *
   * X accepts media or a poll, not both.
   *
   * @returns `data.id` identifies the post.
   * @throws {InputError} There is neither text nor media, or a poll without a duration.
   * @see https://docs.x.com/x-api/posts/create-post
   */
  createCustomTweet: custom({
    effect: 'write',
    params: {
      text: text('Text of the post', { optional: true, example: 'Hello' }),
      media: list(texts, 'IDs of uploaded media: see UploadAttachmentsArray', { optional: true }),
      options: list(texts, 'Choices of a poll', { optional: true }),
      duration: number('Duration of the poll in minutes', { option: 'dur', optional: true }),
    },
    run({ text, media, options, duration, auth }, call) {
      const isPoll = options !== undefined && options.length > 0;
      const wrong = (param: string, what: string) => inputError(callContext(call, param), what);
      if (isPoll && duration === undefined) throw wrong('duration', ': a poll needs a duration');
      if (!text && !media?.length) throw wrong('text', ': a post needs text or media');
      return post(
        call,
        { auth },
        { text, media, poll: isPoll ? { options, duration } : undefined },
      );
    },
  }),
  /**
   * Creates a post with text.
   *
   * @returns `data.id` identifies the post.
   * @see https://docs.x.com/x-api/posts/create-post
   */
  createTextTweet: custom({
    effect: 'write',
    params: { text: words },
    run: ({ text, auth }, call) => post(call, { auth }, { text }),
  }),
  /**
   * Creates a post with images: up to four, of up to 5 MB each.
   *
   * The images are uploaded by the API v2: X has ended uploads by the API v1.1, and with OAuth 2.0 a
   * token needs the scope media.write.
   *
   * @returns `data.id` identifies the post.
   * @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked
   */
  createImageTweet: custom({
    effect: 'write',
    params: {
      text: words,
      images: files('Images: JPEG, PNG or WebP', { option: 'pictures', example: 'photo.jpg' }),
    },
    async run({ text, images, auth }, call) {
      const media = await uploadForPost(call, { auth }, images, 'tweet_image', 'images');
      return post(call, { auth }, { text, media });
    },
  }),
  /**
   * Creates a post with an animated GIF of up to 15 MB.
   *
   * It is uploaded by the API v2, because X has ended uploads by the API v1.1. The post is created
   * once X has processed the file.
   *
   * @returns `data.id` identifies the post.
   * @throws {ResponseError} X could not process the file. Nothing was posted.
   * @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked
   */
  createGifTweet: custom({
    effect: 'write',
    params: { text: words, gifs: files('Animated GIFs', { example: 'waving.gif' }) },
    async run({ text, gifs, auth }, call) {
      const media = await uploadForPost(call, { auth }, gifs, 'tweet_gif', 'gifs');
      return post(call, { auth }, { text, media });
    },
  }),
  /**
   * Creates a post with a video of up to 512 MB.
   *
   * It is uploaded in pieces by the API v2, because X has ended uploads by the API v1.1. The post is
   * created once X has processed the file.
   *
   * @returns `data.id` identifies the post.
   * @throws {ResponseError} X could not process the file. Nothing was posted.
   * @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked
   */
  createVideoTweet: custom({
    effect: 'write',
    params: {
      text: words,
      videos: files('Videos: MP4 with H.264 and AAC', { example: 'tea.mp4' }),
    },
    async run({ text, videos, auth }, call) {
      const media = await uploadForPost(call, { auth }, videos, 'tweet_video', 'videos');
      return post(call, { auth }, { text, media });
    },
  }),
  /**
   * Creates a post with a poll.
   *
   * @returns `data.id` identifies the post.
   * @see https://docs.x.com/x-api/posts/create-post
   */
  createPollTweet: custom({
    effect: 'write',
    params: {
      text: words,
      options,
      duration: number('Duration in minutes: 5 to 10,080', { example: '60' }),
    },
    run: ({ text, options, duration, auth }, call) =>
      post(call, { auth }, { text, poll: { options, duration } }),
  }),
  /**
   * Uploads files for CreateCustomTweet, and waits until X has processed them.
   *
   * X has ended uploads by the API v1.1: this is the API v2, in pieces of 4 MB. X deletes media that
   * no post has after 24 hours.
   *
   * @returns The IDs of the media, in the order of the files.
   * @throws {ResponseError} X could not process a file.
   * @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked
   */
  uploadAttachmentsArray: custom({
    effect: 'write',
    params: {
      files: files('Files', { example: 'photo.jpg' }),
      type: text('Category of the media', { values: categories, example: 'tweet_image' }),
    },
    run: ({ files, type, auth }, call) => uploadAll(call, { auth }, files, type, 'files'),
  }),
});
