import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { refusedPort, start, startRaw } from '../../../test/support/server.js';
import { notPublic } from '../../core/access/address.js';
import { ApiError } from '../errors.js';
import { type FetchOptions, fetchPicture } from './fetch-picture.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const any = () => undefined;

/** The message that refuses an image. */
async function refusal(url: string, options: Partial<FetchOptions> = {}): Promise<string> {
  const error = await failure(fetchPicture(url, { refuse: any, ...options }), ApiError);
  expect(error).toMatchObject({ status: 400, code: 'invalid_image_url' });
  return error.message;
}

describe('a picture', () => {
  it('is what its bytes are, whatever the server says, after a redirect too', async () => {
    const { url, requests } = await start(({ path }, response) => {
      if (path === '/moved') response.writeHead(302, { location: '/a.png' }).end();
      else response.writeHead(200, { 'content-type': 'text/html' }).end(PNG);
    });
    const expected = { type: 'image/png', bytes: PNG };
    expect(await fetchPicture(`${url}/a.png`, { refuse: any })).toEqual(expected);
    expect(await fetchPicture(`${url}/moved`, { refuse: any })).toEqual(expected);
    expect(requests[0]!.headers).toMatchObject({ accept: 'image/*' });
  });

  it('is refused with a reason if it is not one, too large or too slow', async () => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      '/text': (response) => response.end('<svg/>'),
      '/none': (response) => response.writeHead(404).end(),
      '/announced': (response) => response.writeHead(200, { 'content-length': '9000' }).end(),
      '/round': (response) => response.writeHead(307, { location: '/round' }).end(),
      '/ftp': (response) => response.writeHead(302, { location: 'ftp://x/a.png' }).end(),
      '/lost': (response) => response.writeHead(302).end(),
      '/slow': (response) => response.write(PNG),
      '/endless': (response) => {
        for (let i = 0; i < 100; i++) response.write(Buffer.alloc(100));
      },
    };
    const { url } = await start(({ path }, response) => answers[path]!(response));
    expect(await refusal(`${url}/text`)).toContain('is not an image');
    expect(await refusal(`${url}/none`)).toContain('returned status 404');
    expect(await refusal(`${url}/announced`, { most: 1000 })).toContain('is larger than');
    expect(await refusal(`${url}/endless`, { most: 1000 })).toContain('is larger than');
    expect(await refusal(`${url}/round`)).toContain('more than 3 times');
    expect(await refusal(`${url}/ftp`)).toContain('only http and https are supported');
    expect(await refusal(`${url}/lost`)).toContain('redirect without a valid Location');
    expect(await refusal(`${url}/slow`, { timeout: 200 })).toContain('timed out after 0.2 s');
  });

  it('is refused if the server is down or does not speak HTTP', async () => {
    const { url } = await startRaw((socket) => socket.end('no http\r\n\r\n'));
    expect(await refusal(`http://127.0.0.1:${await refusedPort()}`)).toContain('ECONNREFUSED');
    expect(await refusal(url)).toContain('could not be downloaded (HPE_INVALID');
    expect(await refusal('http://no-such-name.invalid/a.png')).toContain('could not be downloaded');
  });
});

describe('an address', () => {
  it('of this machine is refused in every form, and never contacted', async () => {
    const { url, port, requests } = await start((_, response) => {
      response.end(PNG);
    });
    const forms = ['localhost', '127.1', '0x7f.0.0.1', '2130706433', '0', '[::1]'];
    const mapped = ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::]', '[64:ff9b::127.0.0.1]'];
    for (const host of [...forms, ...mapped]) {
      const words = await refusal(`http://${host}:${port}/a.png`, { refuse: notPublic });
      expect(words).toContain('was not downloaded: its address is not public');
      expect(words).toContain('Send the image itself');
    }
    expect(requests).toEqual([]);
    expect((await fetchPicture(url, { refuse: any })).bytes).toEqual(PNG);
  });

  it('is checked again after a redirect', async () => {
    const inner = await start((_, response) => {
      response.end(PNG);
    });
    const { url } = await start(({ path }, response) => {
      const host = path === '/name' ? 'localhost' : '127.0.0.2';
      response.writeHead(302, { location: `http://${host}:${inner.port}/secret.png` }).end();
    });
    const refuse = (address: string) => (address === '127.0.0.2' ? 'private' : undefined);
    expect(await refusal(url, { refuse })).toContain('(private)');
    // The first address is in the URL; the name of the second is looked up.
    let looked = 0;
    const second = () => (looked++ === 0 ? undefined : 'private');
    expect(await refusal(`${url}/name`, { refuse: second })).toContain('(private)');
    expect(inner.requests).toEqual([]);
  });
});
