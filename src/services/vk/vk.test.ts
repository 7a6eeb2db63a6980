import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import vk from './index.js';
import { GROUP_TOKEN, start, TOKEN } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const auth = { access_token: TOKEN, group_id: '218704372' };
const owner_id = -218704372;
const image = () => new File(['GIF89a'], 'tea.gif', { type: 'image/gif' });
const at = (options = {}) => ({ baseUrl: server.url, ...options });
const paths = () => server.requests.map(({ path }) => path.split('?')[0]!.replace('/method/', ''));
const sent = () => {
  const { access_token: _, v: __, ...values } = server.calls.at(-1)!.values;
  return values;
};

describe('a request', () => {
  test('has the token in a form, not in the URL, and the oldest version that is supported', async () => {
    await vk.deletePost({ auth: { ...auth, v: '5.131' }, post: 4412 }, at());
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/method/wall.delete' });
    expect(server.calls[0]!.values).toEqual({
      access_token: TOKEN,
      v: '5.199',
      owner_id,
      post_id: 4412,
    });
    await vk.deletePost({ auth: { ...auth, v: '5.204' }, post: '-218704372_4412' }, at());
    expect(server.calls[1]!.values).toMatchObject({ v: '5.204', post_id: 4412 });
  });

  test('without a community, or with two, is refused before it is sent', async () => {
    const { access_token } = auth;
    const none = vk.getPropertyList({ auth: { access_token } }, at());
    expect((await failure(none, InputError)).message).toContain(
      'auth: the field group_id is missing',
    );
    const two = { ...auth, owner_id: '-1' };
    const error = await failure(vk.getPropertyList({ auth: two }, at()), InputError);
    expect(error.message).toContain('two different communities');
    const typo = vk.getPropertyList({ auth: { ...auth, groupid: '1' } }, at());
    expect((await failure(typo, InputError)).message).toContain('Fields: access_token, group_id');
    expect(server.requests).toEqual([]);
  });
});

describe('an error with status 200', () => {
  test('has its code and a hint, and the token that VK repeats in it is masked', async () => {
    const wrong = { ...auth, access_token: 'vk1.a.revoked-token-of-a-user' };
    const error = await failure(vk.getOrderList({ auth: wrong }, at()), HttpError);
    expect(error).toMatchObject({ status: 200, reason: '5' });
    expect(error.hint).toContain('CreateTokenRetrievalLink');
    expect(JSON.stringify(error.body)).toContain('"key":"access_token","value":"***"');
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('revoked-token');
  });

  test('says which type of token a method needs', async () => {
    const community = { ...auth, access_token: GROUP_TOKEN };
    const error = await failure(vk.deletePost({ auth: community, post: 1 }, at()), HttpError);
    expect(error.reason).toBe('27');
    expect(error.hint).toContain('the token of a user who manages the community');
  });

  test.each([
    ['6', 'Too many requests per second', '3 requests per second'],
    ['9', 'Flood control', 'with another text'],
  ])('%s means to slow down', async (code, message, hint) => {
    server.fail({ wrong: 'rule', code, message });
    const error = await failure(vk.deletePost({ auth, post: 1 }, at({ retries: 0 })), HttpError);
    expect(error).toMatchObject({ status: 429, reason: code });
    expect(error.hint).toContain(hint);
    expect(server.requests).toHaveLength(1);
  });

  test('that asks to slow down is waited for, also by a change', async () => {
    server.fail('rate limit');
    await vk.deletePost({ auth, post: 1 }, at());
    expect(server.requests).toHaveLength(2);
  });

  test('of the old advertising account says what replaces it', async () => {
    const ad = { campaign: 1, limit: 150, category: 126, post: 4412, account: 7 };
    const error = await failure(vk.createAd({ auth, ...ad }, at()), HttpError);
    expect(error.reason).toBe('15');
    expect(error.hint).toContain('ads.vk.com');
  });

  test('of one of several ads is an error too', async () => {
    const each = [{ id: 0, error_code: 603, error_desc: 'Not enough money' }];
    server.fail({ body: { response: each } } as never);
    const error = await failure(vk.pauseAdvertising({ auth, account: 7, ad: 1 }, at()), HttpError);
    expect(error.message).toContain('603: Not enough money');
  });
});

