import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { JPEG, PNG } from '../../../test/support/definitions.js';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { OpenAiServer } from '../../../test/support/openai-server.js';
import { json } from '../../../test/support/server.js';
import { InputError } from '../../core/errors/errors.js';
import * as openai from './index.js';

const server = await OpenAiServer.start();
const images = { created: 1, data: [{ b64_json: 'AAAA' }] };
const files = await folder();
const png = join(files, 'one.png');
const jpg = join(files, 'two.jpg');
await writeFile(png, PNG);
await writeFile(jpg, JPEG);

beforeEach(() => {
  server.reset();
  server.on('POST /images/edits', (_, response) => json(response, images));
  server.on('POST /images/variations', (_, response) => json(response, images));
});

const edit = (more: object) =>
  openai.editImage({ url: server.url, model: 'm', images: png, prompt: 'A hat', ...more });

/** The received files: field, name and type of each. */
async function arrived(): Promise<string[][]> {
  const parts = await server.last.form();
  return parts.flatMap(({ name, file }) => (file ? [[name, file.name, file.type]] : []));
}

describe('editImage', () => {
  it('sends one image under its own name', async () => {
    expect(await edit({ options: { n: 2 } })).toEqual(images);
    expect(await arrived()).toEqual([['image', 'one.png', 'image/png']]);
    const parts = await server.last.form();
    expect(parts[0]!.file!.bytes).toEqual(PNG);
    const texts = parts.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text]]));
    expect(texts).toEqual([
      ['model', 'm'],
      ['prompt', 'A hat'],
      ['n', '2'],
    ]);
  });

  it('sends several, from anywhere, and a mask', async () => {
    const url = `data:image/png;base64,${PNG.toString('base64')}`;
    await edit({ images: [png, JPEG, url, new Blob([new Uint8Array(PNG)])], mask: PNG });
    expect(await arrived()).toEqual([
      ['image[]', 'one.png', 'image/png'],
      ['image[]', 'picture-2.jpeg', 'image/jpeg'],
      ['image[]', 'picture-3.png', 'image/png'],
      ['image[]', 'picture-4.png', 'image/png'],
      ['mask', 'mask.png', 'image/png'],
    ]);
  });

  it('accepts a list as JSON text', async () => {
    await edit({ images: `['${png}','${jpg}']` });
    expect(await arrived()).toEqual([
      ['image[]', 'one.png', 'image/png'],
      ['image[]', 'two.jpg', 'image/jpeg'],
    ]);
  });

  it('names the file that is missing', async () => {
    const error = await failure(edit({ images: [png, 'no.png'] }), InputError);
    expect(error.param).toBe('images[1]');
    expect(error.message).toContain('no such file: "no.png"');
    await failure(edit({ images: [] }), InputError);
    expect(server.requests).toEqual([]);
  });
});

it('createImageVariation sends the image and the options', async () => {
  const input = { url: server.url, model: 'dall-e-2', image: JPEG, options: { size: '256x256' } };
  expect(await openai.createImageVariation(input)).toEqual(images);
  expect(await arrived()).toEqual([['image', 'picture.jpeg', 'image/jpeg']]);
  expect(await server.last.form()).toContainEqual({ name: 'size', text: '256x256' });
});
