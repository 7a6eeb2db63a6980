import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { HttpError, InputError, ResponseError, TimeoutError } from '../../core/errors/errors.js';
import { signatureOf } from '../../core/http/oauth1.js';
import twitter from './index.js';
import { APP, start, TOKEN } from './testing/stand-in.js';

let server: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  server = await start();
});
afterEach(() => {
  server.reset();
  server.uploads.clear();
});

const auth = { access_token: TOKEN };
const { code, refresh, ...app } = APP;
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('an upload', () => {
  test('of a video is sent in segments, and waited for until X has processed it', async () => {
    const file = join(await folder(), 'tea.mp4');
    const data = Buffer.alloc(9 * 2 ** 20, 'tea');
    await writeFile(file, data);
    await twitter.createVideoTweet({ text: 'Tea', videos: file, auth }, at());
    const [[id, { segments, ...begun }] = assert.fail()] = [...server.uploads];
    expect(begun).toMatchObject({ category: 'tweet_video', type: 'video/mp4', total: data.length });
    expect(segments.map(({ length }) => length / 2 ** 20)).toEqual([4, 4, 1]);
    expect(Buffer.concat(segments).equals(data)).toBe(true);
    expect(lines()).toEqual([
      'POST /2/media/upload/initialize',
      ...['append', 'append', 'append', 'finalize'].map(
        (step) => `POST /2/media/upload/${id}/${step}`,
      ),
      `GET /2/media/upload?media_id=${id}&command=STATUS`,
      `GET /2/media/upload?media_id=${id}&command=STATUS`,
      'POST /2/tweets',
    ]);
    expect(server.calls.at(-1)!.values).toEqual({ text: 'Tea', media: { media_ids: [id] } });
  });

  test('of images keeps their order, and needs no wait', async () => {
    const files = [Buffer.from('one'), Buffer.from('two')];
    const ids = await twitter.uploadAttachmentsArray({ files, type: 'tweet_image', auth }, at());
    expect(ids).toEqual([...server.uploads.keys()]);
    expect(lines()).toHaveLength(6);
  });

  test('sends a segment again whose response was lost', async () => {
    server.fail({ body: { data: { id: '18800' } } }, 'unavailable');
    server.uploads.set('18800', {
      category: 'tweet_image',
      type: '',
      total: 3,
      segments: [],
      left: 0,
    });
    const images = Buffer.from('one');
    await twitter.createImageTweet({ text: 'Tea', images, auth }, at());
    expect(lines().filter((line) => line.endsWith('append'))).toHaveLength(2);
    expect(server.uploads.get('18800')!.segments.map(String)).toEqual(['one']);
  });

  test('is refused before anything is sent if it is too large, or one too many', async () => {
    const images = [Buffer.alloc(5 * 2 ** 20 + 1)];
    const large = twitter.createImageTweet({ text: 'Tea', images, auth }, at());
    expect((await failure(large, InputError)).message).toContain('5242880 at most');
    const five = Array.from({ length: 5 }, () => Buffer.from('x'));
    const many = twitter.createImageTweet({ text: 'Tea', images: five, auth }, at());
    expect((await failure(many, InputError)).message).toContain('at most 4 files, not 5');
    expect(server.requests).toEqual([]);
  });

  test('that X cannot process posts nothing', async () => {
    const info = { state: 'failed', error: { message: 'Unsupported video format' } };
    const accepted = { body: { data: { id: '18800' } } };
    server.fail(accepted, accepted, { body: { data: { id: '18800', processing_info: info } } });
    const videos = Buffer.from('x');
    const failed = twitter.createVideoTweet({ text: 'Tea', videos, auth }, at());
    expect((await failure(failed, ResponseError)).message).toContain('Unsupported video format');
    expect(lines()).not.toContain('POST /2/tweets');
  });

  test('ends at the deadline of the call if X takes longer', async () => {
    const info = { state: 'pending', check_after_secs: 3600 };
    const accepted = { body: { data: { id: '18800' } } };
    server.fail(accepted, accepted, { body: { data: { id: '18800', processing_info: info } } });
    const given = { text: 'Tea', videos: Buffer.from('x'), auth };
    await failure(twitter.createVideoTweet(given, { ...at(), timeout: 20_000 }), TimeoutError);
  });
});

describe('a post', () => {
  test('with a poll has its duration in minutes', async () => {
    const poll = { options: ['Tea', 'Coffee'], duration: 60 };
    await twitter.createPollTweet({ text: 'Which?', ...poll, auth }, at());
    const sent = { options: ['Tea', 'Coffee'], duration_minutes: 60 };
    expect(server.calls[0]!.values).toEqual({ text: 'Which?', poll: sent });
  });

  test('of no parts at all is refused before anything is sent', async () => {
    await failure(twitter.createCustomTweet({ auth }, at()), InputError);
    const given = { text: 'Which?', options: ['Tea', 'Coffee'], auth };
    await failure(twitter.createCustomTweet(given, at()), InputError);
    expect(server.requests).toEqual([]);
  });

  test('by OAuth 1.0a is signed again for each attempt', async () => {
    const keys = { oauth_consumer_key: 'consumer', oauth_consumer_secret: 'cs' };
    const auth = { ...keys, oauth_token: 'user', oauth_token_secret: 'ts' };
    server.fail('rate limit');
    await twitter.createTextTweet({ text: 'Hello', auth }, at());
    const [first, second] = server.requests.map(({ headers }) => headers.authorization);
    expect(second).toMatch(/^OAuth oauth_consumer_key="consumer", oauth_nonce=/);
    expect(second).not.toBe(first);
  });

  test('without any token is refused before anything is sent', async () => {
    const error = await failure(twitter.createTextTweet({ text: 'Hello' }, at()), InputError);
    expect(error.message).toContain('access_token');
    expect(server.requests).toEqual([]);
  });
});

