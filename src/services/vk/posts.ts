import { bytes, files, list, text, texts } from '../../core/definition/kinds/index.js';
import { ResponseError } from '../../core/errors/errors.js';
import { isRecord } from '../../core/util/is-record.js';
import { advertisement, post } from './fields.js';
import { attachedPhoto } from './upload.js';
import { publish } from './wall.js';
import { custom, owned, send, table } from './wire.js';

const content = text('Text', { example: 'Tea at five' });
const link = text('URL to attach', {
  option: 'url',
  optional: true,
  example: 'https://example.com',
});
const images = files('Images, up to 10', { option: 'pictures', example: 'tea.jpg' });

export const posts = table({
  /**
   * Creates a post with images.
   *
   * The images are uploaded one after another, in their order: VK limits the rate of requests. Then
   * the post is published.
   *
   * @returns `response.post_id` identifies the post.
   * @see https://dev.vk.com/method/wall.post
   */
  createPost: custom({
    effect: 'write',
    params: { text: content, images, advertisement, link },
    async run({ auth, text, images, advertisement, link }, call) {
      const attachments: (string | undefined)[] = [];
      for (const image of images) attachments.push(await attachedPhoto(call, auth, image));
      return publish(call, auth, { text, attachments: [...attachments, link], advertisement });
    },
  }),
  /**
   * Creates a post with attachments that are already on VK.
   *
   * @returns `response.post_id` identifies the post.
   * @see https://dev.vk.com/method/wall.post
   */
  createCompositePost: custom({
    effect: 'write',
    params: {
      text: content,
      objects: list(texts, 'Attachments: type, owner ID, _ and ID', {
        example: "['photo-218704372_457239','video-218704372_456240']",
      }),
      advertisement,
      link,
    },
    run: ({ auth, text, objects, advertisement, link }, call) =>
      publish(call, auth, { text, attachments: [...objects, link], advertisement }),
  }),
  /** Deletes a post. */
  deletePost: owned.remove('wall.delete', { post }),
  /**
   * Creates a post with a poll.
   *
   * @returns `response.post_id` identifies the post.
   * @see https://dev.vk.com/method/polls.create
   */
  createPoll: custom({
    effect: 'write',
    params: {
      question: text('Question', { example: 'Which tea?' }),
      answers: list(texts, 'Answers, up to 10', {
        option: 'options',
        example: "['Black','Green']",
      }),
      image: bytes('Image of the post', { option: 'picture', optional: true, example: 'tea.jpg' }),
      text: text('Text of the post', { optional: true, example: 'Vote' }),
    },
    async run({ auth, question, answers, image, text }, call) {
      const photo = image && (await attachedPhoto(call, auth, image));
      const poll = { question, add_answers: answers, owner_id: auth.owner };
      const { response } = await send(call, { auth }, 'polls.create', poll);
      if (!isRecord(response)) {
        throw new ResponseError({ method: call.method, message: 'the server returned no poll' });
      }
      const attachments = [`poll${response.owner_id}_${response.id}`, photo];
      return publish(call, auth, { text, attachments, advertisement: false });
    },
  }),
});
