import { bytes, text } from '../../core/definition/kinds/index.js';
import { InputError } from '../../core/errors/errors.js';
import { groupOf } from './auth.js';
import { album, id } from './fields.js';
import { albumPhoto, pollPhoto, productPhoto, story, upload, wallPhoto } from './upload.js';
import { auth, custom, owned, send, table } from './wire.js';

const image = bytes('Image: JPEG, PNG or GIF', { option: 'picture', example: 'tea.jpg' });
const description = text('Description', { optional: true, example: 'Earl Grey' });

/** Where an uploaded image can be used, by its name in the reference. */
const PLACES = { post: wallPhoto, product: productPhoto, story, poll: pollPhoto } as const;

function isPlace(name: string): name is keyof typeof PLACES {
  return Object.hasOwn(PLACES, name);
}

export const albums = table({
  /**
   * Creates an album for images.
   *
   * @returns `response.id` identifies the album.
   * @see https://dev.vk.com/method/photos.createAlbum
   */
  createAlbum: custom({
    effect: 'write',
    params: { title: text('Title', { example: 'Tea' }), description },
    run: ({ auth, title, description }, call) =>
      send(call, { auth }, 'photos.createAlbum', { title, description, group_id: auth.group }),
  }),
  /**
   * Deletes an album and its images.
   *
   * @see https://dev.vk.com/method/photos.deleteAlbum
   */
  deleteAlbum: custom({
    effect: 'delete',
    params: { album },
    run: ({ auth, album }, call) =>
      send(call, { auth }, 'photos.deleteAlbum', { album_id: album, group_id: auth.group }),
  }),
});

export const images = table({
  /**
   * Publishes an image as a story.
   *
   * @returns `response.items` has the story.
   * @see https://dev.vk.com/method/stories.getPhotoUploadServer
   */
  createStory: custom({
    effect: 'write',
    params: {
      image,
      url: text('URL for the button of the story', {
        optional: true,
        example: 'https://example.com',
      }),
    },
    run: ({ auth, image, url }, call) => story(call, auth, image, url),
  }),
  /**
   * Uploads an image to an album.
   *
   * @returns `response` has the image, with its `id`.
   * @see https://dev.vk.com/method/photos.save
   */
  saveImageToAlbum: custom({
    effect: 'write',
    params: { album, image, description },
    run: ({ auth, album, image, description }, call) =>
      albumPhoto(call, auth, image, { album, caption: description }),
  }),
  /** Deletes an image. */
  deleteImage: owned.remove('photos.delete', {
    image: id('Image ID', { option: 'pictureid', field: 'photo_id', example: '457239' }),
  }),
  /**
   * Uploads a video. The file is streamed, whatever its size.
   *
   * VK converts the video afterwards, which can take minutes.
   *
   * @returns `owner_id` and `video_id` identify the video.
   * @see https://dev.vk.com/method/video.save
   */
  uploadVideoToServer: custom({
    effect: 'write',
    params: {
      video: bytes('Video', { option: 'file', example: 'tea.mp4' }),
      name: text('Name', { option: 'title', example: 'How to make tea' }),
      description,
      album: text('ID of an album of videos', { optional: true, example: '2' }),
    },
    run({ auth, video, name, description, album: album_id }, call) {
      const about = { name, description, album_id, group_id: groupOf(auth, call) };
      const file = video.as(video.name ?? 'video.mp4', video.type ?? 'video/mp4');
      return upload(call, auth, { route: 'video.save', field: 'video_file', ...about }, file);
    },
  }),
  /**
   * Uploads an image for a post, a product, a story or a poll.
   *
   * A story is published at once. SaveImageToAlbum uploads to an album.
   *
   * @returns `response` has the image, with the ID for the post, product or poll.
   * @throws {InputError} The type is not one of these. Nothing was sent.
   * @see https://dev.vk.com/api/upload/overview
   */
  uploadPhotoToServer: custom({
    effect: 'write',
    params: {
      image: { ...image, option: 'file' },
      auth,
      type: text('Use of the image', {
        default: 'Post',
        values: ['Post', 'Product', 'Story', 'Poll'],
      }),
    },
    run({ auth, image, type }, call) {
      const place = type.toLowerCase();
      if (isPlace(place)) return PLACES[place](call, auth, image);
      throw new InputError({
        method: call.method,
        param: 'type',
        message: `${call.label('type')} must be Post, Product, Story or Poll, not "${type.slice(0, 60)}"`,
        hint: 'To upload to an album, call SaveImageToAlbum.',
      });
    },
  }),
});