test('the signature is that of the example in the documentation of X', () => {
  const keys = {
    consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
    consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
    token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
    tokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
  };
  const url = new URL('https://api.twitter.com/1.1/statuses/update.json?include_entities=true');
  url.searchParams.set('status', 'Hello Ladies + Gentlemen, a signed OAuth request!');
  const signature = signatureOf(
    keys,
    { method: 'POST', url },
    {
      oauth_consumer_key: keys.consumerKey,
      oauth_nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: '1318622958',
      oauth_token: keys.token,
      oauth_version: '1.0',
    },
  );
  expect(signature).toBe('hCtSmYh+iHYCEqBWrE7C7hYmtUk=');
});

describe('authorization', () => {
  test('has a link with the challenge of the verifier', async () => {
    const verifier = await twitter.getCodeVerifier({});
    const link = await twitter.getAuthorizationLink({ auth: { ...app, code_verifier: verifier } });
    const { origin, pathname, searchParams } = new URL(link);
    expect(origin + pathname).toBe('https://x.com/i/oauth2/authorize');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ code_challenge: challenge, code_challenge_method: 'S256', client_id: app.client_id },
      ...{ response_type: 'code', scope: expect.stringContaining('media.write offline.access') },
    });
    expect(link).not.toContain(verifier);
    expect(link).not.toContain(app.client_secret);
  });

  test('needs the verifier of the link for the code', async () => {
    const { code_verifier: _, ...others } = app;
    const error = await failure(twitter.getToken({ code, auth: others }, at()), InputError);
    expect(error.message).toContain('code_verifier is missing');
    const tokens = await twitter.getToken({ code, auth: app }, at());
    expect(tokens).toMatchObject({ access_token: TOKEN, expires_in: 7200 });
    const { headers, body } = server.requests[0]!;
    expect(headers.authorization).toMatch(/^Basic /);
    expect(body.toString()).not.toContain(app.client_secret);
  });

  test('takes the code from a request, if its state is that of the link', async () => {
    const given = { request: { url: `/x?state=s1&code=${code}` }, auth: { ...app, state: 's1' } };
    const handled = await twitter.handleIncomingRequestAfterAuthorization(given, at());
    expect(handled).toMatchObject({ access_token: TOKEN });
    const other = { ...given, request: new Request(`https://example.com/x?state=s2&code=${code}`) };
    await failure(twitter.handleIncomingRequestAfterAuthorization(other, at()), InputError);
    expect(server.requests).toHaveLength(1);
  });

  test('renews an expired token once, and tells the program the new ones', async () => {
    const saved: unknown[] = [];
    const { client_id, client_secret } = app;
    const auth = {
      ...{ client_id, client_secret, access_token: 'expired', refresh_token: refresh },
      onTokens: (tokens: unknown) => void saved.push(tokens),
    };
    await twitter.createTextTweet({ text: 'Hello', auth }, at());
    expect(lines()).toEqual(['POST /2/tweets', 'POST /2/oauth2/token', 'POST /2/tweets']);
    expect(saved).toEqual([{ accessToken: TOKEN, refreshToken: 'the-refresh-token-2' }]);
  });
});

describe('an error of X', () => {
  test('has the words of the problem', async () => {
    const options = ['a'.repeat(26), 'b'];
    const long = twitter.createPollTweet({ text: 'Which?', options, duration: 60, auth }, at());
    const error = await failure(long, HttpError);
    expect(error).toMatchObject({ status: 400, reason: 'Invalid Request' });
    expect(error.message).toContain('must NOT have more than 25 characters');
  });

  test('with status 200 and no data is an error too', async () => {
    const problem = { title: 'Forbidden', detail: 'not permitted', type: 'about:blank' };
    server.fail({ body: { errors: [problem] } });
    const refused = twitter.createTextTweet({ text: 'Hello', auth }, at());
    expect((await failure(refused, HttpError)).message).toContain('not permitted');
  });

  test('that is a limit is waited for until the moment that X names', async () => {
    const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1' };
    server.fail({ status: 429, headers, body: { title: 'Too Many Requests', status: 429 } });
    await twitter.createTextTweet({ text: 'Hello', auth }, at());
    expect(server.requests).toHaveLength(2);
    const far = String(Math.floor(Date.now() / 1000) + 900);
    server.fail({ status: 429, headers: { ...headers, 'x-rate-limit-reset': far }, body: {} });
    await failure(twitter.createTextTweet({ text: 'Hello', auth }, at()), HttpError);
    expect(server.requests).toHaveLength(3);
  });
});