describe('a post', () => {
  test('has nine images in their order, although VK asks to slow down', async () => {
    const busy = await start({ busyEvery: 7 });
    const images = Array.from({ length: 9 }, (_, index) => Buffer.from(`image ${index + 1}`));
    const post = { auth, text: 'Tea', images, link: 'https://example.com' };
    await vk.createPost(post, { baseUrl: busy.url });
    const uploads = busy.requests.filter(({ path }) => path.startsWith('/upload/'));
    const found = uploads.map(({ body }) => /image \d/.exec(String(body))?.[0]);
    expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => `image ${index}`));
    expect(busy.requests.length).toBeGreaterThan(busy.calls.length + uploads.length);
    const { attachments, ...others } = busy.calls.at(-1)!.values;
    expect(others).toMatchObject({ owner_id, from_group: true, message: 'Tea' });
    const photos = found.map((_, index) => `photo-218704372_${index + 1}`);
    expect(attachments).toEqual([...photos, 'https://example.com']);
  });

  test('joins its attachments by commas, the link last', async () => {
    const objects = ['photo-1_2', ' video-1_3 ', ''];
    await vk.createCompositePost({ auth, text: 'Tea', objects, link: 'https://a.example' }, at());
    const body = new URLSearchParams(String(server.requests[0]!.body));
    expect(body.get('attachments')).toBe('photo-1_2,video-1_3,https://a.example');
  });

  test('on the own wall is not signed by a community', async () => {
    const { access_token } = auth;
    const own = { auth: { access_token }, text: 'Tea', objects: ['photo1_2'] };
    await vk.createCompositePost(own, at());
    expect(sent()).toEqual({ message: 'Tea', attachments: ['photo1_2'], mark_as_ads: false });
  });

  test('with a poll has the poll first', async () => {
    const poll = { question: 'Which?', answers: ['Black', 'Green'], image: image() };
    await vk.createPoll({ auth, ...poll }, at());
    const asked = server.calls.find(({ name }) => name === 'polls.create')!;
    expect(JSON.parse(String(asked.values.add_answers))).toEqual(['Black', 'Green']);
    expect(sent().attachments).toEqual([
      expect.stringMatching(/^poll\d+_\d+$/),
      expect.stringMatching(/^photo-218704372_\d+$/),
    ]);
  });
});

describe('a message', () => {
  test('has the token of the community, and its own random_id', async () => {
    const ids: unknown[] = [];
    for (const user of ['1', 2_000_000_001, 'durov']) {
      await vk.writeMessage({ token: GROUP_TOKEN, text: 'Hello', user }, at());
      ids.push(server.calls.at(-1)!.values.random_id);
    }
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toSatisfy((one: number) => one > 0 && one < 2 ** 31);
    expect(sent()).toMatchObject({ domain: 'durov', message: 'Hello' });
    expect(server.calls[1]!.values).toMatchObject({ peer_id: 2_000_000_001 });
  });

  test('is retried with the same random_id, so that it arrives once', async () => {
    server.fail('unavailable');
    const message = { token: GROUP_TOKEN, text: 'Hello', user: 1 };
    await vk.writeMessage(message, at({ retryWrites: true }));
    const [first, second] = server.requests.map(({ body }) => String(body));
    expect(second).toBe(first);
  });

  test('has a keyboard with up to five buttons in a row', async () => {
    const keyboard = await vk.formKeyboard({ buttons: ['1', '2', '3', '4', '5', '6'] });
    const { buttons } = JSON.parse(keyboard) as { buttons: unknown[][] };
    expect(buttons.map(({ length }) => length)).toEqual([5, 1]);
    const long = vk.formKeyboard({ buttons: ['Yes', 'x'.repeat(41)] });
    expect((await failure(long, InputError)).message).toContain('buttons[1] must have up to 40');
  });
});

describe('an upload', () => {
  test.each([
    ['Post', ['photos.getWallUploadServer', '/upload/wall', 'photos.saveWallPhoto']],
    [
      'Product',
      ['market.getProductPhotoUploadServer', '/upload/product', 'market.saveProductPhoto'],
    ],
    ['story', ['stories.getPhotoUploadServer', '/upload/story', 'stories.save']],
    ['Poll', ['polls.getPhotoUploadServer', '/upload/poll', 'polls.savePhoto']],
  ])('for %s has three steps', async (type, steps) => {
    const result = await vk.uploadPhotoToServer({ auth, image: image(), type }, at());
    expect(paths()).toEqual(steps);
    expect(result).toHaveProperty('response');
    expect(String(server.requests[1]!.body)).toContain('filename="tea.gif"');
    expect(String(server.requests[1]!.body)).not.toContain(TOKEN);
  });

  test('to an album has three steps, and a caption', async () => {
    await vk.saveImageToAlbum({ auth, album: 305, image: image(), description: 'Tea' }, at());
    expect(paths()).toEqual(['photos.getUploadServer', '/upload/album', 'photos.save']);
    expect(sent()).toMatchObject({ album_id: 305, group_id: 218704372, caption: 'Tea' });
  });

  test('of a video is its name, then its bytes', async () => {
    const video = new File(['bytes'], 'tea.mp4');
    const saved = await vk.uploadVideoToServer({ auth, video, name: 'Tea', album: '2' }, at());
    expect(saved).toMatchObject({ owner_id, video_id: 5 });
    expect(paths()).toEqual(['video.save', '/upload/video']);
    expect(sent()).toEqual({ name: 'Tea', album_id: 2, group_id: 218704372 });
  });

  test('that VK does not accept is an error', async () => {
    const text = new File(['hello'], 'tea.txt');
    const error = await failure(
      vk.createPost({ auth, text: 'Tea', images: text }, at()),
      HttpError,
    );
    expect(error.message).toContain('did not accept the image');
    expect(error.message).not.toContain('hash=');
    expect(paths()).toEqual(['photos.getWallUploadServer', '/upload/wall']);
  });

  test('of another type is refused', async () => {
    const other = vk.uploadPhotoToServer({ auth, image: image(), type: 'constructor' }, at());
    expect((await failure(other, InputError)).hint).toContain('SaveImageToAlbum');
    expect(server.requests).toEqual([]);
  });
});

describe('a product', () => {
  const product = {
    Name: 'Earl Grey',
    Description: 'Black tea leaves',
    Category: 20173,
    Price: 450,
  };

  test('is added with its images, then to a selection', async () => {
    const photos = { MainPhoto: image(), AdditionalPhotos: [image(), 77], PropertyValues: [1, 2] };
    const given = { ...product, ...photos, OldPrice: null, URL: '', MainInGroup: 'true', Depth: 9 };
    await vk.addProduct({ auth, product: given, selection: 12 }, at());
    const added = server.calls.find(({ name }) => name === 'market.add')!.values;
    expect(added).toMatchObject({
      ...{ owner_id, name: 'Earl Grey', category_id: 20173, price: 450, dimension_length: 9 },
      ...{ variant_ids: [1, 2], is_main_variant: true, photo_ids: [expect.any(Number), 77] },
    });
    expect(added).not.toHaveProperty('old_price');
    expect(sent()).toEqual({ owner_id, item_ids: [9001], album_ids: [12] });
  });

  test('that is not added to its selection is reported as saved', async () => {
    const edited = { auth, item: 9134, product: { Price: 500 }, selection: 12 };
    server.limit(1);
    const error = await failure(vk.editProduct(edited, at({ retries: 0 })), HttpError);
    expect(error.message).toContain('The product 9134 was saved, but not added to the selection.');
    expect(error.partial).toEqual({ response: 1 });
  });

  test('with an unknown or a missing field is refused before anything is uploaded', async () => {
    const typo = vk.addProduct({ auth, product: { ...product, Nmae: 'x' } }, at());
    expect((await failure(typo, InputError)).hint).toContain('Fields: Name, Description');
    const bare = vk.addProduct({ auth, product }, at());
    expect((await failure(bare, InputError)).message).toContain('the field MainPhoto is missing');
    expect(server.requests).toEqual([]);
  });

  test('is listed in pages of 200, by count and offset', async () => {
    server.seed('market.get', 450);
    let products = 0;
    for await (const _ of await vk.getProductList.stream({ auth }, at())) products++;
    expect(products).toBe(450);
    const pages = server.calls.map(({ values: { count, offset } }) => ({ count, offset }));
    expect(pages).toEqual([
      { count: 200 },
      { count: 200, offset: 200 },
      { count: 200, offset: 400 },
    ]);
  });

  test('is found by its ID with or without the owner', async () => {
    await vk.getProductsByID({ auth, products: ['9134', '-1_2'] }, at());
    expect(sent().item_ids).toEqual(['-218704372_9134', '-1_2']);
  });

  test('has categories, which are a tree', async () => {
    const items = [{ id: 1, name: 'Food', children: [{ id: 2, name: 'Tea' }] }];
    server.fail({ body: { response: { items } } } as never);
    expect(await vk.getProductCategoryList({ auth }, at())).toEqual({ 1: 'Food', 2: 'Tea' });
  });
});

describe('statistics', () => {
  test('of the community are for a period', async () => {
    const period = { from: new Date('2026-01-01T00:00:00Z'), to: '2026-01-31' };
    await vk.getStatistics({ auth, ...period }, at());
    const seconds = { timestamp_from: 1_767_225_600, timestamp_to: 1_769_817_600 };
    expect(sent()).toEqual({ group_id: 218704372, ...seconds });
  });

  test('of posts come 30 at a time', async () => {
    const posts = Array.from({ length: 31 }, (_, index) => `-218704372_${index + 1}`);
    expect(await vk.getPostStatistics({ auth, posts }, at())).toHaveLength(2);
    const batches = server.calls.map(({ values }) => (values.post_ids as number[]).length);
    expect(batches).toEqual([30, 1]);
  });
});

test('a repost, a comment and a short link', async () => {
  await vk.makeRepost({ auth, post: 4412, to: '-5' }, at());
  expect(sent()).toEqual({ object: 'wall-218704372_4412', group_id: 5, mark_as_ads: false });
  await vk.writeComment({ auth, post: 4412, wall: -1, message: 'Hi' }, at());
  expect(sent()).toEqual({ owner_id: -1, post_id: 4412, from_group: 218704372, message: 'Hi' });
  expect(await vk.shortenLink({ auth, url: 'https://example.com' }, at())).toEqual(
    expect.any(String),
  );
});

test('the parameters are what the other methods accept', async () => {
  const { access_token, ...others } = await vk.getAuthParameters({
    ...{ group: -218704372, app: 51694790, token: 'env:VK_TOKEN' },
  });
  expect(access_token).toBe('env:VK_TOKEN');
  await vk.getPropertyList({ auth: { ...others, access_token: TOKEN } }, at());
  expect(sent()).toEqual({ group_id: 218704372 });
  const link = new URL(await vk.createTokenRetrievalLink({ app: '51694790' }));
  expect(link.searchParams.get('client_id')).toBe('51694790');
});
